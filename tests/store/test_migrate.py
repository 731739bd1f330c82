"""Making and opening the database: today's tables, or one clear refusal."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from bot.errors import DatabaseError
from bot.store.dialect import lock_database, open_engine, sqlite_path
from bot.store.migrate import migrate
from bot.store.schema import metadata
from bot.store.store import open_store
from tests.builders import NOON, address, ask
from tests.store.keep import make_tables_of


def test_the_migrations_make_the_tables_of_the_schema(tmp_path):
    engine = open_engine(address(tmp_path))
    migrate(engine)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": lambda name, *_: not _is_text_index(name)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        made = {name for name in found.get_table_names() if not _is_text_index(name)}
        assert made == {*metadata.tables, "alembic_version"}
        # What autogeneration does not compare: the conditions of partial indexes.
        indexes = {
            name: options.get("dialect_options", {}).get("sqlite_where")
            for table in metadata.tables
            for name, options in ((i["name"], i) for i in found.get_indexes(table))
        }
    engine.dispose()
    for table in metadata.tables.values():
        for index in table.indexes:
            where = index.dialect_options["sqlite"]["where"]
            assert str(indexes[index.name]) == str(where), index.name


def _is_text_index(name: str | None) -> bool:
    """The index over words is a thing of its database alone: test_search.py looks at it."""
    return bool(name) and str(name).startswith("articles_text")


async def test_opening_again_changes_nothing(tmp_path):
    first = open_store(address(tmp_path))
    await first.chats.meet(5, "private", now=NOON)
    await first.close()
    second = open_store(address(tmp_path))
    assert await ask(second, "SELECT id FROM chats") == [(5,)]
    assert await ask(second, "PRAGMA foreign_keys") == [(1,)]
    assert await ask(second, "PRAGMA journal_mode") == [("wal",)]
    await second.close()


ARTICLES = """
INSERT INTO feeds (id, url, host, title, own_title, language, fast, active, next_poll, failures)
    VALUES (1, 'https://h.example/', 'h.example', '', '', '', 0, 1, '2026-01-01', 0);
INSERT INTO stories VALUES ('s', 'S', '2026-01-01', '2026-01-01', 1, '[]'),
                           ('t', 'T', '2026-01-01', '2026-01-01', 1, '[]');
INSERT INTO sightings (feed_id, key, article_id, seen) VALUES (1, 'g:a', 1, '2026-01-01');
INSERT INTO articles (feed_id, link_key, story_id, seen, guid, link, title, summary, author,
                      language, arrival, undecided)
    SELECT 1, link_key, story_id, seen, '', '', 'A', '', '', '', 'fresh', 0 FROM (
        SELECT 'https://n.example/a' link_key, 's' story_id, '2026-01-01 12:00:00.000000' seen
        UNION ALL SELECT 'https://n.example/a', 't', '2026-01-02 12:00:00.000000'
        UNION ALL SELECT 'https://n.example/b', NULL, '2026-01-02 12:00:00.000000'
        UNION ALL SELECT '', 't', '2026-01-02 12:00:00.000000')
