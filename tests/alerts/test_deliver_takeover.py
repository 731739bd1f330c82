"""The courier and its post: it sends only while it has it, and goes on where another ended."""

import asyncio
from datetime import timedelta

import pytest

from bot.alerts.pace import Limits
from bot.errors import NotSent, ThreadGone
from bot.models.workers import Tenure
from tests.alerts.test_deliver import RETRY, SECOND, CreepingClock, Scene
from tests.builders import NOON, ManualClock, add_feeds, ask, claim_one, subscribe, tell

MINE = Tenure(post="send", holder="mine")
OTHER = Tenure(post="send", holder="other")
LEASE = timedelta(hours=1)


class Post:
    """Whether the post is held, as the courier is told."""

    def __init__(self) -> None:
        self.mine = True

    def held(self) -> bool:
        return self.mine


@pytest.fixture
async def scene(store):
    await add_feeds(store, 1, 2)
    await subscribe(store, 1, 2, 3, -1)
    return Scene(store)


async def take_over(scene):
    post = Post()
    assert await scene.store.posts.take(MINE, lease=LEASE)
    await scene.courier.take_over(MINE, post.held)
    return post


async def claim(scene, now=NOON):
    """Claim what another sender would send next."""
    delivery = await claim_one(scene.store.outbox, now=now, busy=(), terminal=False)
    assert delivery is not None
    return delivery


async def states(scene):
    return dict(await scene.store.outbox.states())


async def test_with_its_post_a_courier_sends(scene):
    await take_over(scene)
    await scene.alert("s", 1, 2)
    await scene.drain()
    assert await states(scene) == {"sent": 2}


async def test_without_its_post_nothing_is_claimed(scene):
    post = await take_over(scene)
    await scene.alert("s", 1, 2)
    post.mine = False
    await scene.drain()
    assert await states(scene) == {"pending": 2}


async def test_the_database_has_the_last_word_on_who_sends(scene):
    await take_over(scene)
    await scene.alert("s", 1, 2)
    await scene.store.posts.give_up(MINE)
    await scene.store.posts.take(OTHER, lease=LEASE)
    await scene.courier.take_turn()
    assert await states(scene) == {"pending": 2}
    assert scene.sender.arrived == []


async def test_what_was_claimed_when_the_post_was_lost_waits_as_before(store):
    await add_feeds(store, 1, 2)
    await subscribe(store, 1, 2, 3)
    limits = Limits(rate=20, private=timedelta(), group=timedelta())
    scene = Scene(store, clock=CreepingClock(), limits=limits)
    post = await take_over(scene)
    scene.sender.on_ask = lambda _: setattr(post, "mine", False)
    await scene.alert("s", 1, 2, 3)
    await scene.drain()
    assert len(scene.sender.arrived) == 1
    assert await states(scene) == {"sent": 1, "pending": 2}
    assert await ask(store, "SELECT attempts FROM outbox WHERE state = 'pending'") == [(0,)] * 2


async def test_what_somebody_else_took_since_is_not_given_back(scene):
    outbox = scene.store.outbox
    await scene.alert("s", 1)
    delivery = await claim(scene)
    await outbox.recover(now=NOON, wait=timedelta())
    await outbox.give_back(delivery.id, claimed=NOON, now=NOON)
    assert await states(scene) == {"uncertain": 1}
    again = await claim(scene, NOON + SECOND)
    await outbox.give_back(again.id, claimed=NOON, now=NOON)
    assert await states(scene) == {"sending": 1}
    await outbox.give_back(again.id, claimed=NOON + SECOND, now=NOON)
    assert await scene.row("state, attempts") == ("uncertain", 1)


async def test_a_digest_is_given_back_whole(scene):
    outbox = scene.store.outbox
    for number in range(7):
        await scene.alert(f"s{number}", 1)
    digest = await claim(scene)
    assert len(digest.bundle) == 7
    await outbox.give_back(digest.id, claimed=NOON, now=NOON)
    rows = await ask(scene.store, "SELECT DISTINCT state, attempts, leader FROM outbox")
    assert rows == [("pending", 0, None)]


