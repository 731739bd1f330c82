"""The parts of Telegram over a real archive: what was decided and sent can be looked up."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.feeds.identity import identify
from bot.inforce.inforce import InForce
from bot.inforce.loading import Loaded
from bot.inforce.watching import WatchLoop
from bot.models.health import Reloaded
from bot.parts.talking import open_talk
from bot.rules.engine.compiled import CompiledTopic
from bot.settings import Settings
from bot.store.store import open_store
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    address,
    build_article,
    build_decision,
    build_feed,
    build_harvest,
    build_matcher,
    claim_one,
    patient_turns,
    subscribe,
)
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.watch_book import propose_nothing
from tests.telegram.stage import patient_gate

ANNA = 11
LINK = "https://news.example/a"


@pytest.fixture
async def store(tmp_path):
    store = open_store(address(tmp_path))
    yield store
    await store.close()


def build_rules() -> InForce:
    topic = CompiledTopic(name="war", title="War", description="", formerly=(), min_score=None)
    return InForce(
        Loaded(stamp=(), topics=(topic,), feeds=(), matcher=build_matcher(war="drone*"))
    )


async def tell(store):
    """A story of two articles, of which the chat was told."""
    await add_feeds(store, 1, 2)
    await subscribe(store, ANNA)
    for feed, name, told in ((1, "a", [ANNA]), (2, "b", [])):
        articles = identify([build_article(name)])
        await store.archive.keep(build_harvest(build_feed(feed), articles), now=NOON)
        (stored,) = await store.archive.undecided(limit=5)
        decision = build_decision(stored, alerts=told, new=bool(told))
        await store.archive.decide([decision], now=NOON)
    delivery = await claim_one(store.outbox, now=NOON, busy=[], terminal=False)
    assert delivery is not None
    await store.outbox.sent(delivery.id, message_id=9, now=NOON + timedelta(seconds=2))


async def test_what_was_decided_and_sent_can_be_looked_up(store):
    await tell(store)
    async with FakeBotApi(gate=patient_gate()) as api:
        settings = Settings.model_construct(telegram_token=SecretStr(TOKEN), telegram_api=api.url)
        rules = build_rules()
        talk = open_talk(
            settings,
            store,
            rules,
            clock=lambda: NOON + HOUR,
            turns=patient_turns(),
            reload=look_at_rules,
            watching=WatchLoop(store, rules, propose_nothing, clock=lambda: NOON + HOUR),
        )
        assert talk is not None
        await talk.start()
        for count, (said, seen) in enumerate(
            [
                ("/latest", "Which topic?"),
                ("/latest war", "• Drones reach the harbour a · Feed 1 · 2 Mar 12:00 · 2 sources"),
                ("/search drones harbour", "• Drones reach the harbour b · Feed 2 · 2 Mar 12:00"),
                ("/search whales", "Nothing found."),
                ("/trend war", "War: 1 story in 48 hours\nBy the clock of UTC"),
                ("/trend war 14d", "War: 1 story in 14 days\nBy the clock of UTC"),
                (f"/why {LINK}", "• Feed 1, 2 Mar 12:00: matched\n\nWhy you were told\n"),
                (
                    f"/why {LINK}",
                    "🔔 War: the rule drones found “Drones”\n\nPublished 2 Mar 11:55",
                ),
                (f"/why {LINK}", "• Feed 2 – its headline says the same (93 of 100)"),
                ("/why https://news.example/other", "No feed of mine showed this page"),
            ],
            start=1,
        ):
            api.say(ANNA, ANNA, said)
            assert seen in (await api.wait_for_messages(ANNA, count))[-1].visible
        await talk.stop()
        assert not api.complaints


async def look_at_rules():
    return Reloaded(changed=False, trouble="")


async def test_without_a_token_nobody_is_talked_to(store):
    settings, rules = Settings.model_construct(), build_rules()
    talk = open_talk(
        settings,
        store,
        rules,
        clock=lambda: NOON,
        turns=patient_turns(),
        reload=look_at_rules,
        watching=WatchLoop(store, rules, propose_nothing, clock=lambda: NOON),
    )
    assert talk is None