"""


async def test_what_had_a_story_before_identities_were_kept_is_known_by_its_link(tmp_path):
    make_tables_of("0002", address(tmp_path))
    with sqlite3.connect(tmp_path / "tocsin.db") as connection:
        connection.executescript(ARTICLES)
    connection.close()
    store = open_store(address(tmp_path))
    assert await ask(store, "SELECT story_id, substr(seen, 1, 10) FROM identities") == [
        ("s", "2026-01-01")
    ]
    assert await store.archive.known_keys(1, ["g:a"]) == (("g:a", None),)
    await store.close()


async def test_a_database_of_a_later_version_is_refused_and_left_alone(tmp_path):
    await open_store(address(tmp_path)).close()
    with sqlite3.connect(tmp_path / "tocsin.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(DatabaseError, match=r"written by another version of Tocsin.*9999.*run"):
        open_store(address(tmp_path))


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "tocsin.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE feeds (name TEXT)")
    connection.commit()
    with pytest.raises(DatabaseError, match="check that it is a Tocsin database"):
        open_store(address(tmp_path))
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("feeds",)]
    connection.close()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "tocsin.db"
    path.write_bytes(b"a shopping list, not a database\n" * 100)
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match="not a database; check that it is"):
        open_store(address(tmp_path))
    assert path.read_bytes() == before


def test_a_database_that_cannot_be_opened_is_refused(tmp_path):
    (tmp_path / "tocsin.db").mkdir()
    with pytest.raises(DatabaseError, match=r"cannot open the database .*folder can be written"):
        open_store(address(tmp_path))


@pytest.mark.parametrize("opening", [open_store, lock_database], ids=["open", "lock"])
def test_a_folder_that_does_not_exist_is_named(tmp_path, opening):
    url = f"sqlite:///{tmp_path}/missing/tocsin.db"
    with pytest.raises(DatabaseError, match=r"folder of the database does not exist: .*missing"):
        opening(url)


@pytest.mark.parametrize(
    "url",
    ["", "tocsin.db", "sqlite://", "sqlite:///:memory:", "mysql://host/tocsin", "sqlite:/x"],
)
def test_an_address_of_anything_but_a_file_is_refused(url):
    for opening in (sqlite_path, open_engine, lock_database):
        with pytest.raises(DatabaseError, match=r"write it like sqlite:///tocsin\.db"):
            opening(url)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///tocsin.db", Path("tocsin.db")),
        ("sqlite:////var/lib/tocsin.db", Path("/var/lib/tocsin.db")),
        ("sqlite:///data/my news.db", Path("data/my news.db")),
    ],
)
def test_an_address_names_a_file(url, path):
    assert sqlite_path(url) == path


def test_a_second_lock_is_refused_until_the_first_is_given_back(tmp_path):
    release = lock_database(address(tmp_path))
    with pytest.raises(DatabaseError, match=r"another running bot uses .*; stop it first"):
        lock_database(address(tmp_path))
    release()
    lock_database(address(tmp_path))()


def test_a_lock_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "tocsin.db.lock").mkdir()
    with pytest.raises(DatabaseError, match="cannot write next to the database"):
        lock_database(address(tmp_path))


def test_two_databases_do_not_lock_each_other(tmp_path):
    one = lock_database(f"sqlite:///{tmp_path}/one.db")
    lock_database(f"sqlite:///{tmp_path}/two.db")()
    one()


async def test_feeds_that_were_polled_before_have_the_health_of_their_last_poll(tmp_path):
    make_tables_of("0010", address(tmp_path))
    polled = "'2026-01-02 12:00:00.000000'"
    with sqlite3.connect(tmp_path / "tocsin.db") as connection:
        connection.executescript(
            "INSERT INTO feeds (id, url, host, title, own_title, language, fast, active,"
            " next_poll, last_poll, failures)"
            f" VALUES (1, 'a', 'h', '', '', '', 0, 1, '2026-01-01', NULL, 0),"
            f" (2, 'b', 'h', '', '', '', 0, 1, '2026-01-01', {polled}, 0),"
            f" (3, 'c', 'h', '', '', '', 0, 1, '2026-01-01', {polled}, 7)"
        )
    connection.close()
    store = open_store(address(tmp_path))
    rows = await ask(store, "SELECT health, told, failing_since FROM feeds ORDER BY id")
    assert rows == [("new", "", None), ("ok", "", None), ("failing", "", polled.strip("'"))]
    await store.close()


async def test_of_articles_from_before_the_moment_of_their_decision_is_not_known(tmp_path):
    make_tables_of("0005", address(tmp_path))
    with sqlite3.connect(tmp_path / "tocsin.db") as connection:
        connection.executescript(ARTICLES)
    connection.close()
    store = open_store(address(tmp_path))
    account = await store.lookup.why("s", chat=1)
    assert account is not None
    assert [article.decided for article in account.articles] == [None]
    await store.close()