async def test_a_refusal_that_comes_too_late_is_left_to_who_sends_now(scene):
    post = await take_over(scene)
    await scene.alert("s", 1)
    scene.sender.script[1] = [NotSent("502")]
    scene.sender.on_ask = lambda _: setattr(post, "mine", False)
    await scene.drain()
    assert await states(scene) == {"sending": 1}


async def test_a_thread_that_is_gone_is_no_reason_to_send_without_the_post(scene):
    post = await take_over(scene)
    await scene.alert("s", 1)
    await tell(scene.store, "UPDATE outbox SET thread = 9")
    scene.sender.script[1] = [ThreadGone("closed")]
    scene.sender.on_ask = lambda _: setattr(post, "mine", False)
    await scene.drain()
    assert scene.sender.arrived == []


async def test_who_takes_over_doubts_what_the_other_left_and_not_what_is_its_own(scene):
    await scene.alert("s", 1)
    await claim(scene)  # by another
    await take_over(scene)
    assert await scene.row("state, doubtful") == ("uncertain", 1)
    release = asyncio.Event()
    scene.sender.script[2] = [release]
    await scene.alert("t", 2)
    drain = asyncio.create_task(scene.drain())
    async with asyncio.timeout(5):
        while (await states(scene)).get("sending") != 1:  # noqa: ASYNC110
            await asyncio.sleep(0)
    await scene.courier.take_over(MINE, lambda: True)
    assert await scene.row("state", chat=2) == ("sending",)
    release.set()
    await drain
    assert await scene.row("state", chat=2) == ("sent",)


async def test_the_pace_goes_on_where_another_ended(store):
    await add_feeds(store, 1, 2)
    await subscribe(store, 1, 2, -1)
    before = Scene(store, clock=CreepingClock())
    await before.alert("s", 1, -1)
    await before.drain()
    clock = ManualClock(before.clock.now)
    after = Scene(store, clock=clock, limits=Limits())
    await after.courier.take_over()
    pace = after.turns.pace
    assert timedelta() < pace.wait(clock.now) <= SECOND / 28
    assert timedelta() < pace.rest(1, clock.now) <= SECOND
    assert 2 * SECOND < pace.rest(-1, clock.now) <= 3.05 * SECOND
    assert not pace.rest(2, clock.now)
    clock.move(RETRY)
    await Scene(store, clock=clock, limits=Limits()).courier.take_over()


async def test_after_a_full_second_s_worth_of_another_nothing_leaves_before_it_is_over(store):
    chats = range(1, 31)
    await add_feeds(store, 1)
    await subscribe(store, *chats)
    before = Scene(store, clock=CreepingClock())
    await before.alert("s", *chats)
    await before.drain()
    sent = [at for _, at in await store.outbox.sent_since(NOON, now=before.clock.now)]
    assert sent[-1] - sent[0] < SECOND / 2  # by a way that held them up, say
    clock = ManualClock(before.clock.now)
    after = Scene(store, clock=clock, limits=Limits())
    await after.courier.take_over()
    assert clock.now + after.turns.pace.wait(clock.now) == sent[0] + SECOND


async def test_what_was_under_way_counts_as_sent_just_now(scene):
    await scene.alert("s", 1)
    await claim(scene)
    later = NOON + 9 * SECOND
    outbox = scene.store.outbox
    assert await outbox.sent_since(NOON, now=later) == ((1, later),)
    assert await outbox.sent_since(NOON + SECOND, now=later) == ()


async def test_who_was_written_to_last_comes_last(scene):
    for chat, story in ((2, "s"), (1, "t"), (2, "u")):
        await scene.alert(story, chat)
        await scene.drain()
    sent = await scene.store.outbox.sent_since(NOON, now=scene.clock())
    assert [chat for chat, _ in sent] == [1, 2]
