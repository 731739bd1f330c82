"""What a chat wants of what it is told."""

from dataclasses import dataclass
from enum import StrEnum


class Updates(StrEnum):
    """How a chat wants to see updates of the stories it was told."""

    SILENT = "silent"  # replies without a sound
    RING = "ring"
    NONE = "none"


class Choice(StrEnum):
    """What a chat wants of one story, against its general wishes."""

    USUAL = "usual"
    FOLLOW = "follow"  # updates ring
    MUTE = "mute"  # no updates, no second ring


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a chat chose for all its stories."""

    chat: int
    updates: Updates = Updates.SILENT
    breaking: bool = False  # ring again when a story becomes breaking after its alert
