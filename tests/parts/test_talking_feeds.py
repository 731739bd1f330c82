"""A feed found, looked at and added in a chat, over real servers and a real database."""

from datetime import timedelta

from pydantic import SecretStr

from bot.inforce.inforce import InForce
from bot.inforce.loading import Loaded
from bot.inforce.watching import WatchLoop
from bot.models.health import Reloaded
from bot.parts.talking import open_talk
from bot.polling.discovering import Scout
from bot.rules.engine.compiled import CompiledTopic
from bot.settings import Settings
from bot.store.store import open_store
from tests.builders import NOON, address, build_matcher, claim_due, patient_turns
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.watch_book import propose_nothing
from tests.polling.test_discovering import NEWS, PAGE, OpenSessions, discovering
from tests.telegram.stage import patient_gate

ADMIN = 11


async def look_at_rules() -> Reloaded:
    return Reloaded(changed=False, trouble="")


async def test_a_page_in_a_chat_becomes_a_feed_that_is_polled(tmp_path):
    store = open_store(address(tmp_path))
    topic = CompiledTopic(name="war", title="War", description="", formerly=(), min_score=None)
    matcher = build_matcher(war="drone*")
    rules = InForce(Loaded(stamp=(), topics=(topic,), feeds=(), matcher=matcher))
    pages = {"/": PAGE.format("/news"), "/news": NEWS}
    async with (
        FakeBotApi(gate=patient_gate()) as api,
        discovering(pages, sessions=OpenSessions) as (discoverer, site, _),
    ):
        talk = open_talk(
            Settings.model_construct(
                telegram_token=SecretStr(TOKEN), telegram_api=api.url, admins=frozenset({ADMIN})
            ),
            store,
            rules,
            clock=lambda: NOON,
            turns=patient_turns(),
            reload=look_at_rules,
            watching=WatchLoop(store, rules, propose_nothing, clock=lambda: NOON),
            look=Scout(discoverer, lambda: rules.loaded.matcher, clock=lambda: NOON).look,
        )
        assert talk is not None
        await talk.start()
        api.say(ADMIN, ADMIN, f"/add {site}")
        (offer,) = await api.wait_for_messages(ADMIN, 1)
        assert offer.visible.startswith(f"Void\n{site}/news\n")
        assert "1 of them matches a topic:\nWar: 1" in offer.visible
        assert await store.added.added() == ()
        await api.wait_for_answer(api.press(offer, ADMIN, "list:add"))
        await api.until(lambda: "✅" in offer.visible, "that it was added")
        await store.feeds.sync((), now=NOON)  # the files are read again
        ((feed,),) = await claim_due(store, now=NOON, lease=timedelta(minutes=1), hosts=1)
        assert (feed.url, feed.added, feed.last_good) == (f"{site}/news", True, None)
        api.say(ADMIN, ADMIN, f"/remove {site}/news")
        assert "not read any more" in (await api.wait_for_messages(ADMIN, 2))[-1].visible
        assert await store.added.added() == ()
        await talk.stop()
        assert not api.complaints
    await store.close()
