"""Small charts as plain numbers: the templates make SVG of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH, HEIGHT = 100, 24  # of every chart, in its own units; it is stretched to its place
GAP = 0.3  # of a bar's room
LEAST = 1.5  # height of what is not nothing
LEAST_SPAN = 3.0
LEAST_BAD = 6.0  # of what went wrong: it mostly brought nothing, and is to be seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of a chart, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    mark: str  # its class: "bar", "bar now" (the last), "bar bad" or "bar none"


def draw_bars(
    values: Sequence[float], *, bad: Sequence[bool] = (), room: int = 0, last: bool = True
) -> tuple[Bar, ...]:
    """Return a bar for each value, the greatest as high as the chart.

    `bad`: those that went wrong, which are seen even when they are nothing. `room`: for so many
    bars, when that is more; they stand at its right. `last`: the last one still grows.
    """
    step = WIDTH / max(len(values), room, 1)
    left = WIDTH - step * len(values)
    top = max(values, default=0) or 1
    bars = []
    for place, value in enumerate(values):
        wrong = place < len(bad) and bad[place]
        height = max(HEIGHT * value / top, LEAST_BAD if wrong else LEAST)
        kind = "bad" if wrong else "none" if not value else ""
        if not kind and last and place == len(values) - 1:
            kind = "now"
        bars.append(
            Bar(
                x=round(left + place * step + step * GAP / 2, 2),
                y=round(HEIGHT - height, 2),
                width=round(step * (1 - GAP), 2),
                height=round(height, 2),
                mark=f"bar {kind}".strip(),
            )
        )
    return tuple(bars)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a line of time."""

    x: float
    width: float


def draw_span(begin: datetime, end: datetime, *, since: datetime, until: datetime) -> Span:
    """Return where a stretch stands on the line from `since` to `until`; short ones are seen."""
    whole = (until - since) / WIDTH
    left = min(max((begin - since) / whole, 0.0), WIDTH - LEAST_SPAN)
    right = min(max((end - since) / whole, left + LEAST_SPAN), WIDTH)
    return Span(x=round(left, 2), width=round(right - left, 2))


def place_moments(moments: Sequence[datetime]) -> tuple[float, ...]:
    """Return where moments stand on a line as long as all of them take, from 2 to 98."""
    if not moments:
        return ()
    first, whole = min(moments), (max(moments) - min(moments)).total_seconds()
    return tuple(
        round(2 + 96 * ((at - first).total_seconds() / whole if whole else 0), 2) for at in moments
    )
