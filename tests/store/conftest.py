"""A store over a real database, fresh for each test: a file, and PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.store import Store, open_store
from tests.builders import address


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a database with the tables, to be copied: to make them takes much longer."""
    folder = tmp_path_factory.mktemp("tables")
    asyncio.run(open_store(address(folder)).close())
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database in whose tables there is nothing."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("tables") / "tocsin.db", tmp_path)
        return address(tmp_path)
    url: str = request.getfixturevalue("postgres_emptied")
    return url


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    store = open_store(database)
    yield store
    await store.close()
