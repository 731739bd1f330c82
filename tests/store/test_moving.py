"""Everything that is kept arrives in the other database, and bots run on one of the two only."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bot.errors import DatabaseError
from bot.store.dialect import lock_database, open_engine
from bot.store.migrate import migrate
from bot.store.moving import Step, move_database, name_address, take_back
from bot.store.plaintext import clean_text, clean_tree
from bot.store.store import open_store
from tests.builders import (
    NOON,
    add_feeds,
    build_decision,
    keep_articles,
    subscribe,
    tell,
)
from tests.store.rows import Rows, draw_rows, read_rows, write_rows

NOT_MOVED = ("heartbeat", "workers", "posts")


@pytest.fixture
async def old(tmp_path: Path) -> str:
    """A database on which a bot told two stories to two chats."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    store = open_store(url)
    await add_feeds(store, 1, 2)
    await subscribe(store, 1, 2)
    stored = await keep_articles(store, "a", "b")
    decided = [build_decision(one, f"story {one.id}", alerts=(1, 2)) for one in stored]
    await store.archive.decide(decided, now=NOON)
    await store.close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def new(request, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    return str(request.getfixturevalue("postgres").create_database())


def read(url: str) -> dict[str, list[dict[str, object]]]:
    engine = open_engine(url)
    with engine.connect() as connection:
        rows = read_rows(connection)
    engine.dispose()
    return {name: found for name, found in rows.items() if name not in NOT_MOVED}


def move(source: str, target: str) -> tuple[Step, ...]:
    return move_database(source, target, now=NOON, tell=lambda _: None)


def test_all_rows_arrive_and_are_counted(old, new):
    steps = move(old, new)
    assert read(new) == read(old)
    counted = {step.table: step.rows for step in steps if step.rows}
    assert counted["articles"] == 2
    assert counted["outbox"] == 4


async def test_new_articles_are_numbered_after_those_that_moved_and_found_beside_them(old, new):
    move(old, new)
    store = open_store(new)
    stored = await keep_articles(store, "c")
    assert [one.id for one in stored] == [3]
    assert len(await store.search.search("drones", limit=10)) == 3
    await store.close()


def test_a_bot_starts_on_the_new_one_only_until_the_move_is_taken_back(old, new):
    move(old, new)
    with pytest.raises(DatabaseError, match=rf"was moved to {name_address(new)} on 2026-03-02"):
        open_store(old)
    open_store(new)
    assert take_back(old)
    open_store(old)
    assert not take_back(old)


def test_what_is_moved_may_still_be_looked_at(old, new):
    move(old, new)
    open_store(old, only_look=True)


def test_a_bot_that_runs_is_not_moved(old, new):
    for running in (old, new) if new.startswith("sqlite") else (old,):
        release = lock_database(running)
        with pytest.raises(DatabaseError, match="another running bot"):
            move(old, new)
        release()
    open_store(old)


async def test_nothing_is_moved_into_a_database_that_holds_something(old, new):
    store = open_store(new)
    await subscribe(store, 5)
    await store.close()
    before = read(new)
    with pytest.raises(DatabaseError, match="is not empty: there are rows in chats"):
        move(old, new)
    assert read(new) == before
    open_store(old)  # it is not marked


def test_a_move_that_breaks_off_leaves_nothing_there_and_can_be_begun_again(old, new):
    class PowerCutError(Exception):
        pass

    def break_off(step: Step) -> None:
        if step.table == "outbox":
            raise PowerCutError

    with pytest.raises(PowerCutError):
        move_database(old, new, now=NOON, tell=break_off)
    assert not any(read(new).values())
    open_store(old)
    move(old, new)
    assert read(new) == read(old)


def test_a_database_that_was_moved_is_not_moved_elsewhere(old, new, tmp_path):
    move(old, new)
    third = f"sqlite:///{tmp_path / 'third.db'}"
    with pytest.raises(DatabaseError, match=f"was moved to {name_address(new)} already"):
        move(old, third)


@pytest.mark.parametrize("content", [None, b""])
def test_there_must_be_something_to_move(tmp_path, new, content):
    path = tmp_path / "nothing.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DatabaseError, match="nothing is to be moved"):
        move(f"sqlite:///{path}", new)


async def test_leases_stay_behind(old, new):
    store = open_store(old)
    await tell(store, "UPDATE feeds SET lease_until = '2026-03-02 13:00:00'")
    await store.close()
    assert any(feed["lease_until"] for feed in read(old)["feeds"])
    move(old, new)
    assert not any(feed["lease_until"] for feed in read(new)["feeds"])


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://tocsin:secret@db.example:5433/news", "postgresql://db.example:5433/news"),
        ("postgres://tocsin:secret@db.example/news", "postgresql://db.example/news"),
        ("postgresql:///news?password=secret&user=x", "postgresql:///news"),
        ("postgresql+psycopg://tocsin:secret@/news", "postgresql:///news"),
        ("sqlite:///tocsin.db", "sqlite:///tocsin.db"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address, shown):
    assert name_address(address).replace("+psycopg", "") == shown


def test_an_address_that_cannot_be_read_is_not_quoted():
    with pytest.raises(DatabaseError) as refused:
        move("postgresql//tocsin:secret@db.example", "sqlite:///x.db")
    assert "secret" not in str(refused.value)


def clean(rows: Rows) -> dict[str, list[dict[str, object]]]:
    """The rows as they must arrive."""

    def clean_one(value: object) -> object:
        return clean_text(value) if isinstance(value, str) else clean_tree(value)

    cleaned = {
        name: {
            column: None if column.startswith("lease") else clean_one(value)
            for column, value in row.items()
        }
        for name, row in rows.items()
        if name not in NOT_MOVED
    }
    return {name: [row] for name, row in cleaned.items()}


async def test_a_row_that_is_refused_is_not_quoted_and_ends_the_move(old, postgres_url):
    store = open_store(old)
    secret = "a key that is longer than the other database has room for"
    await tell(store, f"UPDATE subscriptions SET topic = '{secret}' WHERE chat_id = 1")
    await store.close()
    with pytest.raises(DatabaseError, match="subscriptions does not take a row") as refused:
        move(old, postgres_url)
    assert secret not in str(refused.value)
    open_store(old)


async def test_a_bot_that_runs_on_postgresql_is_not_moved(postgres_url, tmp_path):
    store = open_store(postgres_url)
    await tell(
        store,
        "INSERT INTO workers (id, machine, pid, roles, version, started, at)"
        " VALUES ('w', 'm', 1, '[]', '1', now(), now())",
    )
    await store.close()
    with pytest.raises(DatabaseError, match="1 processes of the bot run on postgresql://"):
        move(postgres_url, f"sqlite:///{tmp_path / 'other.db'}")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without rows, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    return path


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=draw_rows())
def test_rows_of_any_content_arrive_as_they_were(empty, tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("move")
    url = f"sqlite:///{shutil.copy(empty, folder / 'old.db')}"
    shutil.copy(empty, folder / "new.db")
    kept = fill(url, rows)
    move(url, f"sqlite:///{folder / 'new.db'}")
    assert read(f"sqlite:///{folder / 'new.db'}") == clean(kept)


@pytest.fixture(scope="module")
def template(postgres) -> str:
    """The same in PostgreSQL."""
    url = postgres.create_database()
    migrate(open_engine(url))
    return str(url.rpartition("/")[2])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=draw_rows())
def test_rows_of_any_content_arrive_in_postgresql_and_come_back(
    empty, postgres, template, tmp_path_factory, rows
):
    folder = tmp_path_factory.mktemp("move")
    url = f"sqlite:///{shutil.copy(empty, folder / 'old.db')}"
    shutil.copy(empty, folder / "new.db")
    between = postgres.create_database(template)
    kept = fill(url, rows)
    move(url, between)
    arrived = read(between)
    assert arrived == clean(kept)
    move(between, f"sqlite:///{folder / 'new.db'}")
    postgres.drop_database(between)
    assert read(f"sqlite:///{folder / 'new.db'}") == arrived


def fill(url: str, rows: Rows) -> dict[str, dict[str, object]]:
    """Write the rows; return them as they are kept."""
    engine = open_engine(url)
    with engine.begin() as connection:
        write_rows(connection, rows)
    engine.dispose()
    return {name: found[0] for name, found in read(url).items()}
