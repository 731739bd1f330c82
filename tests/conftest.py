"""What holds for every test, and the databases on a server."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from bot.store.store import open_store
from tests.postgres import WHY_NOT, Server, find_programs, serve_postgres

# By the clock, which runs on while other tests have the cores: ten times what is usual.
settings.register_profile(
    "tests", deadline=timedelta(seconds=2), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")


@pytest.fixture(autouse=True)
def usual_logging() -> Iterator[None]:
    """Undo what a command set up: its log would go to a stream that is closed by then."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, started for the first test that asks for it."""
    if find_programs() is None:
        pytest.skip(WHY_NOT)
    with serve_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """The address of a database of one's own, which is empty."""
    url = postgres.create_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture(scope="session")
def postgres_tables(postgres: Server) -> str:
    """The address of a database with the tables."""
    url = postgres.create_database()
    asyncio.run(open_store(url).close())
    return url


@pytest.fixture
def postgres_emptied(postgres: Server, postgres_tables: str) -> str:
    """The address of a database with the tables, in which there is nothing.

    All tests of a process have the same one: to make another takes five times as long.
    """
    postgres.empty_database(postgres_tables)
    return postgres_tables


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'tocsin.db'}"
    url: str = request.getfixturevalue("postgres_emptied")
    return url
