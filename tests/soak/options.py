"""What a run is to be like."""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """A run."""

    minutes: float
    speed: float  # of the recording
    faults: float  # how many answers of feeds are wrong
    chats: int
    player: Path | None  # plays a recording as feeds; None: own feeds
    recording: Path | None
    settle: float  # minutes at most for what is left at the end
    growth: float  # megabytes an hour, at most
    seed: int
    keep: Path | None  # folder for rules, database and log, which stays


def read_options(arguments: Sequence[str]) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    add = parser.add_argument
    add("--minutes", type=float, default=25, help="how long news comes out")
    add("--speed", type=float, default=60, help="of the recording")
    add("--faults", type=float, default=0.3, help="how many answers of feeds are wrong")
    add("--chats", type=int, default=200, help="private chats, each with wishes of its own")
    add("--player", type=Path, help="a program that plays a recording as feeds on loopback")
    add("--recording", type=Path, help="what it plays")
    add("--settle", type=float, default=10, help="minutes at most until all is told")
    add("--growth", type=float, default=60, help="megabytes an hour that memory may grow")
    add("--seed", type=int, default=random.randrange(1_000_000))
    add("--keep", type=Path, help="a folder for rules, database and log")
    given = vars(parser.parse_args(arguments))
    if bool(given["player"]) != bool(given["recording"]):
        parser.error("--player and --recording go together")
    return Options(**given)
