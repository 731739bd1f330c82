"""What administrators ask, over a real database."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.inforce.inforce import InForce
from bot.inforce.loading import Loaded
from bot.inforce.watching import WatchLoop
from bot.models.health import Reloaded
from bot.parts.talking import open_talk
from bot.settings import Settings
from bot.store.store import open_store
from tests.builders import (
    NOON,
    add_feeds,
    address,
    build_matcher,
    build_worker,
    keep_articles,
    patient_turns,
    subscribe,
)
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.watch_book import propose_nothing
from tests.telegram.stage import patient_gate

ADMIN = 11
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
async def store(tmp_path):
    store = open_store(address(tmp_path))
    yield store
    await store.close()


async def look_at_rules() -> Reloaded:
    return Reloaded(changed=True, trouble="")


async def test_administrators_are_answered_from_what_is_kept(store):
    await add_feeds(store, 1)
    await subscribe(store, ADMIN)
    await keep_articles(store, "a")
    await store.workers.beat(build_worker(started=NOON, at=LATER))
    rules = InForce(Loaded(stamp=(), topics=(), feeds=(), matcher=build_matcher()))
    async with FakeBotApi(gate=patient_gate()) as api:
        settings = Settings.model_construct(
            telegram_token=SecretStr(TOKEN), telegram_api=api.url, admins=frozenset({ADMIN})
        )
        talk = open_talk(
            settings,
            store,
            rules,
            clock=lambda: LATER,
            turns=patient_turns(),
            reload=look_at_rules,
            watching=WatchLoop(store, rules, propose_nothing, clock=lambda: LATER),
        )
        assert talk is not None
        await talk.start()
        for count, (said, seen) in enumerate(
            [
                ("/feeds", "✅ Feed 1: ok\nLast good poll 2 Mar 12:00, next 2 Mar 13:00"),
                ("/health", "✅ Deciding: 1 article waits, since 2 Mar 12:00"),
                (
                    "/stats",
                    "Articles: 1\nStories: 0\nAlerts: 0\nUpdates: 0\n\nChats that I know: 1",
                ),
                ("/stats", "Subscriptions\nwar: 1"),
                ("/reload", "The edited rules are in force: 0 topics."),
            ],
            start=1,
        ):
            api.say(ADMIN, ADMIN, said)
            assert seen in (await api.wait_for_messages(ADMIN, count))[-1].visible
        await talk.stop()
        assert not api.complaints
