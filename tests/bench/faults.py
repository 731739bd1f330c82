"""Feeds of good hosts beside bad ones: are those asked on time all the same?"""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.manyfeeds import ask, environment, write_topic
from tests.bench.mischief import MISCHIEF
from tests.bench.newsstand import open_stand

HOSTS = 200  # good ones, and as many bad ones
INTERVAL = 10  # seconds
ROUNDS = 4
NEWS = 4  # one good feed of so many has something new each time


def measure() -> Iterator[Figure]:
    """Yield how late good hosts are asked, alone and among bad ones."""
    for what, bad in (("alone", 0), ("beside as many bad ones", HOSTS)):
        late = watch_good(bad)
        note = f"{HOSTS} good hosts {what}, {len(late):,} polls, every {INTERVAL} s"
        for name, place in (("half", len(late) // 2), ("99 of 100", len(late) * 99 // 100)):
            yield Figure(
                name=f"{name} polls of good hosts", value=late[place], unit="s late", note=note
            )
        yield Figure(name="worst poll", value=late[-1], unit="s late", note=note)


def watch_good(bad: int) -> list[float]:
    """Return by how many seconds polls of good hosts came late, the first round left out."""
    with tempfile.TemporaryDirectory() as name, open_stand(items=20) as (port, stand):
        folder = Path(name)
        write_rules(folder, port, bad)
        bot = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            env=environment(folder),
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("w"),
        )
        try:
            while ask(stand)[0] < HOSTS:
                assert bot.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
            time.sleep(INTERVAL * ROUNDS)
            _, _, gaps = ask(stand)
        finally:
            bot.send_signal(signal.SIGTERM)
            bot.wait(30)
    return sorted(max(0.0, gap - INTERVAL) for gap in gaps)


def write_rules(folder: Path, port: int, bad: int) -> None:
    """Write the list of feeds: bad ones first, each on a host of its own; and one topic."""
    kinds = [MISCHIEF[number % len(MISCHIEF)] for number in range(bad)]
    kinds += ["etag" if number % NEWS else "news" for number in range(HOSTS)]
    rows = [
        f'  - {{url: "http://127.2.{n // 250}.{n % 250 + 1}:{port}/{kind}/{n}", '
        f"interval: {INTERVAL}s}}"
        for n, kind in enumerate(kinds)
    ]
    (folder / "feeds.yaml").write_text("\n".join(["feeds:", *rows]), encoding="utf-8")
    write_topic(folder)
