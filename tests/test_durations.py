"""Durations, written and read."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.durations import format_duration, parse_duration, round_duration


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("15m", timedelta(minutes=15)),
        ("5s", timedelta(seconds=5)),
        ("6h", timedelta(hours=6)),
        ("90d", timedelta(days=90)),
        ("1h30m", timedelta(minutes=90)),
        ("1h 30m", timedelta(minutes=90)),
        (" 2H ", timedelta(hours=2)),
        ("1.5h", timedelta(minutes=90)),
        ("2", timedelta(seconds=2)),
        ("0.5", timedelta(milliseconds=500)),
        ("0", timedelta()),
        ("1m30", timedelta(seconds=90)),
    ],
)
def test_a_duration_is_read(text: str, duration: timedelta):
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text",
    ["", " ", "m", "15x", "-5s", "5m1h", "1h1h", "1,5h", "nan", "inf", "1e3", "١s", "s5", "."],
)
def test_what_is_no_duration_is_refused_by_name(text: str):
    with pytest.raises(ValueError, match="no length of time"):
        parse_duration(text)


def test_a_duration_beyond_counting_is_refused():
    for text in ("9999999999d", "9" * 400 + "h"):
        with pytest.raises(ValueError, match="longer than"):
            parse_duration(text)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(), "0s"),
        (timedelta(days=90), "90d"),
        (timedelta(hours=36), "1d12h"),
        (timedelta(seconds=0.5), "0.5s"),
        (timedelta(minutes=1, seconds=1), "1m1s"),
        (-timedelta(minutes=5), "-5m"),
    ],
)
def test_a_duration_is_written_short(duration: timedelta, text: str):
    assert format_duration(duration) == text


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=40_000)))
def test_what_is_written_is_read_back(duration: timedelta):
    assert parse_duration(format_duration(duration)) == duration


@given(st.text(max_size=20))
def test_any_text_is_a_duration_or_a_plain_error(text: str):
    duration, reason = None, ""
    try:
        duration = parse_duration(text)
    except ValueError as error:
        reason = str(error)
    assert (duration is not None) != bool(reason)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(59.6, "1m"), (0.4, "0s"), (-3, "0s"), (61, "1m1s")]
)
def test_people_are_told_whole_seconds_and_none_before_now(seconds, shown):
    assert format_duration(round_duration(timedelta(seconds=seconds))) == shown
