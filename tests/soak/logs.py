"""What the bot said of itself."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

UNCLOSED = "ResourceWarning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Counts of lines."""

    levels: Counter[str]
    events: Counter[str]  # of warnings and worse
    unclosed: int  # that something was forgotten to be closed


def read_log(lines: Iterable[str]) -> Said:
    """Count; a line that is no event has the level "other"."""
    levels: Counter[str] = Counter()
    events: Counter[str] = Counter()
    unclosed = 0
    for line in lines:
        unclosed += UNCLOSED in line
        try:
            event = json.loads(line)
            level, what = str(event["level"]), str(event["event"])
        except (ValueError, KeyError, TypeError):
            level, what = "other", line.strip()
        levels[level] += 1
        if level not in ("debug", "info"):
            events[f"{level}: {what[:70]}"] += 1
    return Said(levels=levels, events=events, unclosed=unclosed)
