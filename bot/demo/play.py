"""The demo: the complete bot against the sample news, alerts in the terminal."""

import asyncio
import shutil
import socket
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from ipaddress import IPv4Network
from pathlib import Path

from rich.console import Console
from rich.panel import Panel

from bot.app import open_bot
from bot.demo.server import SampleFeed, load_sample_feeds, serve_samples
from bot.errors import BotError
from bot.parts.ground import clock
from bot.rules.load import load_rules
from bot.running import run_until
from bot.settings import Address, Settings

POLL = timedelta(seconds=2)
# Two polls after the last item, so that it has been seen, decided and told; and a slow start.
LINGER = timedelta(seconds=6)


async def play_demo(console: Console, *, rules: Path, length: float, stop: asyncio.Event) -> None:
    """Run the bot on the sample news for `length` seconds, or until `stop` is set.

    `rules`: the folder whose topics are used. Everything it writes is in a folder that is
    removed in the end. Raises BotError.
    """
    feeds = load_sample_feeds()
    last = max(item.out for feed in feeds for item in feed.items).total_seconds()
    items = sum(len(feed.items) for feed in feeds)
    greeting = (
        f"{items} invented articles on {len(feeds)} feeds come out over {length:.0f} seconds. "
        "Each story rings once; later reports of it are counted below it. Ctrl-C stops."
    )
    with tempfile.TemporaryDirectory(prefix="tocsin-demo-") as name:
        folder = Path(name)
        async with serve_samples(feeds, clock=clock, speed=last / length) as address:
            write_rules(folder / "rules", topics=rules, feeds=feeds, address=address)
            async with open_bot(demo_settings(folder, find_port()), console=console) as bot:
                page = f"\nWatch it work: http://127.0.0.1:{bot.web.port}/" if bot.web else ""
                console.print(Panel(f"{greeting}{page}", title="Tocsin demo"))
                ending = asyncio.get_running_loop().call_later(
                    length + LINGER.total_seconds(), stop.set
                )
                await run_until(bot, stop)
                ending.cancel()
                articles, stories = await bot.ground.store.archive.count()
    console.print(
        Panel(
            f"{articles} articles, {stories} stories. How to go on:\n\n"
            "  tocsin init, tocsin run      real feeds (rules/feeds.yaml), alerts here\n"
            "  TOCSIN_TELEGRAM_TOKEN=...    a token from @BotFather: alerts on Telegram\n"
            "  rules/README.md              change the topics",
            title="That was it",
        )
    )


def write_rules(folder: Path, *, topics: Path, feeds: Iterable[SampleFeed], address: str) -> None:
    """Make a rules folder of the given topics and the sample feeds. Raises BotError."""
    if not topics.is_dir():
        raise BotError(
            f"the demo uses the topics in {topics}, which is not here: "
            "run it in the project's folder, or name another with --rules"
        )
    load_rules(topics)  # what is wrong there is told by the names the files have there
    folder.mkdir()
    for file in topics.glob("*.yaml"):
        if file.name != "feeds.yaml":
            shutil.copy(file, folder)
    lines = [f'  - {{url: "{address}/{feed.name}.xml", title: "{feed.title}"}}' for feed in feeds]
    (folder / "feeds.yaml").write_text("\n".join(["feeds:", *lines, ""]), encoding="utf-8")


def demo_settings(folder: Path, port: int = 0) -> Settings:
    """Return settings for loopback and haste, whatever the environment says.

    `port`: of the status page; 0: there is none.
    """
    return Settings.model_construct(  # reads no environment
        telegram_token=None,
        database=f"sqlite:///{folder / 'demo.db'}",
        rules=folder / "rules",
        feed_networks=(IPv4Network("127.0.0.0/8"),),
        host_pause=timedelta(),
        poll=POLL,
        poll_floor=POLL,
        poll_ceiling=POLL,
        web=Address(host="127.0.0.1", port=port) if port else None,
    )


def find_port() -> int:
    """Return a port of this machine that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
