"""The courier with digests and threads: what becomes of them, whatever the sender meets."""

from datetime import timedelta

import pytest

from bot.errors import NotSent, SendError, ThreadGone, Uncertain
from bot.models import DeliveryKind
from tests.alerts.test_deliver import RETRY, Scene
from tests.builders import NOON, add_feeds, ask, build_decision, keep_articles, subscribe

ALERT, DIGEST = DeliveryKind.ALERT, DeliveryKind.DIGEST
HOUR = timedelta(hours=1)


@pytest.fixture
async def scene(store):
    await add_feeds(store, 1)
    await subscribe(store, 1, 2)
    return Scene(store)


async def decide(scene, *stories, chat=1, **given):
    for story in stories:
        stored = (await keep_articles(scene.store, story))[-1]
        decision = build_decision(stored, story, alerts=[chat], **given)
        await scene.store.archive.decide([decision], now=NOON)


async def states(scene):
    return await ask(scene.store, "SELECT state, message_id FROM outbox ORDER BY id")


async def test_a_digest_shows_the_titles_of_topics_and_its_message_is_that_of_all(scene):
    await decide(scene, *"abcdef")
    await scene.drain()
    (digest,) = scene.sender.arrived
    assert digest.kind is DIGEST
    assert {alert.topics for alert in (digest.alert, *digest.bundle)} == {("War",)}
    assert await states(scene) == [("sent", digest.id + 1_000)] * 6


async def test_a_digest_that_is_twice_uncertain_is_taken_as_told_once_for_all(scene):
    await decide(scene, *"abcdef")
    scene.sender.script[1] = [Uncertain("cut"), Uncertain("cut again")]
    await scene.drain()
    await decide(scene, "g")
    scene.clock.move(RETRY)
    await scene.drain()
    kinds = [(one.kind, one.doubtful, len(one.bundle)) for one in scene.sender.asked]
    assert kinds == [(DIGEST, False, 6), (DIGEST, True, 6), (ALERT, False, 0)]
    assert [state for state, _ in await states(scene)] == ["sent"] * 7


async def test_a_digest_that_was_not_sent_grows_until_it_is(scene):
    await decide(scene, *"abcdef")
    scene.sender.script[1] = [NotSent("502")]
    await scene.drain()
    await decide(scene, "g")
    scene.clock.move(HOUR)
    await scene.drain()
    assert [len(one.bundle) for one in scene.sender.asked] == [6, 7]


async def test_a_refused_digest_fails_and_the_next_alert_does_not(scene):
    await decide(scene, *"abcdef")
    scene.sender.script[1] = [SendError("no")]
    await scene.drain()
    await decide(scene, "g")
    await scene.drain()
    assert [state for state, _ in await states(scene)] == ["failed"] * 6 + ["sent"]


async def test_a_message_to_a_lost_thread_goes_to_the_chat_at_once(scene):
    await decide(scene, "a", thread=7)
    scene.sender.script[1] = [ThreadGone("Topic_closed")]
    await scene.drain()
    assert [one.thread for one in scene.sender.asked] == [7, None]
    assert [state for state, _ in await states(scene)] == ["sent"]


async def test_a_lost_thread_of_a_message_that_has_none_fails_it_alone(scene):
    await decide(scene, "a")
    scene.sender.script[1] = [ThreadGone("Topic_closed")]
    await scene.drain()
    assert [state for state, _ in await states(scene)] == ["failed"]


async def test_what_meets_a_second_trouble_after_a_lost_thread_is_tried_again(scene):
    await decide(scene, "a", thread=7)
    scene.sender.script[1] = [ThreadGone("Topic_closed"), Uncertain("cut")]
    await scene.drain()
    assert [state for state, _ in await states(scene)] == ["uncertain"]
    scene.clock.move(RETRY)
    await scene.drain()
    assert [state for state, _ in await states(scene)] == ["sent"]
