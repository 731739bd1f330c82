"""Turns per host, on a clock that only moves when somebody waits."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.feeds.politeness import Politeness
from bot.polls import host_of


class ManualClock:
    """Time that passes by sleeping, and by nothing else."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def polite(clock: ManualClock, pause: float = 2, in_flight: int = 64) -> Politeness:
    return Politeness(
        timedelta(seconds=pause), in_flight=in_flight, clock=clock, sleep=clock.sleep
    )


async def test_a_host_sees_one_request_at_a_time_and_a_pause_between_two():
    clock = ManualClock()
    politeness = polite(clock)
    spans = []

    async def request() -> None:
        async with politeness.turn("a.example"):
            start = clock.now
            await clock.sleep(1)
            spans.append((start, clock.now))

    await asyncio.gather(*(request() for _ in range(5)))
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(spans)]
    assert len(gaps) == 4
    assert all(2 <= gap <= 2.4001 for gap in gaps)


async def test_the_pause_follows_a_failed_request_too():
    clock = ManualClock()
    politeness = polite(clock)
    with pytest.raises(OSError, match="broken"):
        async with politeness.turn("a.example"):
            raise OSError("broken")
    async with politeness.turn("a.example"):
        assert clock.now >= 102


async def test_another_host_does_not_wait():
    clock = ManualClock()
    politeness = polite(clock)
    async with politeness.turn("a.example"), politeness.turn("b.example"):
        assert clock.now == 100


async def test_no_pause_means_no_wait():
    clock = ManualClock()
    politeness = polite(clock, pause=0)
    for _ in range(3):
        async with politeness.turn("a.example"):
            pass
    assert clock.now == 100


async def test_no_more_than_so_many_requests_are_in_flight():
    clock = ManualClock()
    politeness = polite(clock, in_flight=3)
    flying, most = 0, 0

    async def request(host: str) -> None:
        nonlocal flying, most
        async with politeness.turn(host):
            flying += 1
            most = max(most, flying)
            await asyncio.sleep(0)
            flying -= 1

    await asyncio.gather(*(request(f"h{n}.example") for n in range(20)))
    assert most == 3


async def test_who_gives_up_waiting_leaves_the_turn_to_the_next():
    politeness = polite(ManualClock())
    async with politeness.turn("a.example"):
        waiting = asyncio.create_task(politeness.turn("a.example").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with politeness.turn("a.example"):
        pass


async def test_idle_hosts_are_forgotten():
    clock = ManualClock()
    politeness = polite(clock)
    for n in range(100):
        async with politeness.turn(f"h{n}.example"):
            pass
    assert len(politeness) == 100
    clock.now += 3
    async with politeness.turn("other.example"):
        assert len(politeness) == 1


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example:8443/feed", "news.example"),
        ("http://127.1.0.9:80/", "127.1.0.9"),
        ("http://[::1]:9/", "::1"),
        ("http://user:word@a.example/", "a.example"),
        ("nonsense", ""),
        ("http://[broken/", ""),
    ],
)
def test_the_host_of_an_address(url, host):
    assert host_of(url) == host
