"""Turns per host, on a clock that only moves when somebody waits."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.feeds.politeness import Patience, Politeness
from bot.models.polls import host_of


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


# ---------------------------------------------------------------- a site that asks for patience


async def ask(politeness: Politeness, host: str) -> timedelta | None:
    """How long the host is not asked; None: it was."""
    try:
        async with politeness.turn(host):
            return None
    except Patience as patience:
        return patience.wait


async def test_a_slowed_site_is_left_alone_with_all_its_hosts():
    clock = ManualClock()
    politeness = polite(clock, pause=0)
    politeness.slow("www.a.example", timedelta(minutes=5))
    for host in ("www.a.example", "feeds.a.example", "a.example"):
        assert await ask(politeness, host) == timedelta(minutes=5)
    assert await ask(politeness, "www.b.example") is None
    clock.now += 299
    assert await ask(politeness, "feeds.a.example") == timedelta(seconds=1)
    clock.now += 1
    assert await ask(politeness, "feeds.a.example") is None


async def test_the_longer_wait_counts():
    clock = ManualClock()
    politeness = polite(clock, pause=0)
    for minutes in (1, 9, 2):
        politeness.slow("a.example", timedelta(minutes=minutes))
    assert await ask(politeness, "a.example") == timedelta(minutes=9)


async def test_who_waits_for_a_turn_hears_of_it():
    clock = ManualClock()
    politeness = polite(clock)

    async def refuse() -> None:
        async with politeness.turn("a.example"):
            politeness.slow("a.example", timedelta(hours=1))

    heard = await asyncio.gather(refuse(), *(ask(politeness, "a.example") for _ in range(3)))
    assert heard == [None] + [timedelta(hours=1)] * 3
    assert clock.now == 100  # nobody waited for the pause of a host that will not be asked


async def test_a_site_that_was_slowed_is_forgotten_and_its_hosts_are_free():
    clock = ManualClock()
    politeness = polite(clock, pause=0)
    politeness.slow("a.example", timedelta(minutes=1))
    await ask(politeness, "a.example")
    clock.now += 61
    assert await ask(politeness, "a.example") is None
    assert await ask(politeness, "b.example") is None
    assert len(politeness) == 1  # the last one


async def test_a_host_whose_name_is_a_number_is_a_site_of_its_own():
    politeness = polite(ManualClock(), pause=0)
    politeness.slow("127.1.0.1", timedelta(minutes=1))
    assert await ask(politeness, "127.1.0.2") is None
    assert await ask(politeness, "127.1.0.1") == timedelta(minutes=1)
