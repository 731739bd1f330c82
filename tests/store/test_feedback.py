"""What readers say of alerts: kept with what the alert was, taken back, moved, forgotten."""

from datetime import timedelta

import pytest

from bot.models import DeliveryKind
from bot.models.feedback import FeedbackKind
from bot.models.wishes import Choice
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    ask,
    build_article,
    build_decision,
    build_feed,
    build_harvest,
    build_match,
    claim_one,
    subscribe,
    tell,
)

ANNA, BORIS, GROUP = 1, 2, -1
LATER = NOON + HOUR
IRRELEVANT, DUPLICATE = FeedbackKind.IRRELEVANT, FeedbackKind.DUPLICATE


@pytest.fixture
async def told(store):
    """A store whose chats are subscribed and were told nothing."""
    await add_feeds(store, 1)
    await subscribe(store, ANNA, BORIS, GROUP)
    return store


async def alert(store, story, title="", *, chats=(ANNA,), now=NOON, topics=("war",), sent=True):
    """Tell chats a story by an article of its own."""
    article = build_article(story, title=title or f"Headline of {story}")
    await store.archive.keep(build_harvest(build_feed(), [article], now=now), now=now)
    (stored,) = await store.archive.undecided(limit=5)
    decision = build_decision(stored, story, alerts=chats, topics=topics)
    await store.archive.decide([decision], now=now)
    if sent:
        await tell(store, f"UPDATE outbox SET state = 'sent' WHERE story_id = '{story}'")


async def test_what_is_said_is_kept_with_all_that_the_alert_was(told):
    await alert(told, "s", "Drones at the fair")
    assert await told.feedback.note(ANNA, "s", IRRELEVANT, now=LATER)
    (kept,) = await told.feedback.since(NOON)
    assert (kept.chat, kept.story, kept.kind, kept.at) == (ANNA, "s", IRRELEVANT, LATER)
    assert (kept.headline, kept.source) == ("Drones at the fair", "Feed 1")
    assert kept.matches == (build_match(),)
    assert kept.twins == ()


@pytest.mark.parametrize("kind", FeedbackKind)
async def test_saying_it_twice_changes_nothing_more(told, kind):
    await alert(told, "s")
    for hours in range(2):
        assert await told.feedback.note(ANNA, "s", kind, now=NOON + hours * HOUR)
    assert [one.at for one in await told.feedback.since(NOON)] == [NOON]
    for _ in range(2):
        assert await told.feedback.take_back(ANNA, "s", kind)
    assert await told.feedback.since(NOON) == ()


async def test_both_can_be_said_of_one_alert(told):
    await alert(told, "s")
    for kind in FeedbackKind:
        await told.feedback.note(ANNA, "s", kind, now=LATER)
    assert await told.feedback.said(ANNA, "s") == {IRRELEVANT, DUPLICATE}
    await told.feedback.take_back(ANNA, "s", IRRELEVANT)
    assert await told.feedback.said(ANNA, "s") == {DUPLICATE}
    assert await told.feedback.said(BORIS, "s") == frozenset()


async def test_nothing_can_be_said_of_what_was_not_told(told):
    await alert(told, "s", chats=(BORIS,))
    for story in ("s", "nowhere"):
        assert not await told.feedback.note(ANNA, story, IRRELEVANT, now=LATER)
        assert not await told.feedback.take_back(ANNA, story, IRRELEVANT)
    assert await told.feedback.since(NOON) == ()


@pytest.mark.parametrize("before", Choice)
async def test_what_is_not_relevant_is_muted_and_taking_it_back_restores_the_choice(told, before):
    await alert(told, "s", chats=(ANNA, BORIS))
    await told.chats.choose(ANNA, "s", before)
    await told.feedback.note(ANNA, "s", IRRELEVANT, now=LATER)
    assert await told.chats.choice(ANNA, "s") is Choice.MUTE
    assert await told.chats.choice(BORIS, "s") is Choice.USUAL
    await told.feedback.take_back(ANNA, "s", IRRELEVANT)
    assert await told.chats.choice(ANNA, "s") is before


async def test_a_choice_made_since_outlives_taking_back(told):
    await alert(told, "s")
    await told.feedback.note(ANNA, "s", IRRELEVANT, now=LATER)
    await told.chats.choose(ANNA, "s", Choice.FOLLOW)
    await told.feedback.take_back(ANNA, "s", IRRELEVANT)
    assert await told.chats.choice(ANNA, "s") is Choice.FOLLOW


async def test_updates_that_wait_for_a_story_that_is_not_relevant_are_dropped(told):
    await alert(told, "s")
    await tell(
        told,
        "INSERT INTO outbox (chat_id, story_id, kind, state, attempts, doubtful, not_before,"
        f" created) VALUES ({ANNA}, 's', 'update', 'pending', 0, false, '2026-03-02 12:00:00',"
        " '2026-03-02 12:00:00')",
    )
    await told.feedback.note(ANNA, "s", IRRELEVANT, now=LATER)
    waiting = await ask(told, "SELECT state, reason FROM outbox WHERE kind = 'update'")
    assert waiting == [("gone", "not relevant")]


