"""What a run is to be like."""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DAY = 1440  # minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """A run; lengths of time are seconds unless said otherwise."""

    minutes: float
    chats: int
    poll: int  # processes, like the next three
    decide: int
    send: int
    talk: int
    kill_every: float  # 0: nobody is killed
    database_stop: str  # "fast" or "immediate"; empty: it is not stopped
    cut_connections: float  # so often; 0: never
    freeze: float  # 0: nobody is frozen
    race: bool
    player: Path | None  # plays a recording as feeds; None: own feeds
    recording: Path | None
    speed: float  # of the recording
    settle: float  # minutes at most for what is left at the end
    seed: int
    keep: Path | None  # folder for rules and logs, which stays


def read_options(arguments: Sequence[str]) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fleet", description=__doc__)
    add = parser.add_argument
    add("--minutes", type=float, default=1, help="how long things go wrong")
    add("--chats", type=int, default=200, help="private chats, subscribed to all topics")
    for role, many in (("poll", 3), ("decide", 2), ("send", 2), ("talk", 2)):
        add(f"--{role}", type=int, default=many, help="processes with this role")
    add("--kill-every", type=float, default=0, help="seconds between kills -9 of any process")
    add("--database-stop", choices=("fast", "immediate"), default="", help="for 20 seconds")
    add("--cut-connections", type=float, nargs="?", const=10, default=0, help="so often")
    add("--freeze", type=float, default=0, help="stop the one that sends, then decides, so long")
    add("--race", action="store_true", help="let two believe that they decide")
    add("--player", type=Path, help="a program that plays a recording as feeds on loopback")
    add("--recording", type=Path, help="what it plays")
    add("--speed", type=float, default=0, help="of it; by default a day lasts the whole run")
    add("--settle", type=float, default=10, help="minutes at most until all is told")
    add("--seed", type=int, default=random.randrange(1_000_000))
    add("--keep", type=Path, help="a folder for rules and logs")
    given = vars(parser.parse_args(arguments))
    if bool(given["player"]) != bool(given["recording"]):
        parser.error("--player and --recording go together")
    given["speed"] = given["speed"] or DAY / given["minutes"]
    return Options(**given)
