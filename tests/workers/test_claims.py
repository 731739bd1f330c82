"""Claims of feeds: asked for one by one, made together, and kept only as long as they are ours."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import DatabaseError
from bot.store.leases import Terms
from bot.store.polling import FeedQueue
from bot.workers.claims import LEASE, RENEW, Claims
from tests.builders import NOON, ManualClock, build_feed

TERMS = Terms(worker="a", lease=LEASE)


class Queue(FeedQueue):
    """Gives a feed for each host; notes what is asked, and fails where it is told to."""

    def __init__(self) -> None:
        self.claimed: list[list[str]] = []
        self.renewed: list[list[int]] = []
        self.released: list[str | None] = []
        self.lost: set[int] = set()
        self.error: Exception | None = None
        self.gate: asyncio.Event | None = None

    async def claim(self, hosts, terms, *, now, unless_since=None):
        self.claimed.append(sorted(hosts))
        if self.gate:
            await self.gate.wait()
        if self.error:
            raise self.error
        return tuple((host, (build_feed(int(host)),)) for host in hosts if host != "0")

    async def renew(self, claimed, terms, *, now):
        self.renewed.append(sorted(claimed))
        if self.error:
            raise self.error
        return frozenset(claimed) - self.lost

    async def release(self, worker=None):
        self.released.append(worker)
        if self.error:
            raise self.error


class Scene:
    """Claims over such a queue, with a time that a test moves."""

    def __init__(self) -> None:
        self.queue = Queue()
        self.now = 0.0
        self.slept: asyncio.Queue[float] = asyncio.Queue()
        self.wake = asyncio.Semaphore(0)
        self.claims = Claims(
            self.queue,
            TERMS,
            clock=ManualClock(),
            elapsed=lambda: self.now,
            sleep=self.sleep,
        )

    async def sleep(self, seconds: float) -> None:
        self.slept.put_nowait(seconds)
        await self.wake.acquire()

    async def pass_time(self, seconds: float) -> None:
        """Let the one who sleeps do what it does after so long, until it sleeps again."""
        assert await self.slept.get() == RENEW.total_seconds()
        self.now += seconds
        self.wake.release()
        for _ in range(5):
            await asyncio.sleep(0)


@pytest.fixture
async def scene():
    async with asyncio.timeout(5):
        scene = Scene()
        yield scene
        await scene.claims.give_back()


async def test_hosts_that_are_asked_for_at_the_same_time_share_a_transaction(scene):
    found = await asyncio.gather(*(scene.claims.of(str(host)) for host in range(4)))
    assert [[feed.id for feed in feeds] for feeds in found] == [[], [1], [2], [3]]
    assert scene.queue.claimed == [["0", "1", "2", "3"]]


async def test_those_that_come_while_others_are_claimed_go_together_next(scene):
    scene.queue.gate = asyncio.Event()
    tasks = [asyncio.create_task(scene.claims.of("1"))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tasks += [asyncio.create_task(scene.claims.of(host)) for host in ("2", "3")]
    tasks.append(asyncio.create_task(scene.claims.of("4", unless_since=NOON)))
    await asyncio.sleep(0)
    scene.queue.gate.set()
    await asyncio.gather(*tasks)
    assert scene.queue.claimed == [["1"], ["2", "3"], ["4"]]


async def test_one_transaction_has_not_too_many(scene, monkeypatch):
    monkeypatch.setattr("bot.workers.claims.MOST", 2)
    await asyncio.gather(*(scene.claims.of(str(host)) for host in range(1, 6)))
    assert [len(hosts) for hosts in scene.queue.claimed] == [2, 2, 1]


async def test_a_database_that_fails_is_told_to_all_who_asked_and_the_next_is_served(scene):
    scene.queue.error = DatabaseError("full")
    found = await asyncio.gather(
        scene.claims.of("1"), scene.claims.of("2"), return_exceptions=True
    )
    assert [str(error) for error in found] == ["full", "full"]
    scene.queue.error = None
    assert len(await scene.claims.of("1")) == 1


async def test_who_is_gone_when_its_feeds_come_does_not_keep_others_from_theirs(scene):
    scene.queue.gate = asyncio.Event()
    gone, other = (asyncio.create_task(scene.claims.of(host)) for host in "12")
    await asyncio.sleep(0)
    gone.cancel()
    scene.queue.gate.set()
    assert len(await other) == 1


async def test_leases_are_renewed_until_the_feeds_are_polled(scene):
    (one,), (two,) = await asyncio.gather(scene.claims.of("1"), scene.claims.of("2"))
    for _ in range(8):  # much longer than one lease
        await scene.pass_time(5)
    assert not scene.claims.is_lost(one)
    scene.claims.let_go([one])
    await scene.pass_time(5)
    scene.claims.let_go([two])
    await scene.pass_time(5)
    assert scene.queue.renewed == [[1, 2]] * 8 + [[2]]
    assert scene.slept.empty()  # nothing is left to renew
    await scene.claims.of("3")
    await scene.pass_time(5)
    assert scene.queue.renewed[-1] == [3]


async def test_what_was_claimed_just_now_is_not_renewed_yet(scene):
    await scene.claims.of("1")
    scene.now = 4.0
    await scene.claims.of("2")
    await scene.pass_time(1)
    assert scene.queue.renewed == [[1]]


async def test_a_worker_that_was_stopped_for_longer_than_its_lease_has_lost_it(scene):
    (feed,) = await scene.claims.of("1")
    scene.now = LEASE.total_seconds() - 0.1
    assert not scene.claims.is_lost(feed)
    scene.now += 0.1
    assert scene.claims.is_lost(feed)
    await scene.pass_time(0)
    assert scene.queue.renewed == []
    assert scene.claims.is_lost(feed)


async def test_what_the_database_did_not_renew_is_lost(scene):
    (one,), (two,) = await asyncio.gather(scene.claims.of("1"), scene.claims.of("2"))
    scene.queue.lost = {1}
    await scene.pass_time(5)
    assert (scene.claims.is_lost(one), scene.claims.is_lost(two)) == (True, False)


async def test_renewals_that_fail_are_tried_again_until_the_lease_is_over(scene):
    (feed,) = await scene.claims.of("1")
    scene.queue.error = DatabaseError("gone")
    for _ in range(3):
        await scene.pass_time(3)
    assert not scene.claims.is_lost(feed)
    scene.queue.error = None
    await scene.pass_time(2)
    assert not scene.claims.is_lost(feed)
    scene.now += (LEASE - timedelta(seconds=1)).total_seconds()
    assert not scene.claims.is_lost(feed)


async def test_at_the_end_all_is_given_back_whatever_the_database_says(scene):
    await scene.claims.of("1")
    scene.queue.error = DatabaseError("gone")
    await scene.claims.give_back()
    assert scene.queue.released == ["a"]
