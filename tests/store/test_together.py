"""Writes that come at the same time are one transaction, and one that fails spoils no other."""

import asyncio

import pytest
from sqlalchemy import event, update

from bot.errors import DatabaseError
from bot.store.schema import feeds
from bot.store.together import MOST, Together
from tests.builders import add_feeds, ask


def title(feed):
    """Give a feed a title; tells it back."""

    def write(connection):
        connection.execute(update(feeds).where(feeds.c.id == feed).values(title=f"new {feed}"))
        return f"new {feed}"

    return write


def break_rule(connection):
    connection.exec_driver_sql("UPDATE feeds SET title = 'x'")
    connection.exec_driver_sql("UPDATE feeds SET url = NULL")


def break_down(connection):
    connection.exec_driver_sql("UPDATE feeds SET title = 'x'")
    raise ZeroDivisionError


@pytest.fixture
async def commits(store):
    """The transactions that were committed, all feeds known before."""
    await add_feeds(store, *range(1, 2 * MOST + 3))
    seen: list[object] = []
    event.listen(store.database._engine, "commit", seen.append)
    return seen


async def titles(store):
    return [title for (title,) in await ask(store, "SELECT title FROM feeds ORDER BY id")]


async def test_writes_that_come_together_are_few_transactions_and_each_has_its_answer(
    store, commits
):
    together = Together(store.database)
    numbers = range(1, 2 * MOST + 3)
    answers = await asyncio.gather(*(together.run(title(feed)) for feed in numbers))
    assert len(commits) == 3
    assert answers == [f"new {feed}" for feed in numbers] == await titles(store)


async def test_a_write_that_comes_alone_does_not_wait_for_others(store, commits):
    together = Together(store.database)
    for feed in (1, 2):
        assert await together.run(title(feed)) == f"new {feed}"
    assert len(commits) == 2


@pytest.mark.parametrize(
    ("wrong", "error"), [(break_rule, DatabaseError), (break_down, ZeroDivisionError)]
)
async def test_one_that_fails_writes_nothing_and_spoils_no_other(store, commits, wrong, error):
    together = Together(store.database)
    writes = (title(1), wrong, title(3))
    answers = await asyncio.gather(*map(together.run, writes), return_exceptions=True)
    assert answers[::2] == ["new 1", "new 3"]
    assert isinstance(answers[1], error)
    assert (await titles(store))[:3] == ["new 1", "Feed 2", "new 3"]
    assert await together.run(title(2)) == "new 2"


async def test_who_gives_up_waiting_holds_up_no_other(store, commits):
    together = Together(store.database)
    given_up, other = (asyncio.create_task(together.run(title(feed))) for feed in (1, 2))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await other == "new 2"
    assert await together.run(title(3)) == "new 3"
    with pytest.raises(asyncio.CancelledError):
        await given_up
