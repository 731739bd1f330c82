"""Replays a recorded day through the running bot and counts from both ends.

    python -m tests.bench.replay NEWSREEL RECORDING [--speed 720] [--faults 0] [--minutes M]

NEWSREEL is a program that serves a recording as live feeds on loopback: it takes the recording,
`--port`, `--speed`, `--faults`, and answers /index.json, /clock, /stats and /seen.jsonl.
Prints what was served and what was stored, the worst lag of the event loop and the memory.
Exits with 1 when an item was lost or stored twice.
"""

import argparse
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import psutil

SETTLE = 12  # seconds after the last item: two polls of every feed


def main() -> int:
    """Run the replay; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("newsreel", type=Path)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--speed", type=float, default=720)
    parser.add_argument("--faults", type=float, default=0)
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so many, at most")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as probe:
        port, folder = probe.getsockname()[1], Path(name)
        probe.close()
        reel = subprocess.Popen(
            [
                *(sys.executable, options.newsreel, options.recording),
                *("--port", str(port), "--speed", str(options.speed)),
                *("--faults", str(options.faults)),
            ],
            stdout=subprocess.DEVNULL,
        )
        try:
            return replay(f"http://127.0.0.1:{port}", folder, options.minutes * 60)
        finally:
            reel.terminate()
            reel.wait()


def replay(address: str, folder: Path, seconds: float) -> int:
    """Run the bot against the reel until the day, or the time, is over; print the figures."""
    write_rules(folder, fetch_json(f"{address}/index.json"))
    bot = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={**os.environ, **settings(folder)},
        stdout=(folder / "out").open("w"),
        stderr=(folder / "log").open("w"),
    )
    peaks: list[int] = []
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end and not finished(fetch_json(f"{address}/clock")):
            peaks.append(memory(bot.pid))
            time.sleep(0.5)
        if time.monotonic() < end:
            time.sleep(SETTLE)
        # Before the bot stops: it gives up what is under way then.
        with urllib.request.urlopen(f"{address}/seen.jsonl") as answer:
            served = [json.loads(line)["link"] for line in answer.read().splitlines()]
        time.sleep(SETTLE)
        peaks.append(memory(bot.pid))
    finally:
        bot.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        bot.wait(30)
        stopped = time.monotonic() - begun
    lines = list(map(json.loads, (folder / "log").read_text().splitlines()))
    with sqlite3.connect(folder / "replay.db") as database:
        stored = [link for (link,) in database.execute("SELECT link FROM articles")]
        undecided = database.execute("SELECT count(*) FROM articles WHERE undecided").fetchone()[0]
        alerts = database.execute("SELECT count(*) FROM outbox WHERE kind='alert'").fetchone()[0]
    lost, doubled = set(served) - set(stored), len(stored) - len(set(stored))
    print(
        f"requests             {fetch_json(f'{address}/stats')}\n"
        f"items served         {len(served)}\n"
        f"articles stored      {len(stored)}  lost {len(lost)}  twice {doubled}  "
        f"undecided {undecided}  alerts {alerts}\n"
        f"worst loop lag       {[line['worst_lag'] for line in lines if 'worst_lag' in line]}\n"
        f"memory, all processes  peak {max(peaks) / 1e6:.0f} MB\n"
        f"stopped in           {stopped:.1f} s, exit code {bot.returncode}\n"
        f"log lines            {len(lines)}, of them warnings or worse "
        f"{sum(line['level'] not in ('info', 'debug') for line in lines)}"
    )
    for link in sorted(lost)[:20]:
        print(f"lost: {link}")
    return 1 if lost or doubled or undecided or bot.returncode else 0


def write_rules(folder: Path, feeds: list[dict[str, Any]]) -> None:
    """Write the shipped topics, and the reel's feeds."""
    shipped = Path(__file__).parents[2] / "rules"
    for file in shipped.glob("*.yaml"):
        if file.name != "feeds.yaml":
            (folder / file.name).write_bytes(file.read_bytes())
    rows = [f'  - {{url: "{feed["url"]}", title: "{feed["title"]}"}}' for feed in feeds]
    (folder / "feeds.yaml").write_text("\n".join(["feeds:", *rows]), encoding="utf-8")


def settings(folder: Path) -> dict[str, str]:
    """Return the environment of the bot: loopback, five seconds, no pause, no storms."""
    return {
        "TOCSIN_RULES": str(folder),
        "TOCSIN_DATABASE": f"sqlite:///{folder / 'replay.db'}",
        "TOCSIN_FEED_NETWORKS": "127.0.0.0/8",
        "TOCSIN_HOST_PAUSE": "0",
        "TOCSIN_POLL": "5s",
        "TOCSIN_POLL_FLOOR": "5s",
        "TOCSIN_POLL_CEILING": "5s",
        "TOCSIN_STORM": "0",
    }


def memory(pid: int) -> int:
    """Return the resident bytes of a process and its children."""
    total = 0
    for process in (bot := psutil.Process(pid), *bot.children(recursive=True)):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def finished(clock: dict[str, str]) -> bool:
    """Return whether the day is over."""
    return clock["now"] >= clock["end"]


def fetch_json(address: str) -> Any:
    """Return what the reel answers; it may need a moment to start."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address) as answer:
                return json.loads(answer.read())
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{address} does not answer")


if __name__ == "__main__":
    sys.exit(main())
