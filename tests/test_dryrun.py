"""The copy on which a dry run works."""

import pytest

from bot.dryrun import copy_database
from bot.errors import DatabaseError
from bot.store.store import open_store
from tests.builders import address, ask, subscribe


async def test_what_is_written_to_the_copy_is_not_in_the_database(tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir()
    store = open_store(address(tmp_path))
    await subscribe(store, 1)
    copy = open_store(copy_database(address(tmp_path), folder))
    await subscribe(copy, 2)
    assert await ask(copy, "SELECT id FROM chats ORDER BY id") == [(1,), (2,)]
    assert await ask(store, "SELECT id FROM chats") == [(1,)]
    await copy.close()
    await store.close()


async def test_without_a_database_the_copy_is_a_new_one(tmp_path):
    copy = open_store(copy_database(f"sqlite:///{tmp_path / 'none.db'}", tmp_path))
    assert await ask(copy, "SELECT id FROM chats") == []
    await copy.close()


def test_of_a_servers_database_no_copy_is_made(tmp_path):
    with pytest.raises(DatabaseError, match=r"copy of a file.*TOCSIN_DATABASE=sqlite") as refused:
        copy_database("postgresql://user:secret@host/tocsin", tmp_path)
    assert "secret" not in str(refused.value)
