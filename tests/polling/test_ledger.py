"""Polls that brought nothing are written soon, together, and each for sure."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import DatabaseError
from bot.models.polls import NextPoll, QuietPoll
from bot.polling.ledger import MOST, Ledger
from bot.store.polling import FeedQueue
from bot.store.store import open_store
from bot.trouble import Trouble
from tests.builders import HOUR, NOON, add_feeds, address, ask, build_poll, claim_due

NEVER = timedelta(days=1)
PLAN = NextPoll(at=NOON + HOUR, adapted=HOUR)


class Queue(FeedQueue):
    """Keeps what is written, and breaks where it is told to."""

    def __init__(self) -> None:
        self.written: list[list[int]] = []
        self.poison: dict[int, Exception] = {}
        self.done = asyncio.Event()

    async def note(self, polls, *, by=None) -> None:
        for poll in polls:
            if poll.feed.id in self.poison:
                raise self.poison[poll.feed.id]
        self.written.append([poll.feed.id for poll in polls])
        self.done.set()


def quiet(feed: int) -> QuietPoll:
    return build_poll(feed, plan=PLAN)


async def test_polls_of_a_while_share_one_writing():
    queue = Queue()
    ledger = Ledger(queue, wait=timedelta(seconds=0.01), trouble=Trouble())
    for feed in range(5):
        ledger.add(quiet(feed))
    assert queue.written == []
    async with asyncio.timeout(5):
        await queue.done.wait()
    assert queue.written == [[0, 1, 2, 3, 4]]


async def test_many_polls_do_not_wait():
    queue = Queue()
    ledger = Ledger(queue, wait=NEVER, trouble=Trouble())
    for feed in range(MOST + 3):
        ledger.add(quiet(feed))
    for _ in range(3):
        await asyncio.sleep(0)
    assert list(map(len, queue.written)) == [MOST]
    await ledger.flush()
    assert list(map(len, queue.written)) == [MOST, 3]


async def test_nothing_is_written_twice_or_when_there_is_nothing():
    queue = Queue()
    ledger = Ledger(queue, wait=NEVER, trouble=Trouble())
    await ledger.flush()
    ledger.add(quiet(1))
    await ledger.flush()
    await ledger.flush()
    assert queue.written == [[1]]


@pytest.mark.parametrize(
    "error", [DatabaseError("full"), UnicodeEncodeError("utf-8", "", 0, 1, "")]
)
async def test_one_that_cannot_be_written_does_not_spoil_the_others(error):
    queue = Queue()
    queue.poison[2] = error
    ledger = Ledger(queue, wait=NEVER, trouble=Trouble())
    for feed in (1, 2, 3):
        ledger.add(quiet(feed))
    await ledger.flush()
    assert queue.written == [[1], [3]]


async def test_until_it_is_written_a_feed_is_not_polled_again(tmp_path):
    store = open_store(address(tmp_path))
    await add_feeds(store, 1)
    ledger = Ledger(store.feeds, wait=NEVER, trouble=Trouble())

    async def claim():
        return await claim_due(store, now=NOON, lease=HOUR)

    assert len(await claim()) == 1
    ledger.add(build_poll(1, plan=NextPoll(at=NOON, adapted=HOUR)))
    assert await claim() == ()
    await ledger.flush()
    assert len(await claim()) == 1
    await store.close()


async def test_good_and_failed_polls_are_written_as_what_they_are(tmp_path):
    store = open_store(address(tmp_path))
    await add_feeds(store, 1, 2, 3)
    ledger = Ledger(store.feeds, wait=NEVER, trouble=Trouble())
    ledger.add(build_poll(1, plan=PLAN))
    ledger.add(build_poll(2, plan=PLAN, validators=('"e"', None)))
    ledger.add(build_poll(3, plan=PLAN, error="answered 500"))
    await ledger.flush()
    rows = await ask(store, "SELECT etag, failures, error, last_good IS NULL FROM feeds")
    await store.close()
    assert rows == [(None, 0, None, 0), ('"e"', 0, None, 0), (None, 1, "answered 500", 1)]
