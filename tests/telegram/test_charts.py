"""A chart is a small valid picture whatever is counted, and names its days and hours."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageColor

from bot.models.findings import TrendPoint
from bot.telegram.charts import (
    BAR,
    BREAKING,
    CARD,
    RUNNING_BAR,
    WORDS,
    ChartTexts,
    choose_labels,
    choose_ticks,
    draw_trend,
)
from tests.builders import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEXTS = ChartTexts(title="Harbours", subtitle="stories an hour", breaking="breaking")


def build_points(stories, *, breaking=(), step=HOUR, start=NOON):
    return [
        TrendPoint(
            at=start + step * place,
            stories=count,
            articles=count,
            breaking=int(place in breaking),
        )
        for place, count in enumerate(stories)
    ]


def open_picture(written: bytes) -> Image.Image:
    picture = Image.open(BytesIO(written))
    assert picture.format == "PNG"
    picture.load()
    return picture.convert("RGB")


def draw(points, *, texts=TEXTS, now=NOON + DAY * 400) -> Image.Image:
    return open_picture(draw_trend(points, texts=texts, now=now))


def count_near(picture: Image.Image, colour: str) -> int:
    """How many dots have the colour, give or take what the palette makes of it."""
    wanted = ImageColor.getrgb(colour)
    return sum(
        count
        for count, found in picture.getcolors(1 << 20) or ()
        if isinstance(found, tuple)
        and all(abs(a - b) <= 6 for a, b in zip(found, wanted, strict=True))
    )


@settings(max_examples=40, deadline=None)
@given(
    counts=st.lists(st.integers(0, 10**10) | st.integers(0, 9), max_size=80),
    breaking=st.sets(st.integers(0, 80)),
    title=st.text(max_size=120),
    other=st.text(max_size=120),
    step=st.sampled_from([timedelta(minutes=20), HOUR, timedelta(hours=6), DAY, DAY * 7]),
)
def test_anything_counted_under_any_title_is_a_small_picture(counts, breaking, title, other, step):
    points = build_points(counts, breaking=breaking, step=step)
    texts = ChartTexts(title=title, subtitle=other, breaking=other)
    written = draw_trend(points, texts=texts, now=NOON + step * 3)
    picture = open_picture(written)
    assert sum(picture.size) <= 10_000
    assert 1 <= picture.width / picture.height <= 2
    assert len(written) < 200_000


def test_a_thousand_stretches_fit_too():
    written = draw_trend(build_points(range(1000), breaking=range(1000)), texts=TEXTS, now=NOON)
    assert len(written) < 200_000


@pytest.mark.parametrize(
    "title",
    ["Удари по портах", "Żegluga i łączność", "Größe, Maß und Öl", "Їжа, ґанок, ёлка", "Harbours"],
)
def test_every_letter_of_a_title_leaves_its_trace(title):
    empty = count_near(draw([], texts=ChartTexts(title="", subtitle="", breaking="")), WORDS)
    one_sign = count_near(draw([], texts=ChartTexts(title="|", subtitle="", breaking="")), WORDS)
    whole = count_near(draw([], texts=ChartTexts(title=title, subtitle="", breaking="")), WORDS)
    assert empty == 0 < one_sign
    shorter = [
        count_near(
            draw([], texts=ChartTexts(title=title.replace(sign, ""), subtitle="", breaking="")),
            WORDS,
        )
        for sign in set(title) - {" "}
    ]
    assert all(0 < without < whole for without in shorter)


@pytest.mark.parametrize(
    "title", ["🔥 Harbours", "Harbours\n\u200d", "中 Harbours", "\x00Harbours"]
)
def test_what_the_font_lacks_is_left_out(title):
    plain = draw([], texts=ChartTexts(title="Harbours", subtitle="", breaking=""))
    assert draw([], texts=ChartTexts(title=title, subtitle="", breaking="")) == plain


def test_a_title_that_is_too_long_keeps_its_beginning():
    first = draw([], texts=ChartTexts(title="harbour " * 30, subtitle="", breaking=""))
    longer = draw([], texts=ChartTexts(title="harbour " * 2000, subtitle="", breaking=""))
    assert first == longer
    word = draw([], texts=ChartTexts(title="x" * 9000, subtitle="", breaking=""))
    assert count_near(word, WORDS) > 0


def test_bars_grow_with_their_counts():
    def measure(*stories):
        return count_near(draw(build_points(stories)), BAR)

    assert measure(0, 0, 0) == 0
    assert 0 < measure(0, 0, 4) < measure(0, 4, 4) < measure(4, 4, 4)
    assert measure(1, 4, 4) > measure(0, 4, 4)


def test_breaking_stories_are_marked_and_explained():
    calm = draw(build_points([1, 5, 2]))
    broke = draw(build_points([1, 5, 2], breaking=[1]))
    unnamed = draw(
        build_points([1, 5, 2], breaking=[1]),
        texts=ChartTexts(title="Harbours", subtitle="stories an hour", breaking=""),
    )
    assert count_near(calm, BREAKING) == 0
    assert 0 < count_near(unnamed, BREAKING) < count_near(broke, BREAKING)


def test_the_stretch_that_is_not_over_is_paler():
    points = build_points([3, 3, 3])
    over = draw(points, now=NOON + 3 * HOUR)
    running = draw(points, now=NOON + 2 * HOUR + timedelta(minutes=59))
    assert count_near(over, RUNNING_BAR) < count_near(running, RUNNING_BAR)
    assert count_near(running, BAR) < count_near(over, BAR)


def test_words_and_bars_stand_out_from_the_card():
    def lightness(colour: str) -> float:
        parts = [part / 255 for part in ImageColor.getrgb(colour)[:3]]
        red, green, blue = (
            part / 12.92 if part <= 0.04 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for colour, least in ((WORDS, 7), (BAR, 4.5), (BREAKING, 4.5)):
        assert (lightness(colour) + 0.05) / (lightness(CARD) + 0.05) >= least


@pytest.mark.parametrize(
    ("peak", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (2, (0, 1, 2)),
        (4, (0, 1, 2, 3, 4)),
        (5, (0, 2, 4, 6)),
        (13, (0, 5, 10, 15)),
        (60, (0, 20, 40, 60)),
        (1031, (0, 500, 1000, 1500)),
    ],
)
def test_ticks_are_round_and_reach_over_the_peak(peak, ticks):
    assert choose_ticks(peak) == ticks


@given(peak=st.integers(0, 10**15))
def test_there_are_few_ticks_for_any_peak(peak):
    ticks = choose_ticks(peak)
    assert 2 <= len(ticks) <= 6
    assert ticks[0] == 0
    assert ticks[-2] < max(1, peak) <= ticks[-1]


def names(points, date="%d.%m"):
    return [words for _, words, _ in choose_labels(points, date)]


def test_two_days_of_hours_are_named_every_six_and_by_date_at_midnight():
    points = build_points([0] * 48, start=datetime(2026, 3, 1, 3, tzinfo=UTC))
    assert names(points) == [
        *("06:00", "12:00", "18:00", "02.03", "06:00", "12:00", "18:00", "03.03"),
    ]
    begins = [words for _, words, day_begins in choose_labels(points, "%d.%m") if day_begins]
    assert begins == ["02.03", "03.03"]


def test_days_are_named_by_date_and_the_last_of_them_always():
    points = build_points([0] * 30, step=DAY, start=datetime(2026, 2, 1, tzinfo=UTC))
    assert names(points) == ["05.02", "10.02", "15.02", "20.02", "25.02", "02.03"]
    assert names(points[:3], "%d %b") == ["01 Feb", "02 Feb", "03 Feb"]


def test_hours_are_those_of_the_points_own_zone():
    kyiv = ZoneInfo("Europe/Kyiv")
    start = datetime(2026, 3, 28, 20, tzinfo=kyiv)  # summer time begins in the night
    points = [
        TrendPoint(
            at=(start.astimezone(UTC) + HOUR * place).astimezone(kyiv), stories=0, articles=0
        )
        for place in range(8)
    ]
    assert names(points) == [
        *("20:00", "21:00", "22:00", "23:00", "29.03", "01:00", "02:00", "04:00"),
    ]


@given(count=st.integers(0, 800), step=st.sampled_from([HOUR / 2, HOUR, 2 * HOUR, DAY, 7 * DAY]))
def test_no_more_is_named_than_there_is_room_for(count, step):
    assert len(names(build_points([0] * count, step=step))) <= 9
