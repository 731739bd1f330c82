"""What one feed's answer means for its site, and for where it is asked: over real sockets."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.engine.local import LocalEngine
from bot.loops import PollLoop
from bot.models.polls import Feed
from bot.polling.poll import poll_feed
from bot.trouble import Trouble
from tests.builders import address, claim_due, tell
from tests.newsroom import LEASE, Desk, open_desk

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
async def desk(tmp_path):
    async with open_desk(address(tmp_path)) as desk:
        yield desk


async def due(desk: Desk) -> list[Feed]:
    """The feeds that are due, in the order of their listing, claimed."""
    groups = await claim_due(desk.store, now=desk.clock.now, lease=LEASE)
    return sorted((feed for group in groups for feed in group), key=lambda feed: feed.id)


async def poll_all(desk: Desk) -> None:
    for feed in await due(desk):
        await poll_feed(desk.tools, feed)
    await desk.tools.ledger.flush()


def asked(desk: Desk) -> list[str]:
    """The paths that were asked for since this was called last."""
    paths = [path for path, _ in desk.room.asked]
    desk.room.asked.clear()
    return paths


async def test_one_refusal_spares_the_whole_site_and_nobody_else(desk):
    desk.room.bodies["/busy"] = 429
    desk.room.write("a", path="/calm")
    desk.room.write("b", path="/other")
    await desk.list_feeds(
        desk.url("/busy"), desk.url("/calm"), desk.url("/other", host="127.0.0.2")
    )
    await poll_all(desk)
    assert asked(desk) == ["/busy", "/other"]
    _, calm, _ = await desk.store.overview.feeds(first=0, limit=9)
    assert (calm.failures, calm.last_good) == (0, None)  # it was not asked
    desk.clock.move(5 * MINUTE - timedelta(seconds=1))
    assert [feed.url for feed in await due(desk) if feed.host == "127.0.0.1"] == []


async def test_a_host_that_feeds_are_led_to_sees_one_request_at_a_time(desk):
    there = [desk.url(f"/{n}", host="127.0.0.9") for n in range(8)]
    for n, url in enumerate(there):
        desk.room.write(str(n), path=f"/{n}")
        desk.room.moved[f"/away{n}"] = url
    await desk.list_feeds(
        *there, *(desk.url(f"/away{n}", host=f"127.0.0.{n + 1}") for n in range(8))
    )

    def answer_late(_: str) -> asyncio.Event:
        answer = asyncio.Event()
        asyncio.get_running_loop().call_later(0.01, answer.set)
        return answer

    desk.room.gate = answer_late
    await asyncio.gather(*(poll_feed(desk.tools, feed) for feed in await due(desk)))
    assert len(asked(desk)) == 24
    assert desk.room.most["127.0.0.9"] == 1


async def test_a_refusal_by_another_host_spares_that_one(desk):
    desk.room.moved["/away"] = desk.url("/busy", host="127.0.0.2")
    desk.room.bodies["/busy"] = 429
    desk.room.write("a", path="/calm")
    desk.room.write("b", path="/other")
    await desk.list_feeds(
        desk.url("/away"), desk.url("/calm"), desk.url("/other", host="127.0.0.2")
    )
    await poll_all(desk)
    assert asked(desk) == ["/away", "/busy", "/calm"]


async def test_a_wait_outlives_a_restart(desk):
    """The turns forget it, the plan does not."""
    desk.room.bodies["/busy"] = 503
    desk.room.write("a", path="/calm")
    await desk.list_feeds(desk.url("/busy"), desk.url("/calm"))
    await poll_all(desk)
    await desk.store.feeds.release()
    assert await due(desk) == []
    desk.clock.move(5 * MINUTE)
    assert [feed.url for feed in await due(desk)] == [desk.url("/calm")]


async def test_polling_every_feed_once_does_not_wait_for_a_site_that_asks_for_patience(desk):
    desk.room.write("a", path="/busy")
    desk.room.write("b", path="/calm")
    await desk.list_feeds(desk.url("/busy"), desk.url("/calm"))
    await poll_all(desk)
    desk.clock.move(MINUTE)
    await tell(desk.store, "UPDATE feeds SET next_poll = '2026-03-02 23:00:00.000000'")
    desk.room.bodies["/busy"] = 429
    asked(desk)
    async with asyncio.timeout(5):
        await PollLoop(desk.tools, LocalEngine(), news=lambda: None, trouble=Trouble()).poll_all()
    assert asked(desk) == ["/busy"]


async def test_a_feed_is_not_asked_before_the_list_that_has_it_was_read_here(desk):
    desk.room.write("a")
    await desk.list_feeds(desk.url())
    (feed,) = await due(desk)
    tools = replace(desk.tools, lists=lambda _: False)
    assert await poll_feed(tools, feed) == 0
    assert (asked(desk), await due(desk)) == ([], [])
    desk.clock.move(timedelta(seconds=2))
    await poll_all(desk)
    assert asked(desk) == ["/feed"]


async def test_a_feed_that_was_added_in_a_chat_stands_in_no_list(desk):
    await desk.list_feeds(desk.url())
    (feed,) = await due(desk)
    tools = replace(desk.tools, lists=lambda _: False)
    await poll_feed(tools, replace(feed, added=True))
    await tools.ledger.flush()
    (known,) = await desk.store.overview.feeds(first=0, limit=9)
    assert "refuses to connect" in known.error  # a stranger's may not lead inside


async def test_other_failures_are_a_feed_s_own(desk):
    desk.room.bodies["/broken"] = 500
    desk.room.write("a", path="/calm")
    await desk.list_feeds(desk.url("/broken"), desk.url("/calm"))
    await poll_all(desk)
    assert asked(desk) == ["/broken", "/calm"]


async def test_a_feed_that_moved_for_good_is_asked_there_until_that_fails(desk):
    desk.room.moved["/old"] = "/new"
    desk.room.write("a", path="/new")
    await desk.list_feeds(desk.url("/old"))
    for _ in range(4):
        await poll_all(desk)
        desk.clock.move(10 * MINUTE)
    assert asked(desk) == ["/old", "/new"] * 3 + ["/new"]
    (feed,) = await desk.store.overview.feeds(first=0, limit=9)
    assert (feed.url, feed.address) == (desk.url("/old"), desk.url("/new"))
    desk.room.bodies["/new"] = 500
    for _ in range(4):
        desk.clock.move(timedelta(hours=9))
        await poll_all(desk)
    assert asked(desk) == ["/new"] * 3 + ["/old", "/new"]


async def test_the_last_fetches_are_noted(desk):
    desk.room.write("a")
    await desk.list_feeds(desk.url())
    await poll_all(desk)
    await desk.poll()
    desk.room.bodies["/feed"] = 503
    await desk.poll()
    noted = await desk.store.fetches.of(1)
    assert [(fetch.status, fetch.news, bool(fetch.error)) for fetch in noted] == [
        (503, 0, True),
        (304, 0, False),
        (200, 1, False),
    ]
    assert noted[2].size > 0
    assert noted[1].took > timedelta(0)


async def test_a_hiccup_leaves_no_line_in_the_log(desk):
    desk.room.write("a")
    await desk.list_feeds(desk.url())
    await poll_all(desk)
    with capture_logs() as logs:
        for _ in range(3):
            good, desk.room.bodies["/feed"] = desk.room.bodies["/feed"], 500
            await desk.poll(HOUR)
            desk.room.bodies["/feed"] = good
            await desk.poll(HOUR)
    assert logs == []


async def test_a_feed_that_could_never_be_read_leaves_one(desk):
    await desk.list_feeds(desk.url("/missing"))
    with capture_logs() as logs:
        for _ in range(3):
            await poll_all(desk)
            desk.clock.move(24 * HOUR)
    assert [(line["event"], line["log_level"]) for line in logs] == [("poll failed", "warning")]
