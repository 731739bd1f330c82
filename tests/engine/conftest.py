"""Databases with the tables of the engine."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.engine.tables import install
from tests.postgres import Server


@pytest.fixture(scope="session")
def server(postgres: Server) -> Server:
    """One for all tests, which is left as it was found."""
    return postgres


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
