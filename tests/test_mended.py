"""A database that fails while the bot runs: said once, nothing lost or doubled when mended."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from rich.console import Console
from structlog.testing import capture_logs

import bot.app
import bot.parts.polling
import bot.trouble
import bot.workers.claims
import bot.workers.holding
from bot.app import open_bot
from bot.demo.play import find_port
from bot.running import run_until
from bot.settings import read_settings
from bot.store.copying import back_up, restore
from bot.store.store import Store
from bot.workbench.doctor.storage import look_at_database
from tests.builders import ask, break_on, subscribe
from tests.builders import mend as repair
from tests.disk import fill, mount_disk
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.outlet import Outlets

READER, ADMIN = 11, 12
TOPIC = "topic: harbour\ntitle: Harbour\nrules: [{name: dockers, any: [docker*]}]\n"
BEFORE = "Dockers walk out in Gdynia over pay"
MEANWHILE = (
    "Rotterdam dockers accept the second offer of their port",
    "Ministers discuss a new law about dockers and night shifts",
)
AFTER = "Marseille dockers to vote on a seven-day week"
LONG = "Every word of the statement is given here. " * 800
SOON = 30  # seconds


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trouble is told after a moment, and leases run out while it lasts."""
    for room, name, seconds in (
        (bot.app, "HEARTBEAT", 1.0),
        (bot.trouble, "LASTS", 1.0),
        (bot.trouble, "OVER", 4.0),
        (bot.trouble, "REST", 0.3),
        (bot.workers.holding, "LEASE", 1.5),
        (bot.workers.holding, "RENEW", 0.4),
        (bot.parts.polling, "LEASE", 2.0),
        (bot.workers.claims, "RENEW", 0.4),
    ):
        monkeypatch.setattr(room, name, timedelta(seconds=seconds))


class World:
    """Feeds, Telegram with a reader and an administrator, and what bots said in their log."""

    def __init__(
        self, folder: Path, api: FakeBotApi, outlets: Outlets, log: list[Any], file: Path
    ) -> None:
        self.port = find_port()
        self.folder, self.api, self.outlets, self.log, self.file = folder, api, outlets, log, file

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Store]:
        """A bot that runs all the time."""
        given = {
            "telegram_token": TOKEN,
            "telegram_api": self.api.url,
            "database": self.url,
            "rules": self.folder / "rules",
            "admins": frozenset({ADMIN}),
            "feed_networks": "127.0.0.0/8",
            "host_pause": "0s",
            "web": f"127.0.0.1:{self.port}",
            **dict.fromkeys(("poll", "poll_floor", "poll_ceiling", "retry_uncertain"), "1s"),
        }
        settings, stop = read_settings(given, folder=self.folder), asyncio.Event()
        async with open_bot(settings, console=Console(file=io.StringIO())) as opened:
            store = opened.ground.store
            await subscribe(store, READER, topic="harbour")
            work = asyncio.create_task(run_until(opened, stop))
            try:
                yield store
                assert not work.done()
            finally:
                stop.set()
                await work

    async def ask_ready(self) -> str:
        """What /readyz says is wrong."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}/readyz") as answer,
        ):
            text = await answer.text()
            assert answer.status == (200 if text == "ok\n" else 503)
            return text

    async def wait_ready(self) -> None:
        """Wait until it says that nothing is."""
        async with asyncio.timeout(SOON):
            while await self.ask_ready() != "ok\n":  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.2)

    def told(self) -> list[str]:
        """All that the reader was told."""
        return [one.visible for one in self.api.messages(READER)]

    async def wait_told(self, *titles: str) -> None:
        """Wait until the reader was told all of these."""
        told = self.told
        await self.until(lambda: all(any(title in one for one in told()) for title in titles))

    def notices(self) -> list[str]:
        """What administrators were told."""
        return [one.visible for one in self.api.messages(ADMIN)]

    def count(self, event: str) -> int:
        """How often the log says so."""
        return sum(line["event"] == event for line in self.log)

    async def until(self, done: Callable[[], bool]) -> None:
        """Wait until something holds."""
        try:
            async with asyncio.timeout(SOON):
                while not done():  # noqa: ASYNC110 - the log tells nobody that it grew
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"{self.told()}, {self.notices()}, {self.log}") from None

    def check(self) -> None:
        """Raise AssertionError unless each story was told once, and nothing broke."""
        for title in (BEFORE, *MEANWHILE, AFTER):
            assert sum(title in one for one in self.told()) == 1, title
        assert not [line for line in self.log if "exc_info" in line]
        assert not self.api.complaints


@asynccontextmanager
async def open_world(folder: Path, file: Path) -> AsyncIterator[World]:
    rules = folder / "rules"
    rules.mkdir()
    (rules / "harbour.yaml").write_text(TOPIC)
    async with Outlets("herald", "courier") as outlets, FakeBotApi() as api:
        (rules / "feeds.yaml").write_text(outlets.rules())
        for chat in (READER, ADMIN):
            api.add_chat(chat, "private")
        for name in ("herald", "courier"):
            outlets.publish(name, f"A quiet day for the {name}")
        with capture_logs() as log:
            yield World(folder, api, outlets, log, file)


Mend = Callable[[], Awaitable[object]]


async def fill_disk(_: Store, file: Path) -> Mend:
    """The disk is full: for real."""
    ballast = fill(file.parent)
    return lambda: asyncio.to_thread(ballast.unlink)


async def refuse_articles(store: Store, _: Path) -> Mend:
    """No article finds room, and smaller things do."""
    await break_on(store, "INSERT", "articles")
    return lambda: repair(store)


async def forbid_writing(store: Store, _: Path) -> Mend:
    """All that is written fails: as on a disk that became read-only."""
    await order(store, "PRAGMA query_only = ON")
    return lambda: order(store, "PRAGMA query_only = OFF")


async def move_away(_: Store, file: Path) -> Mend:
    """The file is not in its place."""
    away = await asyncio.to_thread(file.rename, file.with_name("elsewhere.db"))
    return lambda: asyncio.to_thread(away.rename, file)


async def order(store: Store, pragma: str) -> None:
    """Have the bot's own connection do something, outside of what it writes."""
    await store.database.run(lambda one: one.exec_driver_sql(pragma).close(), writes=False)


