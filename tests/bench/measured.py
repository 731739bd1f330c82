"""The table of the README, from what is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.bench.figures import Figure
from tests.bench.kept import Result
from tests.bench.newsstand import ITEMS

UNKNOWN = "–"
_BESIDE = (("reader", "reader"), ("httpx, feedparser", "httpx and feedparser"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line, and the figure that fills it."""

    what: str
    benchmark: str
    figure: str
    unit: str
    per: float = 0  # when set, shown is this divided by the figure
    full: bool = False  # only at length is the figure of that size
    beside: str = ""  # figures of others for the same, by the end of their names


def _poll(what: str) -> Row:
    return Row(
        what=f"a poll, {what}",
        benchmark="polls",
        figure=f"poll, {what}",
        unit="ms CPU",
        beside=what,
    )


ROWS = (
    Row(
        what="polls answered 304 that one core has time for",
        benchmark="polls",
        figure="poll, answered 304",
        unit="a second",
        per=1e3,
    ),
    _poll("answered 304"),
    _poll(f"one new item of {ITEMS}"),
    _poll("same body, no validators"),
    Row(
        what="articles matched with 10,000 rules, one core",
        benchmark="rules",
        figure="match, 10,000 rules",
        unit="a second",
        per=1e6,
    ),
    Row(
        what="finding an article's story among 100,000",
        benchmark="stories",
        figure="place an article, window of 100,000 stories",
        unit="ms",
    ),
    Row(
        what="sending a message",
        benchmark="delivery",
        figure="sending a message",
        unit="ms CPU",
    ),
    Row(
        what="of the pace it is allowed, kept",
        benchmark="delivery",
        figure="of our own rate used",
        unit="%",
    ),
    Row(
        what="from publication to the phone, polls every second, half of all",
        benchmark="journey",
        figure="published, to the telephone",
        unit="s",
    ),
    Row(
        what="start, 10,000 feeds and 1 million articles, to the first poll",
        benchmark="startup",
        figure="first poll, feeds known",
        unit="s",
        full=True,
    ),
    Row(
        what="memory of all processes, 10,000 feeds",
        benchmark="manyfeeds",
        figure="memory of all processes",
        unit="MB",
        full=True,
    ),
)


def write_table(kept: Sequence[Result]) -> str:
    """Return where and when it was measured, and the table, in Markdown.

    Of several results the first that has a figure gives it; what none has is shown as a dash.
    """
    lines = ["| what | figure | unit | others, for the same |", "|---|---|---|---|"]
    for row in ROWS:
        value, beside = _fill(row, [one for one in kept if one.mode == "full" or not row.full])
        lines.append(f"| {row.what} | {value} | {row.unit} | {beside} |")
    return "\n".join([describe(kept), "", *lines])


def describe(kept: Iterable[Result]) -> str:
    """Return in a sentence on what and when figures of the table were measured."""
    wanted = {(row.benchmark, row.figure) for row in ROWS}
    where = {f"{one.machine.cores} cores, {one.machine.cpu}" for one in kept}
    dates = sorted(
        {
            measured.date
            for one in kept
            for measured in one.measured
            if (measured.benchmark, measured.figure.name) in wanted
        }
    )
    if not dates:
        return "Not measured yet."
    span = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return f"Measured on {' and '.join(sorted(where))}; {span}."


def _fill(row: Row, kept: Sequence[Result]) -> tuple[str, str]:
    for result in kept:
        figures = {
            one.figure.name: one.figure
            for one in result.measured
            if one.benchmark == row.benchmark
        }
        if found := figures.get(row.figure):
            value = row.per / found.value if row.per else found.value
            return _format(value), _list_others(row, found, figures)
    return UNKNOWN, ""


def _list_others(row: Row, ours: Figure, figures: dict[str, Figure]) -> str:
    if not row.beside:
        return ""
    return "; ".join(
        f"{shown} {_format(theirs.value)} ({theirs.value / ours.value:.0f} ×)"
        for name, shown in _BESIDE
        if (theirs := figures.get(f"{name}, {row.beside}"))
    )


def _format(value: float) -> str:
    """Two figures that count, or whole numbers."""
    return f"{float(f'{value:.2g}'):,.0f}" if value >= 10 else f"{value:.2g}"
