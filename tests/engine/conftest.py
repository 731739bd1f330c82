"""Databases with the tables of the engine."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.engine.tables import install
from tests.postgres import WHY_NOT, Server, find_programs, serve_postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One for all tests here, which is left as it was found."""
    if find_programs() is None:
        pytest.skip(WHY_NOT)
    with serve_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """A database with the tables, to be copied."""
    url = server.create_database()
    asyncio.run(install(url))
    return url.rpartition("/")[2]


@pytest.fixture
def database(server: Server, template: str) -> Iterator[str]:
    """The address of a database of the test's own."""
    url = server.create_database(template)
    yield url
    server.drop_database(url)
