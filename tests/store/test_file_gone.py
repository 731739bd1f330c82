"""A file that is moved, deleted or replaced while the bot runs: nothing is written elsewhere."""

import shutil

import pytest

from bot.errors import DatabaseError
from bot.settings import read_settings
from bot.store.dialect import lock_database
from bot.store.store import open_store
from bot.workbench.doctor.storage import look_at_database
from tests.builders import HOUR, NOON, address


@pytest.fixture
async def opened(tmp_path):
    store = open_store(address(tmp_path))
    await store.chats.meet(5, "private", now=NOON)
    yield store
    await store.close()


async def test_nothing_is_read_or_written_while_the_file_is_elsewhere(opened, tmp_path):
    file = tmp_path / "tocsin.db"
    away = file.rename(tmp_path / "elsewhere.db")
    for _ in range(2):
        with pytest.raises(DatabaseError, match=r"tocsin\.db is gone while the bot runs: No such"):
            await opened.chats.meet(6, "private", now=NOON)
        with pytest.raises(DatabaseError, match="is gone"):
            await opened.chats.subscriptions(5)
    assert not file.exists()  # nobody made an empty one
    away.rename(file)
    await opened.chats.meet(6, "private", now=NOON)
    assert await opened.chats.subscriptions(6) == ()


async def test_another_file_in_its_place_is_not_taken_for_it(opened, tmp_path):
    file = tmp_path / "tocsin.db"
    away = file.rename(tmp_path / "elsewhere.db")
    shutil.copy(away, file)
    before = file.read_bytes()
    with pytest.raises(DatabaseError, match=r"was replaced by another file while the bot runs"):
        await opened.chats.meet(6, "private", now=NOON)
    assert file.read_bytes() == before


async def test_a_lost_connection_does_not_make_an_empty_file(opened, tmp_path):
    (tmp_path / "tocsin.db").unlink()
    opened.database._engine.dispose()  # the next query connects anew
    with pytest.raises(DatabaseError, match="is gone while the bot runs"):
        await opened.chats.meet(6, "private", now=NOON)
    assert not (tmp_path / "tocsin.db").exists()


@pytest.mark.parametrize(
    ("runs", "said", "well"),
    [(True, "it is gone, and a bot runs on it", False), (False, "the first start makes it", True)],
)
def test_the_doctor_knows_a_lost_file_from_none_yet(runs, said, well, tmp_path):
    release = lock_database(address(tmp_path)) if runs else lambda: None
    try:
        settings = read_settings({"database": address(tmp_path)}, folder=tmp_path)
        (found,) = look_at_database(settings, within=HOUR)
        assert said in found.said
        assert found.well is well
    finally:
        release()