SAID = {
    fill_disk: "database or disk is full. Polls pause and alerts wait",
    refuse_articles: "Make room on its disk.",
    forbid_writing: "Let the bot write to its file and folder again.",
    move_away: "is gone while the bot runs: No such file or directory.",
}


@pytest.mark.parametrize("fail", SAID, ids=lambda one: one.__name__)
async def test_trouble_is_said_once_and_nothing_is_lost_or_doubled(fail, tmp_path):
    with ExitStack() as mounted:
        disk = tmp_path / "disk"
        if fail is fill_disk:
            mounted.enter_context(mount_disk(disk))
        else:
            disk.mkdir()
        async with open_world(tmp_path, disk / "tocsin.db") as world, world.running() as store:
            await world.outlets.asked()
            world.outlets.publish("herald", BEFORE)
            await world.wait_told(BEFORE)
            mend = await fail(store, world.file)
            for title in MEANWHILE:
                world.outlets.publish("courier", title, LONG)
            await world.until(lambda: len(world.notices()) == 1)
            if fail is not refuse_articles:
                await world.until(lambda: world.count("post lost") == 3)
            assert len(world.told()) == 1
            assert "the database failed: " in await world.ask_ready()
            await mend()
            world.outlets.publish("herald", AFTER)
            await world.wait_told(*MEANWHILE, AFTER)
            await world.until(lambda: len(world.notices()) == 2)
            await world.wait_ready()
        failed, mended = world.notices()
        assert failed.startswith("The database fails: ")
        assert SAID[fail] in failed
        assert mended.startswith("The database works again, and all goes on: it failed for ")
        assert world.count("database works again") == 1
        events = [(one["event"], one["error"]) for one in world.log if one["log_level"] == "error"]
        assert len(events) == len({*events})
        world.check()


async def test_a_damaged_database_is_said_once_and_a_backup_takes_its_place(tmp_path):
    async with open_world(tmp_path, tmp_path / "tocsin.db") as world:
        async with world.running() as store:
            await world.outlets.asked()
            world.outlets.publish("herald", BEFORE)
            await world.wait_told(BEFORE)
            await world.until(lambda: world.count("delivered") == 1)
            await world.outlets.asked()
            back_up(world.url, tmp_path / "copy")
            await damage(store, world.file)
            for title in MEANWHILE:
                world.outlets.publish("courier", title, LONG)
            await world.until(lambda: len(world.notices()) == 1)
            assert "It is damaged: stop the bot" in world.notices()[0]
            assert len(world.told()) == 1
        settings = read_settings({"database": world.url}, folder=tmp_path)
        (found,) = look_at_database(settings, within=timedelta(seconds=9))
        assert not found.well
        assert "`tocsin restore` a backup" in found.todo
        for file in tmp_path.glob("tocsin.db*"):
            file.rename(tmp_path / f"broken-{file.name}")
        restore(tmp_path / "copy", world.url)
        async with world.running():
            world.outlets.publish("herald", AFTER)
            await world.wait_told(*MEANWHILE, AFTER)
        assert len(world.notices()) == 1
        world.check()


async def damage(store: Store, file: Path) -> None:
    """Write nonsense over the articles, as a failing disk does."""
    ((page,),) = await ask(store, "SELECT rootpage FROM sqlite_master WHERE name = 'articles'")
    ((size,),) = await ask(store, "PRAGMA page_size")
    await order(store, "PRAGMA wal_checkpoint")  # outside of which nothing is
    await order(store, "PRAGMA shrink_memory")  # it would go on reading what it remembers
    with file.open("r+b") as written:
        written.seek((int(str(page)) - 1) * int(str(size)))
        written.write(b"nonsense" * (int(str(size)) // 8))
