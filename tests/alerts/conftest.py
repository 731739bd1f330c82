"""A store over a real file, fresh for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.store import Store, open_store
from tests.builders import address


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = open_store(address(tmp_path))
    yield store
    await store.close()
