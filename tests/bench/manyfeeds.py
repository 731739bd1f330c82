"""Thousands of feeds on thousands of hosts, each asked on time by the running bot.

At length (TOCSIN_BENCH=full): 10,000 feeds on 3,000 hosts, each asked every minute, for five
minutes; else a third of them, three times as often, for one.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.newsstand import open_stand
from tests.bench.replay import memory

DELAY = 0.02  # seconds until the server answers: two requests at once would meet
NEWS = 100  # one feed of so many has something new each time
SETTLE = 2  # intervals after the first round: every feed has found its turn then


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much there is to do."""

    feeds: int
    hosts: int
    interval: int  # seconds
    duration: int  # seconds


FULL = Size(feeds=10_000, hosts=3_000, interval=60, duration=300)
SHORT = Size(feeds=3_333, hosts=1_000, interval=20, duration=60)


def measure() -> Iterator[Figure]:
    """Yield how late polls were, and what the bot needed for them."""
    size = FULL if os.environ.get("TOCSIN_BENCH") == "full" else SHORT
    with (
        tempfile.TemporaryDirectory() as name,
        open_stand(items=5, delay=DELAY) as (port, stand),
    ):
        yield from run(size, Path(name), port, stand)


def run(size: Size, folder: Path, port: int, stand: Connection) -> Iterator[Figure]:
    """Run the bot against the stand."""
    write_rules(size, folder, port)
    begun = time.monotonic()
    bot = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env=environment(folder),
        stdout=(folder / "out").open("w"),
        stderr=(folder / "log").open("w"),
    )
    try:
        while ask(stand)[0] < size.feeds:
            assert bot.poll() is None, (folder / "log").read_text()
            time.sleep(0.5)
        first_round = time.monotonic() - begun
        time.sleep(SETTLE * size.interval)
        peaks, before = [], ask(stand)[0]
        for _ in range(size.duration):
            peaks.append(memory(bot.pid))
            time.sleep(1)
        asked, together, gaps = ask(stand)
    finally:
        bot.send_signal(signal.SIGTERM)
        bot.wait(30)
    off = sorted(abs(gap - size.interval) for gap in gaps)
    (stopping,) = (line for line in map(json.loads, (folder / "log").open()) if "p99" in line)
    what = f"{size.feeds:,} feeds on {size.hosts:,} hosts, {asked - before:,} polls"
    yield Figure(name="start and first round", value=first_round, unit="s", note=what)
    yield Figure(name="worst poll", value=off[-1], unit="s off its time")
    yield Figure(name="99 of 100 polls", value=off[len(off) * 99 // 100], unit="s off at most")
    yield Figure(name="hosts asked twice at once", value=len(together), unit="")
    yield Figure(
        name="event loop, p99",
        value=float(stopping["p99"].split()[0]),
        unit="ms late",
        note=f"worst {stopping['worst_lag']}",
    )
    yield Figure(name="memory of all processes", value=max(peaks) / 1e6, unit="MB")


def ask(stand: Connection) -> tuple[int, list[str], list[float]]:
    """Ask the stand what it saw."""
    stand.send("")
    seen: tuple[int, list[str], list[float]] = stand.recv()
    return seen


def write_rules(size: Size, folder: Path, port: int) -> None:
    """Write the list of feeds, and one topic."""
    rows = []
    for number in range(size.feeds):
        host = number % size.hosts
        kind = "etag" if number % NEWS else "news"
        url = f"http://127.1.{host // 250}.{host % 250 + 1}:{port}/{kind}/{number}"
        rows.append(f'  - {{url: "{url}", interval: {size.interval}s}}')
    (folder / "feeds.yaml").write_text("\n".join(["feeds:", *rows]), encoding="utf-8")
    write_topic(folder)


def write_topic(folder: Path) -> None:
    """Write a topic that is about nothing at the stand."""
    (folder / "council.yaml").write_text(
        "topic: council\ntitle: Council\nrules:\n  - name: votes\n    any: [harbour, ferry]\n",
        encoding="utf-8",
    )


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of the bot: loopback, no pauses, no storms; nothing of ours."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    return usual | {
        "TOCSIN_RULES": str(folder),
        "TOCSIN_DATABASE": f"sqlite:///{folder / 'bench.db'}",
        "TOCSIN_FEED_NETWORKS": "127.0.0.0/8",
        "TOCSIN_HOST_PAUSE": "0",
        "TOCSIN_STORM": "0",
    }
