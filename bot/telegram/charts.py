"""A topic's course as a picture: a bar for each stretch of time, breaking stories marked.

A card of its own dark colour, so that it reads the same in a dark and in a light chat. Drawing
takes milliseconds of CPU: call it off the event loop.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from bot.models.findings import TrendPoint

# Telegram shows it about 360 points wide: a third of this.
WIDTH, HEIGHT = 1080, 720
LEFT, RIGHT, BOTTOM = 44, 44, 94
TITLE, SUBTITLE, LABEL = 50, 36, 33  # sizes of letters
TITLE_LINES = 2
LONGEST_TEXT = 300

# Blue and orange are told apart by everybody; light on dark has a contrast over 7 to 1.
CARD = "#17212b"
GRID = "#2e3d4c"
WORDS = "#f2f6fa"
DIM_WORDS = "#a9bac9"
BAR = "#58aef0"
RUNNING_BAR = "#35688f"  # of a stretch that is not over yet
BREAKING = "#ff9a3c"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTexts:
    """The words of a chart, in the reader's language."""

    title: str  # the topic
    subtitle: str  # what the bars count
    breaking: str  # what the marked ones are
    date: str = "%d.%m"  # a day of the year, for strftime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """Where stretches and counts are in the picture."""

    left: float
    top: float
    right: float
    bottom: float
    stretches: int
    highest: int  # count at the top

    def x(self, place: float) -> float:
        return self.left + (self.right - self.left) * place / max(1, self.stretches)

    def y(self, count: float) -> float:
        return self.bottom - (self.bottom - self.top) * count / self.highest


def draw_trend(points: Sequence[TrendPoint], *, texts: ChartTexts, now: datetime) -> bytes:
    """Return a PNG of stories per hour or day, as a phone shows it.

    `points` in order of time; days and hours are named as their own zone has them. What `now`
    falls into is shown as not over yet. Signs that the font lacks, such as emoji, are left out.
    """
    picture = Image.new("RGB", (WIDTH, HEIGHT), CARD)
    draw = ImageDraw.Draw(picture)
    top = _draw_words(draw, texts, marks=any(point.breaking for point in points))
    peak = max((point.stories for point in points), default=0)
    ticks = choose_ticks(peak)
    label = _font(LABEL)
    widest = max(label.getlength(_write_count(tick)) for tick in ticks)
    axis = _Axis(
        left=LEFT + widest + 18,
        top=top + 96,  # room for a mark and a count over the highest bar
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        stretches=len(points),
        highest=ticks[-1],
    )
    for tick in ticks:
        y = axis.y(tick)
        draw.line((axis.left, y, axis.right, y), GRID, 2)
        draw.text((axis.left - 18, y), _write_count(tick), DIM_WORDS, label, "rm")
    for place, point in enumerate(points):
        _draw_bar(draw, axis, place, point, running=_runs(points, place, now))
    _draw_peak(draw, axis, points, peak)
    _draw_times(draw, axis, points, texts.date)
    written = BytesIO()
    # Few colours: a palette halves the size.
    picture.quantize(128, Image.Quantize.FASTOCTREE).save(written, "PNG")
    return written.getvalue()


def choose_ticks(peak: int) -> tuple[int, ...]:
    """Return round counts from 0 to at least `peak`, two to six of them."""
    rough = max(1, peak) / 4
    power = 10 ** max(0, math.floor(math.log10(rough)))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    return tuple(range(0, max(1, peak) + step, step))


