"""Several alerts in one message: which, when, and what becomes of them together."""

from datetime import time, timedelta

import pytest

from bot.alerts.digest import LINES
from bot.models import Delivery, DeliveryKind
from bot.models.wishes import QuietHours
from bot.store.outbox import PAUSE
from bot.store.store import Store
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    ask,
    build_article,
    build_decision,
    build_feed,
    build_harvest,
    claim_one,
    subscribe,
)

ALERT, UPDATE, EDIT, DIGEST = (
    DeliveryKind.ALERT,
    DeliveryKind.UPDATE,
    DeliveryKind.EDIT,
    DeliveryKind.DIGEST,
)
MINUTE = timedelta(minutes=1)


class Desk:
    """A store with two private chats, a group and the terminal, and a clock."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOON
        self.articles = 0

    async def decide(self, story, *, feed=1, title="", **given):
        """One more article of a story; returns how many deliveries it means."""
        self.articles += 1
        article = build_article(f"{story}-{self.articles}", title=title or f"About {story}")
        harvest = build_harvest(build_feed(feed), [article], now=self.now)
        await self.store.archive.keep(harvest, now=self.now)
        stored = (await self.store.archive.undecided(limit=99))[-1]
        return await self.store.archive.decide(
            [build_decision(stored, story, new=False, **given)], now=self.now
        )

    async def alert(self, *stories, chats=(1,), **given):
        for story in stories:
            await self.decide(story, alerts=chats, **given)

    async def claim(self, *, after=timedelta(), terminal=False) -> Delivery | None:
        self.now += after
        return await claim_one(self.store.outbox, now=self.now, busy=[], terminal=terminal)

    async def arrive(self, delivery, message=100):
        await self.store.outbox.sent(delivery.id, message_id=message, now=self.now)

    async def put_back(self, delivery, *, uncertain=False, wait=timedelta()):
        await self.store.outbox.put_back(
            delivery.id, uncertain=uncertain, not_before=self.now + wait, reason="x"
        )

    async def drain(self, *, after=timedelta(), terminal=False):
        """Everything that is due then, as it arrives."""
        self.now += after
        found: list[Delivery] = []
        while delivery := await self.claim(terminal=terminal):
            await self.arrive(delivery, message=100 + len(found))
            found.append(delivery)
        return found

    async def rows(self, columns="state, message_id", chat=1):
        return await ask(
            self.store, f"SELECT {columns} FROM outbox WHERE chat_id = {chat} ORDER BY id"
        )


@pytest.fixture
async def desk(store):
    await add_feeds(store, *range(1, 4))
    await subscribe(store, 1, 2)
    await subscribe(store, -9, kind="group")
    await subscribe(store, 0, kind="terminal")
    return Desk(store)


def shown(delivery):
    """The stories that a message shows, and how."""
    if delivery is None:
        return None
    alerts = delivery.bundle or (delivery.alert,)
    return delivery.kind, [alert.headline.removeprefix("About ") for alert in alerts]


def names(count):
    return [f"s{number:02}" for number in range(count)]


async def test_a_chat_that_chose_no_language_is_told_in_its_clients(desk):
    await desk.store.chats.meet(1, "private", now=NOON, client="uk")
    await desk.alert("a")
    delivery = await desk.claim()
    assert delivery is not None
    assert delivery.language == "uk"


# ---------------------------------------------------------------- which


@pytest.mark.parametrize("count", [1, 5])
async def test_a_few_alerts_are_told_one_by_one(desk, count):
    await desk.alert(*names(count))
    assert [shown(one) for one in await desk.drain()] == [(ALERT, [name]) for name in names(count)]


async def test_more_than_five_are_one_message_that_rings(desk):
    await desk.alert(*names(6))
    (digest,) = await desk.drain()
    assert shown(digest) == (DIGEST, names(6))
    assert (digest.silent, digest.more, digest.message_id) == (False, 0, None)
    assert await desk.rows() == [("sent", 100)] * 6


async def test_only_the_chat_that_is_flooded_gets_one_message(desk):
    await desk.alert(*names(6))
    await desk.alert("s00", "s01", chats=(2,))
    found = {(one.chat, one.kind, len(one.bundle)) for one in await desk.drain()}
    assert found == {(1, DIGEST, 6), (2, ALERT, 0)}


async def test_breaking_alerts_stay_alone_and_go_first(desk):
    await desk.alert(*names(6))
    await desk.decide("b", alerts=[1], breaking=[1])
    assert [shown(one) for one in await desk.drain()] == [(ALERT, ["b"]), (DIGEST, names(6))]


async def test_the_terminal_is_told_one_by_one_however_much_it_is(desk):
    await desk.alert(*names(9), chats=(0,))
    found = await desk.drain(terminal=True, after=9 * HOUR)
    assert [shown(one) for one in found] == [(ALERT, [name]) for name in names(9)]


async def test_a_message_holds_so_many_and_the_next_one_the_rest(desk):
    await desk.alert(*names(LINES + 10))
    found = await desk.drain()
    assert {one.kind for one in found} == {DIGEST}
    assert [name for one in found for name in shown(one)[1]] == names(LINES + 10)
    assert len(found) == 2


async def test_long_headlines_make_more_messages_and_none_is_lost(desk):
    for name in names(25):
        await desk.alert(name, title=f"About {name} {'word ' * 60}")
    found = await desk.drain()
    told = [title[:3] for one in found for title in shown(one)[1]]
    assert told == names(25)
    assert len(found) == 2


async def test_what_waits_for_its_hour_is_told_together_even_alone(desk):
    await desk.alert("s", at=NOON + HOUR, digest=True)
    await desk.alert("t", at=NOON + 2 * HOUR, digest=True)
    await desk.alert("u", at=NOON + 2 * HOUR, digest=True)
    assert await desk.claim() is None
    assert [shown(one) for one in await desk.drain(after=HOUR)] == [(DIGEST, ["s"])]
    assert [shown(one) for one in await desk.drain(after=HOUR)] == [(DIGEST, ["t", "u"])]


async def test_what_waits_for_its_hour_holds_up_nothing(desk):
    await desk.alert("s", at=NOON + 9 * HOUR, digest=True)
    await desk.alert("q", at=NOON + 8 * HOUR)  # after quiet hours
    await desk.alert("t")
    await desk.decide("t", updates=[1])
    await desk.decide("s", updates=[1])
    found = [shown(one)[0] for one in await desk.drain()]
    assert found == [ALERT, UPDATE]
    await desk.decide("t", feed=2)
    assert [shown(one) for one in await desk.drain(after=PAUSE)] == [(EDIT, ["t"])]
    assert [shown(one) for one in await desk.drain(after=8 * HOUR)] == [(ALERT, ["q"])]
    found = [shown(one)[0] for one in await desk.drain(after=HOUR)]
    assert found == [DIGEST, UPDATE]  # the update of what the digest told


async def test_digests_come_after_all_else(desk):
    await desk.alert("s", at=NOON + MINUTE, digest=True)
    await desk.alert("t", "u", chats=(2,), at=NOON + MINUTE)
    kinds = [one.kind for one in await desk.drain(after=MINUTE)]
    assert kinds == [ALERT, ALERT, DIGEST]


async def test_threads_of_a_forum_have_their_own_messages(desk):
    await desk.alert("s", "t", at=NOON + HOUR, digest=True, thread=7)
    await desk.alert("u", at=NOON + HOUR, digest=True, thread=8)
    await desk.alert("v", at=NOON + HOUR, digest=True)
    found = {(one.thread, *shown(one)[1]) for one in await desk.drain(after=HOUR)}
    assert found == {(7, "s", "t"), (8, "u"), (None, "v")}


# ---------------------------------------------------------------- too late to ring


@pytest.mark.parametrize(
    ("after", "kind", "silent"),
    [(6 * HOUR, ALERT, False), (6 * HOUR + MINUTE, DIGEST, True)],
)
async def test_an_alert_that_is_older_than_the_patience_joins_a_digest(desk, after, kind, silent):
    await desk.alert("s")
    (found,) = await desk.drain(after=after)
    assert (*shown(found), found.silent) == (kind, ["s"], silent)


async def test_patience_counts_from_when_an_alert_was_to_be_told(desk):
    await desk.alert("s", at=NOON + 8 * HOUR)
    (found,) = await desk.drain(after=9 * HOUR)
    assert (found.kind, found.silent) == (ALERT, False)


async def test_what_is_news_goes_before_what_is_too_late(desk):
    await desk.alert("s", "t")
    desk.now += 7 * HOUR
    await desk.alert("u")
    found = await desk.drain()
    assert [shown(one) for one in found] == [(ALERT, ["u"]), (DIGEST, ["s", "t"])]
    assert [one.silent for one in found] == [False, True]


# ---------------------------------------------------------------- what came in late


async def test_a_storm_is_one_message_that_counts_what_it_has_no_room_for(desk):
    morning = NOON + 20 * HOUR
    await desk.alert(*names(70), at=morning, digest=True, late=True, silent=True)
    assert await desk.claim() is None
    (summary,) = await desk.drain(after=20 * HOUR)
    assert (summary.kind, summary.silent) == (DIGEST, True)
    assert len(summary.bundle) + summary.more == 70
    assert len(summary.bundle) <= LINES
    assert await desk.rows() == [("sent", 100)] * 70


async def test_a_little_that_came_in_late_stands_in_the_digest_of_the_day(desk):
    late = {"at": NOON + HOUR, "digest": True, "late": True, "silent": True}
    await desk.alert("l", **late)
    await desk.alert("s", at=NOON + HOUR, digest=True)
    (digest,) = await desk.drain(after=HOUR)
    assert (*shown(digest), digest.silent) == (DIGEST, ["s", "l"], False)


async def test_a_storm_takes_no_room_from_the_digest_of_the_day(desk):
    late = {"at": NOON + HOUR, "digest": True, "late": True, "silent": True}
    await desk.alert(*names(40), **late)
    await desk.alert("x", "y", at=NOON + HOUR, digest=True)
    digest, summary = await desk.drain(after=HOUR)
    assert (shown(digest), digest.more) == ((DIGEST, ["x", "y"]), 0)
    assert (len(summary.bundle) + summary.more, summary.silent) == (40, True)


async def test_a_story_that_came_in_late_rings_when_there_is_news_of_it_before(desk):
    await desk.alert("s", at=NOON + 9 * HOUR, digest=True, late=True, silent=True)
    audience = await desk.store.chats.audience(["war"], ["s"])
    assert audience.choice("s", 1) is None
    await desk.alert("s", title="About today")
    (alert,) = await desk.drain()
    assert (shown(alert), alert.silent) == ((ALERT, ["today"]), False)
    assert await desk.drain(after=9 * HOUR) == []
    assert (await desk.store.chats.audience(["war"], ["s"])).choice("s", 1) is not None


# ---------------------------------------------------------------- what becomes of them


async def test_a_digest_that_did_not_arrive_is_made_anew(desk):
    await desk.alert(*names(6))
    await desk.put_back(await desk.claim())
    assert await desk.rows("state, leader, doubtful") == [("pending", None, 0)] * 6
    await desk.alert("t")
    assert shown(await desk.claim()) == (DIGEST, [*names(6), "t"])


@pytest.mark.parametrize("crash", [False, True])
async def test_a_digest_in_doubt_tells_exactly_the_same_stories_again(desk, crash):
    await desk.alert(*names(6))
    first = await desk.claim()
    if crash:
        assert await desk.store.outbox.recover(now=desk.now, wait=MINUTE) == 6
    else:
        await desk.put_back(first, uncertain=True, wait=MINUTE)
    await desk.alert("t")
    assert await desk.claim() is None  # the chat's later messages wait for it
    again = await desk.claim(after=MINUTE)
    assert (shown(again), again.id) == (shown(first), first.id)
    assert (again.doubtful, again.attempts, again.silent) == (True, 2, first.silent)
    await desk.arrive(again, message=55)
    assert await desk.rows() == [("sent", 55)] * 6 + [("pending", None)]
    assert shown(await desk.claim()) == (ALERT, ["t"])


async def test_a_late_digest_in_doubt_stays_silent_and_counts_the_same(desk):
    await desk.alert(*names(50), at=NOON + HOUR, digest=True, late=True, silent=True)
    await desk.alert("o", chats=(2,))
    first = await desk.claim(after=HOUR)
    assert shown(first) == (ALERT, ["o"])
    await desk.arrive(first)
    desk.now += 7 * HOUR
    first = await desk.claim()
    await desk.put_back(first, uncertain=True)
    again = await desk.claim()
    assert (again.bundle, again.more, again.silent) == (first.bundle, first.more, True)


async def test_an_old_alert_in_doubt_is_repeated_as_silently_as_it_was_told(desk):
    await desk.alert("s", "t")
    first = await desk.claim(after=7 * HOUR)
    await desk.put_back(first, uncertain=True)
    again = await desk.claim()
    assert (shown(again), again.silent) == ((DIGEST, ["s", "t"]), True)


async def test_a_refused_digest_fails_as_a_whole(desk):
    await desk.alert(*names(6))
    digest = await desk.claim()
    await desk.store.outbox.failed(digest.id, reason="x", now=desk.now)
    assert await desk.rows("state, reason") == [("failed", "x")] * 6


async def test_who_leaves_while_a_digest_is_under_way_leaves_nothing_behind(desk):
    await desk.alert(*names(6))
    digest = await desk.claim()
    await desk.store.chats.close(1, "blocked")
    await desk.put_back(digest)
    assert await desk.rows("state") == [("gone",)] * 6


async def test_a_group_that_moves_while_its_digest_is_in_doubt_gets_it_there(desk):
    await desk.alert(*names(6), chats=(-9,))
    await desk.put_back(await desk.claim(), uncertain=True)
    await desk.store.chats.move(-9, -1009)
    again = await desk.claim()
    assert (again.chat, shown(again)) == (-1009, (DIGEST, names(6)))
    await desk.arrive(again)
    assert await desk.rows("state", chat=-1009) == [("sent",)] * 6


async def test_an_update_replies_to_the_digest_and_no_edit_takes_its_place(desk):
    await desk.alert(*names(6))
    await desk.drain()
    await desk.decide("s03", updates=[1], feed=2)
    await desk.decide("s04", feed=3, duplicates=[1], topics=("war", "ports"))
    found = await desk.drain(after=PAUSE)
    assert [(one.kind, one.message_id) for one in found] == [(UPDATE, 100)]


async def test_an_edit_that_waited_goes_when_its_alert_joins_a_digest(desk):
    await desk.alert("s00")
    first = await desk.claim()
    await desk.decide("s00", feed=2)  # an edit waits for the alert under way
    await desk.put_back(first)
    await desk.alert(*names(6)[1:])
    assert [one.kind for one in await desk.drain(after=PAUSE)] == [DIGEST]
    assert await desk.store.outbox.oldest_due() is None


# ---------------------------------------------------------------- silence


async def quiet(desk, start, end, **more):
    wishes = {"quiet": QuietHours(start=time(start), end=time(end)), **more}

    def change(old):
        return type(old)(chat=old.chat, **wishes)

    await desk.store.chats.change_wishes(1, change)


async def test_an_alert_that_was_held_up_into_quiet_hours_waits_for_their_end(desk):
    await quiet(desk, 13, 16)
    await desk.alert("s")
    assert await desk.claim(after=HOUR) is None
    (found,) = await desk.drain(after=3 * HOUR)
    assert (found.kind, found.silent) == (ALERT, False)


@pytest.mark.parametrize("wakes", [False, True])
async def test_breaking_news_may_ring_in_quiet_hours_where_that_is_wanted(desk, wakes):
    await quiet(desk, 13, 16, breaking_wakes=wakes)
    await desk.decide("s", alerts=[1], breaking=[1])
    found = await desk.claim(after=HOUR)
    assert (found is not None and not found.silent) is wakes


async def test_what_makes_no_sound_goes_out_in_quiet_hours_and_an_update_makes_none(desk):
    await desk.alert("s")
    await desk.drain()
    await quiet(desk, 12, 16)
    await desk.alert("t", silent=True)
    await desk.decide("s", updates=[1], ringing=[1])
    found = await desk.drain()
    assert [(one.kind, one.silent) for one in found] == [(ALERT, True), (UPDATE, True)]


async def test_an_alert_in_doubt_is_repeated_in_quiet_hours_without_a_sound(desk):
    await desk.alert("s")
    await desk.put_back(await desk.claim(), uncertain=True)
    await quiet(desk, 12, 16)
    found = await desk.claim()
    assert (found.doubtful, found.silent) == (True, True)


async def test_a_muted_chat_hears_what_waited_when_the_mute_is_over(desk):
    await desk.alert("s")

    def mute(old):
        return type(old)(chat=old.chat, muted_until=NOON + HOUR)

    await desk.store.chats.change_wishes(1, mute)
    assert await desk.claim() is None
    assert shown(await desk.claim(after=HOUR)) == (ALERT, ["s"])


# ---------------------------------------------------------------- threads


async def test_a_delivery_knows_its_thread_and_what_its_chat_wants(desk):
    def change(old):
        return type(old)(chat=old.chat, language="pl", zone="Europe/Warsaw")

    await desk.store.chats.change_wishes(1, change)
    await desk.alert("s", thread=7)
    (alert,) = await desk.drain()
    await desk.decide("s", updates=[1])
    (update,) = await desk.drain()
    for one in (alert, update):
        assert (one.thread, one.language, one.zone) == (7, "pl", "Europe/Warsaw")


async def test_a_thread_that_is_left_has_its_messages_in_the_chat_itself(desk):
    await desk.store.chats.subscribe(1, "ports", now=NOON, thread=7)
    await desk.alert("s", "t", thread=7)
    await desk.alert("u", thread=8)
    assert await desk.store.outbox.leave_thread(1, 7)
    assert not await desk.store.outbox.leave_thread(1, 7)
    assert [one.thread for one in await desk.drain()] == [None, None, 8]
    assert [one.thread for one in await desk.store.chats.topics_of(1)] == [None, None]
