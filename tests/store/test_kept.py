"""Databases of every earlier version: brought to today's tables, with all that was in them."""

import asyncio
import io
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import Engine, inspect

from bot.app import open_bot
from bot.running import run_once
from bot.settings import read_settings
from bot.store.dialect import open_engine
from bot.store.migrate import find_revisions, migrate
from bot.store.outbox import Wanted
from bot.store.store import Store, open_store
from tests.builders import NOON, address, ask, find_broken_references
from tests.store.keep import FOLDER, Rows, dump, list_kept, put_kept

VERSIONS = list_kept()
FIRST_ON_SERVER = "0018"  # servers came with it
ON_SERVER = [version for version in VERSIONS if version >= FIRST_ON_SERVER]
LATER = NOON + timedelta(hours=1)  # than all that is in them
WANTED = Wanted(most=10, busy=[], terminal=False, patience=timedelta(hours=6))
GONE = {"alembic_version", "heartbeat"}  # tables that are not kept from version to version


def test_of_each_version_a_database_is_kept():
    missing = {*find_revisions()} - {*VERSIONS}
    assert not missing, f"keep one of {missing} in {FOLDER}: python -m tests.store.keep FILE.db"


def describe(engine: Engine) -> dict[str, Any]:
    """All that makes up tables, but the order of their columns."""
    found = inspect(engine)
    told: dict[str, Any] = {}
    for table in found.get_table_names():
        told[table] = {
            "columns": {
                one["name"]: (str(one["type"]), one["nullable"], one["default"])
                for one in found.get_columns(table)
            },
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "unique": [one["column_names"] for one in found.get_unique_constraints(table)],
            "references": sorted(
                (one["constrained_columns"], one["referred_table"], one["options"])
                for one in found.get_foreign_keys(table)
            ),
            "indexes": {
                one["name"]: (
                    one["column_names"],
                    one["unique"],
                    {k: str(v) for k, v in one["dialect_options"].items() if k.endswith("where")},
                )
                for one in found.get_indexes(table)
            },
        }
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' OR name LIKE ?"
            things = connection.exec_driver_sql(query, ("articles_text%",))
            told["words"] = {name: " ".join((sql or "").split()) for name, sql in things}
    return told


def describe_new(url: str) -> dict[str, Any]:
    engine = open_engine(url)
    migrate(engine)
    try:
        return describe(engine)
    finally:
        engine.dispose()


@pytest.fixture(scope="module")
def new_tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The tables of a new file."""
    return describe_new(address(tmp_path_factory.mktemp("new")))


async def check_rows(store: Store, before: Rows) -> None:
    """Raise AssertionError unless all is there that was, in the columns that were there."""
    for table, rows in before.items():
        if table in GONE:
            continue
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            found = [_as_text(one) for one in await ask(store, f'SELECT {names} FROM "{table}"')]
            assert _as_text(row.values()) in found, f"a row of {table} is not as it was"
    await check_counts(store, before)
    assert await find_broken_references(store) == []


async def check_counts(store: Store, before: Rows) -> None:
    """Raise AssertionError unless there are as many rows as there were."""
    for table, rows in before.items():
        if table not in GONE:
            assert await ask(store, f'SELECT count(*) FROM "{table}"') == [(len(rows),)]


def _as_text(values: Any) -> tuple[str, ...]:
    return tuple(map(str, values))


async def check_work(store: Store) -> None:
    """Raise AssertionError unless what waited is told, each once, and nothing else is."""
    assert [one.article.title for one in await store.archive.undecided(limit=9)] == [
        "Dockers’ ballot: “yes”, says the union"
    ]
    assert await store.outbox.recover(now=LATER, wait=timedelta()) == 1
    told = []
    for hours in range(20):  # one to a chat at a time; some wait for an hour of their chat
        now = LATER + timedelta(hours=hours)
        for one in await store.outbox.exchange((), WANTED, now=now):
            told.append((one.chat, str(one.kind), one.story))
            await store.outbox.sent(one.id, message_id=900 + one.id, now=now)
    assert len(told) == len({*told})
    assert (7, "alert", "1966310e868f49ee") in told
    assert {"pending", "sending"}.isdisjoint(
        state for (state,) in await ask(store, "SELECT state FROM outbox WHERE chat_id = 7")
    )
    assert await ask(store, "SELECT count(*) FROM outbox WHERE kind = 'alert'") == [(8,)]


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_file_gets_todays_tables_and_all_in_it_goes_on(version, new_tables, tmp_path):
    before = put_kept(version, address(tmp_path))
    assert {row["state"] for row in before["outbox"]} == {
        *("pending", "sending", "uncertain", "sent", "failed", "gone")
    }
    assert describe_new(address(tmp_path)) == new_tables
    store = open_store(address(tmp_path))
    try:
        await check_rows(store, before)
        found = "SELECT count(*) FROM articles_text WHERE articles_text MATCH 'dockers'"
        assert await ask(store, found) == [(4,)]
        await check_work(store)
    finally:
        await store.close()


@pytest.mark.parametrize("version", ON_SERVER)
async def test_so_does_a_server(version, postgres_url, postgres_tables):
    before = put_kept(version, postgres_url)
    assert describe_new(postgres_url) == describe_new(postgres_tables)
    store = open_store(postgres_url)
    try:
        await check_counts(store, before)
        await check_work(store)
    finally:
        await store.close()


@pytest.mark.parametrize("version", ["0001", "0008", "0017"])  # as bots left them
async def test_a_bot_starts_on_it_and_decides_what_waited(version, tmp_path):
    put_kept(version, address(tmp_path))
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "feeds.yaml").write_text("feeds: []\n")
    (rules / "harbour.yaml").write_text(
        "topic: harbour\ntitle: Harbour\nrules: [{name: dockers, any: [docker*]}]\n"
    )
    given = {"database": address(tmp_path), "rules": rules, "keep": "9999d"}
    settings = read_settings(given, folder=tmp_path)
    async with open_bot(settings, console=Console(file=io.StringIO())) as bot:
        await run_once(bot, asyncio.Event())
        waited = "SELECT undecided, story_id IS NOT NULL FROM articles WHERE guid = 'herald-9'"
        assert await ask(bot.ground.store, waited) == [(0, 1)]


def test_what_is_kept_is_kept_again_as_it_was(tmp_path):
    newest = VERSIONS[-1]
    put_kept(newest, address(tmp_path))
    with closing(sqlite3.connect(tmp_path / "tocsin.db")) as file:
        assert dump(file) == (FOLDER / f"{newest}.sql").read_text()
