"""Names of articles are remembered for long enough, and not for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert, select, update

from bot.feeds.shown import ITEM_SIZE
from bot.store.dialect import open_engine
from bot.store.forgetting import FEEDS_AT_ONCE, LENGTHS, LOOKED_THROUGH, forget_names
from bot.store.migrate import migrate
from bot.store.schema import feeds, sightings
from bot.store.sightings import add_sightings, find_sightings, renew_sightings
from tests.builders import HOUR, NOON, address, build_article

DAY = timedelta(days=1)
KEPT = timedelta(days=90)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_engine(address(tmp_path_factory.mktemp("names")))
    else:
        engine = open_engine(request.getfixturevalue("postgres").create_database())
    migrate(engine)
    yield engine
    engine.dispose()


@contextmanager
def empty(engine: Engine) -> Iterator[Connection]:
    """What is written is undone."""
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def add_feed(connection: Connection, number: int = 1, *, items: int = 0) -> None:
    """A feed whose last body had so many items; 0: that was not noted."""
    connection.execute(
        insert(feeds).values(
            id=number,
            url=f"https://h.example/{number}",
            host="h.example",
            title="",
            own_title="",
            language="",
            fast=False,
            active=True,
            next_poll=NOON,
            failures=0,
        )
    )
    if items:
        show(connection, number, items=items)


def show(connection: Connection, number: int = 1, *, items: int) -> None:
    packed = bytes(items * ITEM_SIZE + 15)
    connection.execute(update(feeds).where(feeds.c.id == number).values(items=packed))


def bring(connection: Connection, *numbers: int, now: datetime = NOON, feed: int = 1) -> None:
    """New articles, each with two names."""
    articles = [(n, build_article(str(n), keys=(f"g:{n}", f"l:{n}"))) for n in numbers]
    add_sightings(connection, feed, articles, now)


def known(connection: Connection, feed: int = 1) -> set[int]:
    names = select(sightings.c.article_id).where(sightings.c.feed_id == feed)
    return set(connection.scalars(names))


def forget(connection: Connection, *, now: datetime, most: int = 1_000) -> list[int]:
    """Forget all that may be; returns what each bite says."""
    bites = []
    while size := forget_names(connection, older=now - KEPT, most=most, now=now):
        bites.append(size)
        assert size <= most + FEEDS_AT_ONCE
    return bites


def test_the_newest_of_a_feed_are_remembered_for_good(engine):
    with empty(engine) as connection:
        add_feed(connection, items=2)
        bring(connection, *range(1, 11))
        forget(connection, now=NOON + 4_000 * DAY)
        assert known(connection) == {3, 4, 5, 6, 7, 8, 9, 10}


def test_what_was_shown_lately_is_remembered_however_many_came_since(engine):
    with empty(engine) as connection:
        add_feed(connection, items=1)
        bring(connection, *range(1, 11))
        bring(connection, *range(11, 21), now=NOON + HOUR)
        forget(connection, now=NOON + KEPT)
        assert known(connection) == set(range(1, 21))
        forget(connection, now=NOON + KEPT + LOOKED_THROUGH)
        assert known(connection) == {17, 18, 19, 20}


def test_what_a_feed_shows_still_is_remembered_though_it_is_not_of_the_newest(engine):
    with empty(engine) as connection:
        add_feed(connection, items=1)
        bring(connection, *range(1, 11))
        later = NOON + 80 * DAY
        renew_sightings(connection, 1, find_sightings(connection, 1, ["g:1"]), later)
        forget(connection, now=NOON + KEPT + HOUR)
        assert known(connection) == {1, 7, 8, 9, 10}
        assert find_sightings(connection, 1, ["l:1"]) == []


def test_nothing_is_forgotten_of_a_feed_whose_length_is_not_known(engine):
    with empty(engine) as connection:
        add_feed(connection)
        bring(connection, *range(1, 11))
        forget(connection, now=NOON + 4_000 * DAY)
        assert known(connection) == set(range(1, 11))


def test_a_body_that_was_cut_short_makes_no_feed_short(engine):
    with empty(engine) as connection:
        add_feed(connection, items=50)
        bring(connection, *range(1, 101))
        forget(connection, now=NOON + DAY)
        show(connection, items=1)
        forget(connection, now=NOON + 4_000 * DAY)
        assert known(connection) == set(range(1, 101))


def test_names_are_forgotten_in_bites_of_many_feeds(engine):
    with empty(engine) as connection:
        count = FEEDS_AT_ONCE + 10
        for number in range(1, count + 1):
            add_feed(connection, number, items=1)
            bring(connection, *range(number * 100, number * 100 + 10), feed=number)
        # Twelve names of each feed go: six articles of ten, and none lasts for longer.
        bites = forget(connection, now=NOON + KEPT + HOUR, most=100)
        assert sum(bites) == 12 * count + count
        assert max(bites) <= 100 + 100 // 12 + 1
        assert all(len(known(connection, number)) == 4 for number in range(1, count + 1))


def test_a_feed_is_looked_through_from_time_to_time(engine):
    with empty(engine) as connection:
        add_feed(connection, items=1)
        assert forget(connection, now=NOON) == [1]
        assert forget(connection, now=NOON + LOOKED_THROUGH - HOUR) == []
        assert forget(connection, now=NOON + LOOKED_THROUGH) == [1]


PLANS = """
    SELECT DISTINCT article_id FROM sightings WHERE feed_id = 1 ORDER BY article_id DESC LIMIT 1
    SELECT key FROM sightings WHERE feed_id = 1 AND article_id < 9 AND seen < 'x' LIMIT 9
    SELECT id FROM feeds WHERE swept <= 'x' ORDER BY swept LIMIT 9
"""


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("query", PLANS.strip().splitlines())
def test_only_what_is_asked_for_is_looked_at(engine, query):
    with empty(engine) as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
        (step,) = [row.detail for row in plan]  # one: no sorting, no list of what was seen
        assert "USING" in step
        assert "INDEX sightings_article (feed_id=?" in step or "INDEX feeds_swept" in step


steps = st.lists(
    st.tuples(
        st.sampled_from([7, 8, 40, 95]),  # days later: it is looked through each time
        st.integers(1, 4),  # items in the body
        st.integers(0, 4),  # of them new
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(steps=steps)
def test_no_item_comes_back_as_new_while_few_newer_ones_came(engine, steps):
    with empty(engine) as connection:
        connection.execute(delete(feeds))
        add_feed(connection)
        now, last, longest = NOON, 0, 0
        seen: dict[int, datetime] = {}
        gone: set[int] = set()
        for days, items, new in steps:
            now += days * DAY
            bring(connection, *range(last + 1, last + 1 + new), now=now)
            last += new
            shown = range(max(1, last - items + 1), last + 1)
            names = [f"{kind}:{number}" for number in shown for kind in "gl"]
            renew_sightings(connection, 1, find_sightings(connection, 1, names), now)
            seen |= dict.fromkeys(shown, now)
            longest = max(longest, items)
            show(connection, items=items)
            forget(connection, now=now, most=3)
            going = set(range(1, last + 1)) - known(connection) - gone
            gone |= going
            for number in going:
                assert now - seen.get(number, NOON) > KEPT - DAY
                assert last - number >= LENGTHS * longest
            assert set(shown) <= known(connection)
        forget(connection, now=now + 2 * KEPT)
        assert len(known(connection)) <= LENGTHS * longest