async def test_a_duplicate_names_the_alerts_most_like_it_and_mutes_nothing(told):
    for story, title in [
        ("a", "Ferry sinks off Varna, 12 dead"),
        ("b", "Parliament votes on pensions"),
        ("c", "Twelve ferry passengers dead off Varna"),
        ("d", "Rain in the north"),
    ]:
        await alert(told, story, title)
    await alert(told, "other", "Ferry sinks off Varna, 12 dead", chats=(BORIS,))
    await alert(told, "waiting", "Ferry sinks off Varna, 12 dead", sent=False)
    await alert(told, "s", "Ferry sinks off Varna: 12 dead")
    await told.feedback.note(ANNA, "s", DUPLICATE, now=LATER)
    (kept,) = await told.feedback.since(NOON)
    assert [twin.story for twin in kept.twins][:2] == ["a", "c"]
    assert len(kept.twins) == 3
    assert kept.twins[0].headline == "Ferry sinks off Varna, 12 dead"
    assert kept.twins[0].likeness > 90 > kept.twins[1].likeness > kept.twins[2].likeness
    assert await told.chats.choice(ANNA, "s") is Choice.USUAL


@pytest.mark.parametrize(
    ("apart", "named"), [(-25 * HOUR, False), (-23 * HOUR, True), (23 * HOUR, True)]
)
async def test_only_alerts_of_about_then_are_twins(told, apart, named):
    await alert(told, "s", "Ferry sinks off Varna", now=NOON)
    await alert(told, "t", "Ferry sinks off Varna", now=NOON + apart)
    await told.feedback.note(ANNA, "s", DUPLICATE, now=NOON + 3 * timedelta(days=1))
    (kept,) = await told.feedback.since(NOON)
    assert [twin.story for twin in kept.twins] == (["t"] if named else [])


async def test_only_what_was_said_since_is_read_in_its_order(told):
    for hours, story in enumerate(["s", "t", "u"]):
        await alert(told, story)
        await told.feedback.note(ANNA, story, DUPLICATE, now=NOON + hours * HOUR)
    assert [one.story for one in await told.feedback.since(LATER)] == ["t", "u"]


async def test_the_topics_of_an_alert_are_known_to_the_chat_that_was_told(told):
    await alert(told, "s", topics=("war", "ports"))
    assert await told.feedback.topics_told(ANNA, "s") == ("war", "ports")
    assert await told.feedback.topics_told(BORIS, "s") == ()


async def test_what_rules_brought_is_read_newest_first_and_only_of_the_topics_meant(told):
    for story, topics in [("s", ("war",)), ("t", ("war", "ports")), ("u", ("ports",))]:
        await alert(told, story, topics=topics)
    brought = await told.feedback.brought(["war"], limit=10)
    assert [(one.topic, one.rule, one.story) for one in brought] == [
        ("war", "drones", "t"),
        ("war", "drones", "s"),
    ]
    assert brought[0].article.title == "Headline of t"
    assert len(await told.feedback.brought(["war"], limit=1)) == 1


async def test_a_forgotten_chat_takes_what_it_said_with_it(told):
    await alert(told, "s", chats=(ANNA, BORIS))
    for chat in (ANNA, BORIS):
        await told.feedback.note(chat, "s", IRRELEVANT, now=LATER)
    await told.chats.forget(ANNA)
    assert [one.chat for one in await told.feedback.since(NOON)] == [BORIS]


async def test_what_a_chat_said_moves_with_it(told):
    await alert(told, "s", chats=(GROUP,))
    await told.feedback.note(GROUP, "s", IRRELEVANT, now=LATER)
    await told.chats.move(GROUP, -1001)
    assert [one.chat for one in await told.feedback.since(NOON)] == [-1001]
    assert await told.feedback.take_back(-1001, "s", IRRELEVANT)
    assert await told.chats.choice(-1001, "s") is Choice.USUAL


async def test_of_what_both_chats_said_the_new_ones_word_counts(told):
    await subscribe(told, -1001, kind="group")
    await alert(told, "s", chats=(GROUP, -1001))
    await alert(told, "t", chats=(GROUP,))
    await told.feedback.note(-1001, "s", DUPLICATE, now=NOON)
    for story in ("s", "t"):
        await told.feedback.note(GROUP, story, DUPLICATE, now=LATER)
    await told.chats.move(GROUP, -1001)
    kept = [(one.chat, one.story, one.at) for one in await told.feedback.since(NOON)]
    assert kept == [(-1001, "s", NOON), (-1001, "t", LATER)]


async def test_what_was_said_outlives_the_story(told):
    await alert(told, "s")
    await told.feedback.note(ANNA, "s", IRRELEVANT, now=LATER)
    for table in ("outbox", "matches", "articles", "stories"):
        await tell(told, f"DELETE FROM {table}")
    (kept,) = await told.feedback.since(NOON)
    assert kept.headline == "Headline of s"
    assert not await told.feedback.take_back(ANNA, "s", IRRELEVANT)
    assert await told.feedback.since(NOON) == ()


async def test_an_edit_of_the_alert_knows_what_was_said(told):
    await add_feeds(told, 2)
    await alert(told, "s")
    await tell(told, "UPDATE outbox SET message_id = 5")
    await told.feedback.note(ANNA, "s", DUPLICATE, now=NOON)
    article = build_article("more")
    await told.archive.keep(build_harvest(build_feed(2), [article]), now=NOON)
    (stored,) = await told.archive.undecided(limit=5)
    decision = build_decision(stored, "s", duplicates=[ANNA], new=False)
    await told.archive.decide([decision], now=NOON)
    edit = await claim_one(told.outbox, now=LATER, busy=[], terminal=False)
    assert edit is not None
    assert (edit.kind, edit.said) == (DeliveryKind.EDIT, frozenset({DUPLICATE}))
