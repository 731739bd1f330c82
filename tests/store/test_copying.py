"""Backups and their way back: whole or not at all, and never over another file."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import DatabaseError
from bot.models import Article
from bot.models.polls import FeedSpec
from bot.store.copying import back_up, restore
from bot.store.dialect import lock_database
from bot.store.migrate import find_revisions
from bot.store.store import Store, open_store
from tests.builders import NOON, address, build_article, build_feed, build_harvest


async def keep(store: Store, *articles: Article) -> None:
    await store.feeds.sync([FeedSpec(url="https://feed1.example/rss")], now=NOON)
    await store.archive.keep(build_harvest(build_feed(1), articles), now=NOON)


@pytest.fixture
async def running(tmp_path: Path):
    """A store in use, with two articles."""
    store = open_store(address(tmp_path))
    await keep(store, build_article("a"), build_article("b"))
    yield store
    await store.close()


def titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM articles ORDER BY id")]


def corrupt(path: Path) -> None:
    """Write over the middle of a file, as a dying disk would."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 3 * 4096] = b"\xa5" * 3 * 4096
    path.write_bytes(content)


async def test_a_backup_of_a_database_in_use_is_one_whole_file(running: Store, tmp_path: Path):
    target = tmp_path / "backups" / "monday.db"
    target.parent.mkdir()
    copied = back_up(address(tmp_path), target)
    assert (copied.articles, copied.size, copied.current) == (2, target.stat().st_size, True)
    assert copied.revision == find_revisions()[0]
    assert list(target.parent.iterdir()) == [target]  # nothing beside it
    assert target.stat().st_mode & 0o077 == 0  # it holds who reads what
    assert len(titles(target)) == 2
    await keep(running, build_article("c"))
    assert len(titles(target)) == 2


async def test_a_bot_writes_on_while_a_backup_is_made(running: Store, tmp_path: Path):
    done = threading.Event()

    def copy_often() -> None:
        for number in range(5):
            back_up(address(tmp_path), tmp_path / f"{number}.copy")
        done.set()

    thread = threading.Thread(target=copy_often)
    thread.start()
    written = 0
    while not done.is_set() or not written:
        await keep(running, build_article(f"n{written}"))
        written += 1
    thread.join()
    assert len(titles(tmp_path / "tocsin.db")) == 2 + written
    counts = [len(titles(tmp_path / f"{number}.copy")) for number in range(5)]
    assert counts == sorted(counts)


async def test_nothing_is_overwritten(running: Store, tmp_path: Path):
    target = tmp_path / "precious"
    target.write_text("mine")
    with pytest.raises(DatabaseError, match="is there already"):
        back_up(address(tmp_path), target)
    back_up(address(tmp_path), tmp_path / "good")
    with pytest.raises(DatabaseError, match="is there already: move it away first"):
        restore(tmp_path / "good", f"sqlite:///{target}")
    assert target.read_text() == "mine"


@pytest.mark.parametrize("left", ["-wal", "-shm", "-journal"])
async def test_what_a_former_database_left_would_spoil_another(
    running: Store, tmp_path: Path, left: str
):
    back_up(address(tmp_path), tmp_path / "good")
    (tmp_path / f"new.db{left}").write_bytes(b"old pages")
    with pytest.raises(DatabaseError, match=f"new.db{left} is there already"):
        restore(tmp_path / "good", f"sqlite:///{tmp_path / 'new.db'}")
    assert not (tmp_path / "new.db").exists()


async def test_a_backup_comes_back_and_the_bot_goes_on_with_it(running: Store, tmp_path: Path):
    back_up(address(tmp_path), tmp_path / "good")
    url = f"sqlite:///{tmp_path / 'new.db'}"
    copied = restore(tmp_path / "good", url)
    assert (copied.path, copied.articles) == (tmp_path / "new.db", 2)
    store = open_store(url)
    try:
        assert await store.archive.count() == (2, 0)
        await keep(store, build_article("c"))
    finally:
        await store.close()
    assert len(titles(tmp_path / "good")) == 2


