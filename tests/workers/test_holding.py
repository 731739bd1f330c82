"""Holding a post: nobody believes to have it after another could take it."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.errors import DatabaseError
from bot.models.workers import Tenure
from bot.store.posts import Posts
from bot.workers.elapsed import tell_elapsed
from bot.workers.holding import AGAIN, LEASE, RENEW, Holding

TENURE = Tenure(post="send", holder="anna")


class Book(Posts):
    """Posts whose answers a test says; the last one holds for ever."""

    def __init__(self) -> None:
        self.taking: list[bool | Exception] = [True]
        self.renewing: list[bool | Exception] = [True]
        self.asked: list[str] = []

    def answer(self, kind: str, answers: list[bool | Exception]) -> bool:
        self.asked.append(kind)
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def take(self, tenure, *, lease):
        assert (tenure, lease) == (TENURE, LEASE)
        return self.answer("take", self.taking)

    async def renew(self, tenure, *, lease):
        assert (tenure, lease) == (TENURE, LEASE)
        return self.answer("renew", self.renewing)

    async def give_up(self, tenure):
        self.answer("give up", [True])


class Scene:
    """A holding, and a time that passes only when somebody sleeps, or a test says so."""

    def __init__(self) -> None:
        self.book = Book()
        self.now = 100.0
        self.naps: list[float] = []
        self.left = 0  # naps until time stands still
        self.still = asyncio.Event()
        self.holding = Holding(self.book, TENURE, elapsed=lambda: self.now, sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        if not self.left:
            self.still.set()
            await asyncio.Event().wait()
        self.left -= 1
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
async def scene():
    async with asyncio.timeout(5):
        yield Scene()


async def test_a_free_post_is_taken_held_and_given_up(scene):
    assert not scene.holding.held()
    async with scene.holding as holding:
        assert holding.held()
        assert not holding.lost.is_set()
    assert not scene.holding.held()
    assert scene.book.asked == ["take", "give up"]


async def test_a_post_that_somebody_else_has_is_waited_for(scene):
    scene.book.taking = [False, DatabaseError("gone"), DatabaseError("gone"), False, True]
    scene.left = 4
    with capture_logs() as logs:
        async with scene.holding as holding:
            assert holding.held()
    assert scene.naps == [AGAIN.total_seconds()] * 4
    assert [line["event"] for line in logs] == ["post not confirmed", "post taken"]


async def test_a_post_is_held_as_long_as_it_is_renewed(scene):
    scene.left = 40
    async with scene.holding as holding:
        await scene.still.wait()
        assert holding.held()
        assert scene.now == 100 + 40 * RENEW.total_seconds()


async def test_a_lease_counts_from_before_it_was_asked_for(scene):
    take = scene.book.take

    async def take_slowly(tenure, *, lease):
        scene.now += 6
        return await take(tenure, lease=lease)

    scene.book.take = take_slowly
    async with scene.holding as holding:
        scene.now = 100 + LEASE.total_seconds() - 0.1
        assert holding.held()
        scene.now = 100 + LEASE.total_seconds()
        assert not holding.held()


async def test_who_was_stopped_for_longer_than_the_lease_knows_it_before_anything_else(scene):
    async with scene.holding as holding:
        scene.now += LEASE.total_seconds()
        assert not holding.held()


async def test_a_post_that_was_lost_is_known_to_be(scene):
    scene.book.renewing = [True, False]
    scene.left = 2
    async with scene.holding as holding:
        await holding.lost.wait()
        assert not holding.held()
        assert scene.now < 110


@pytest.mark.parametrize(("failures", "held"), [(3, True), (4, False)])
async def test_renewals_that_fail_are_tried_again_until_the_lease_is_over(scene, failures, held):
    error = DatabaseError("gone")
    scene.book.renewing = [*[error] * failures, True]
    scene.left = 4
    async with scene.holding as holding:
        await (scene.still if held else holding.lost).wait()
        assert (holding.held(), holding.lost.is_set()) == (held, not held)


async def test_a_database_that_fails_at_the_end_is_no_matter(scene):
    async def fail(_):
        raise DatabaseError("gone")

    scene.book.give_up = fail
    async with scene.holding:
        pass
    assert scene.holding.lost.is_set()


def test_the_clock_of_leases_never_goes_back():
    first, second = tell_elapsed(), tell_elapsed()
    assert 0 <= second - first < 60
