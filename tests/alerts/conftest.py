"""A store over a real database, fresh for each test: a file, and PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from bot.store.store import Store, open_store


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    store = open_store(database)
    yield store
    await store.close()