@pytest.mark.skipif(os.getuid() != 0, reason="only root writes for others")
async def test_what_root_restores_belongs_to_whom_its_folder_does(running: Store, tmp_path: Path):
    back_up(address(tmp_path), tmp_path / "good")
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    restore(tmp_path / "good", f"sqlite:///{home / 'tocsin.db'}")
    made = [*home.iterdir()]
    assert {path.name for path in made} == {"tocsin.db", "tocsin.db.lock"}
    assert {(path.stat().st_uid, path.stat().st_gid) for path in made} == {(65534, 65534)}


async def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path):
    other = tmp_path / "other"
    other.write_text("of somebody else")
    (tmp_path / "tocsin.db.lock").symlink_to(other)
    with pytest.raises(DatabaseError, match="cannot write next to the database"):
        lock_database(address(tmp_path))
    assert other.read_text() == "of somebody else"


async def test_nothing_is_restored_where_a_bot_runs(running: Store, tmp_path: Path):
    back_up(address(tmp_path), tmp_path / "good")
    url = f"sqlite:///{tmp_path / 'new.db'}"
    release = lock_database(url)
    try:
        with pytest.raises(DatabaseError, match="another running bot"):
            restore(tmp_path / "good", url)
    finally:
        release()
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no database at all" * 100, "cannot be read: file is not a database"),
        (b"", "is no Tocsin database"),
        (b"SQLite format 3\x00" + b"x" * 4000, "cannot be read"),
    ],
)
def test_what_is_no_backup_is_not_restored(tmp_path: Path, content: bytes, said: str):
    (tmp_path / "odd").write_bytes(content)
    with pytest.raises(DatabaseError, match=said):
        restore(tmp_path / "odd", f"sqlite:///{tmp_path / 'new.db'}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.db.lock", "odd"]


def test_a_database_of_something_else_is_not_restored(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "odd")) as connection:
        connection.execute("CREATE TABLE fish (name TEXT)")
    with pytest.raises(DatabaseError, match="is no Tocsin database"):
        restore(tmp_path / "odd", f"sqlite:///{tmp_path / 'new.db'}")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(("revision", "current"), [("0001", False), ("9999", None)])
async def test_older_tables_are_upgraded_at_the_next_start_and_newer_ones_refused(
    running: Store, tmp_path: Path, revision: str, current: bool | None
):
    good, url = tmp_path / "good", f"sqlite:///{tmp_path / 'new.db'}"
    back_up(address(tmp_path), good)
    with closing(sqlite3.connect(good)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()
    if current is None:
        with pytest.raises(DatabaseError, match="another version of Tocsin"):
            restore(good, url)
        assert not (tmp_path / "new.db").exists()
    else:
        assert restore(good, url).current is current


async def test_a_damaged_database_makes_no_backup(tmp_path: Path):
    store = open_store(address(tmp_path))
    await keep(store, *(build_article(str(number), summary="x" * 900) for number in range(500)))
    await store.close()
    corrupt(tmp_path / "tocsin.db")
    with pytest.raises(DatabaseError, match=r"damaged|malformed"):
        back_up(address(tmp_path), tmp_path / "bad")
    assert not (tmp_path / "bad").exists()
    assert not [one.name for one in os.scandir(tmp_path) if one.name.startswith(".")]


def test_without_a_database_there_is_no_backup(tmp_path: Path):
    with pytest.raises(DatabaseError, match="the bot has not run yet"):
        back_up(address(tmp_path), tmp_path / "copy")
    with pytest.raises(DatabaseError, match="there is no file"):
        restore(tmp_path / "none", address(tmp_path))
    assert list(tmp_path.iterdir()) == []


async def test_a_folder_that_is_not_there_is_said(running: Store, tmp_path: Path):
    with pytest.raises(DatabaseError, match=r"cannot write .*: No such file or directory"):
        back_up(address(tmp_path), tmp_path / "none" / "copy")
