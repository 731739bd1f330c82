"""Readings of a bot that is well, but for what is said."""

from dataclasses import replace
from datetime import timedelta

from bot.measures.reading import Reading
from bot.models.health import Backlog, Counts, FeedCounts, Health, Readers
from tests.builders import HOUR, NOON

MINUTE = timedelta(minutes=1)
NOTHING = Backlog(pending=0, sending=0, uncertain=0, oldest=None, chat=None, reason="", due=None)
WELL = Health(
    started=NOON - 5 * HOUR,
    beat=NOON,
    polled=NOON - MINUTE,
    due=NOON + MINUTE,
    feeds=FeedCounts(failing=1, new=0, ok=9, resting=2),
    worst_feed=None,
    undecided=0,
    undecided_since=None,
    backlog=NOTHING,
    today=Counts(articles=0, stories=0, alerts=0, updates=0),
    readers=Readers(known=4, open=3),
)


def build_reading(*, started: timedelta = 5 * HOUR, **given: object) -> Reading:
    """A reading at noon; `started`: how long before that. Fields of its health go by name too."""
    known = {name: given.pop(name) for name in tuple(given) if name in Health.__slots__}
    health = replace(WELL, **known)  # type: ignore[arg-type]
    usual: dict[str, object] = {"health": health, "last_good": NOON - MINUTE, **given}
    return Reading(at=NOON, started=NOON - started, **usual)  # type: ignore[arg-type]