def choose_labels(points: Sequence[TrendPoint], date: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the places of stretches to be named, their names, and whether a day begins there."""
    if not points:
        return
    step = points[1].at - points[0].at if len(points) > 1 else timedelta(hours=1)
    if step >= timedelta(days=1):
        every = math.ceil(len(points) / 7)
        for place in range((len(points) - 1) % every, len(points), every):
            yield place, points[place].at.strftime(date), False
        return
    hours = len(points) * step / timedelta(hours=1)
    every = next((every for every in (1, 2, 3, 6, 12) if hours / every <= 8), 24)
    begun = [
        place
        for place, point in enumerate(points)
        if point.at.hour % every == 0 and (not place or points[place - 1].at.hour != point.at.hour)
    ]
    thinned = math.ceil(len(begun) / 9) or 1
    for place in begun[(len(begun) - 1) % thinned :: thinned]:
        at = points[place].at
        yield place, at.strftime("%H:%M" if at.hour else date), at.hour == 0


def _draw_words(draw: ImageDraw.ImageDraw, texts: ChartTexts, *, marks: bool) -> float:
    """Write title, subtitle and legend; return where they end."""
    width = WIDTH - LEFT - RIGHT
    title = _font(TITLE, weight=700)
    y = 34.0
    for line in _wrap(_keep_known(texts.title, title), title, width):
        draw.text((LEFT, y), line, WORDS, title, "la")
        y += TITLE * 1.22
    y += 6
    small = _font(SUBTITLE)
    legend = _shorten(_keep_known(texts.breaking, small), small, width / 2) if marks else ""
    legend_width = small.getlength(legend) + 64 if legend else 0
    subtitle = _shorten(_keep_known(texts.subtitle, small), small, width - legend_width)
    draw.text((LEFT, y), subtitle, DIM_WORDS, small, "la")
    if legend:
        draw.text((WIDTH - RIGHT, y), legend, BREAKING, small, "ra")
        _draw_mark(draw, WIDTH - RIGHT - small.getlength(legend) - 24, y + SUBTITLE * 0.58)
    return y + SUBTITLE


def _draw_bar(
    draw: ImageDraw.ImageDraw, axis: _Axis, place: int, point: TrendPoint, *, running: bool
) -> None:
    gap = (axis.x(1) - axis.x(0)) * 0.16
    left, right = axis.x(place) + gap, axis.x(place + 1) - gap
    right = max(left + 1, right)
    top = axis.y(max(point.stories, point.breaking))
    if point.stories > 0:
        _draw_column(draw, (left, top, right, axis.bottom), RUNNING_BAR if running else BAR)
    if point.breaking > 0:
        end = min(axis.bottom, top + axis.bottom - axis.y(point.breaking))
        _draw_column(draw, (left, top, right, max(end, top + 4)), BREAKING)
        _draw_mark(draw, (left + right) / 2, top - 24)


def _draw_column(draw: ImageDraw.ImageDraw, box: Box, colour: str) -> None:
    left, top, right, bottom = map(round, box)
    radius = max(0, min(6, (right - left) // 2, (bottom - top) // 2 - 1))
    draw.rounded_rectangle(
        (left, top, right, bottom), radius, colour, corners=(True, True, False, False)
    )


def _draw_mark(draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
    size = 12
    draw.polygon(((x, y - size), (x + size, y), (x, y + size), (x - size, y)), BREAKING)


def _draw_peak(
    draw: ImageDraw.ImageDraw, axis: _Axis, points: Sequence[TrendPoint], peak: int
) -> None:
    """Write the highest count over its bar."""
    if peak <= 0:
        return
    place = next(place for place, point in enumerate(points) if point.stories == peak)
    over = 48 if points[place].breaking > 0 else 12
    font = _font(LABEL, weight=700)
    words = _write_count(peak)
    half = font.getlength(words) / 2
    x = min(max(axis.x(place + 0.5), axis.left + half), axis.right - half)
    draw.text((x, axis.y(peak) - over), words, WORDS, font, "ms")


def _draw_times(
    draw: ImageDraw.ImageDraw, axis: _Axis, points: Sequence[TrendPoint], date: str
) -> None:
    for place, words, day_begins in choose_labels(points, date):
        font = _font(LABEL, weight=700 if day_begins else 400)
        whole_days = len(points) > 1 and points[1].at - points[0].at >= timedelta(days=1)
        x = axis.x(place + 0.5) if whole_days else axis.x(place)
        if not whole_days:
            draw.line((x, axis.bottom, x, axis.bottom + 12), DIM_WORDS if day_begins else GRID, 3)
        half = font.getlength(words) / 2
        x = min(max(x, half + 12), WIDTH - half - 12)
        colour = WORDS if day_begins else DIM_WORDS
        draw.text((x, axis.bottom + 22), words, colour, font, "ma")


def _runs(points: Sequence[TrendPoint], place: int, now: datetime) -> bool:
    """Return whether a stretch is the last, and not over yet."""
    if place < len(points) - 1 or len(points) < 2:
        return False
    return now < points[-1].at + (points[-1].at - points[-2].at)


def _write_count(count: int) -> str:
    for size, sign in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= 10 * size:
            return f"{count // size}{sign}"
    return str(count)


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    """Yield the lines of a text, the last of them shortened."""
    for _ in range(TITLE_LINES - 1):
        words = text.split(" ")
        fits = [
            " ".join(words[:count])
            for count in range(1, len(words) + 1)
            if font.getlength(" ".join(words[:count])) <= width
        ]
        if not fits or fits[-1] == text:
            break
        yield fits[-1]
        text = text[len(fits[-1]) :].strip()
    yield _shorten(text, font, width)


def _shorten(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    if font.getlength(text) <= width:
        return text
    kept = len(text)
    while kept and font.getlength(text[:kept].rstrip() + "…") > width:
        kept -= 1
    return text[:kept].rstrip() + "…"


def _keep_known(text: str, font: ImageFont.FreeTypeFont) -> str:
    """Return the text in one line, without signs that the font cannot draw."""
    unknown = bytes(font.getmask("\uffff"))
    line = " ".join(text[:LONGEST_TEXT].split())
    known = (sign for sign in line if sign.isprintable() and bytes(font.getmask(sign)) != unknown)
    return " ".join("".join(known).split())


@cache
def _font_file() -> bytes:
    return files("fontpkg_roboto").joinpath("files", "Roboto[wdth,wght].ttf").read_bytes()


def _font(size: int, *, weight: int = 400) -> ImageFont.FreeTypeFont:
    # One for each drawing: a font is not to be shared between threads.
    font = ImageFont.truetype(BytesIO(_font_file()), size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight, 100])
    return font
