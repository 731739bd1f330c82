"""What headers say about waiting, and about how long an answer stays good."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.freshness import LONGEST_WAIT, read_max_age, read_retry_after

NOW = datetime(2025, 8, 12, 12, tzinfo=UTC)
MINUTES = timedelta(minutes=10)
DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 120 ", timedelta(minutes=2)),
        ("+120", timedelta(minutes=2)),
        ("0", None),
        ("-1", None),
        ("--1", None),
        ("", None),
        ("soon", None),
        (str(88 * 3600), DAY),
        ("9" * 400, DAY),
        ("9" * 5000, DAY),
        ("Tue, 12 Aug 2025 12:10:00 GMT", MINUTES),
        ("Tue, 12 Aug 2025 12:10:00 -0000", MINUTES),
        ("Tue, 12 Aug 2025 14:10:00 +0200", MINUTES),
        ("Tue, 12 Aug 2025 11:00:00 GMT", None),
        ("Tue, 12 Aug 2099 11:00:00 GMT", DAY),
        ("Tue, 12 Aug 99999 11:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, wait):
    assert read_retry_after(value, now=NOW) == wait


@pytest.mark.parametrize(
    ("headers", "good"),
    [
        ({}, None),
        ({"cache_control": ["no-cache"]}, None),
        ({"cache_control": ["public, max-age=600"]}, MINUTES),
        ({"cache_control": ["MAX-AGE = 600"]}, MINUTES),
        ({"cache_control": ['max-age="600", public']}, MINUTES),
        ({"cache_control": ["public", "max-age=600"]}, MINUTES),
        ({"cache_control": ["s-maxage=9, max-age=600"]}, MINUTES),
        ({"cache_control": ["s-maxage=600"]}, None),
        ({"cache_control": ["max-age=-1"]}, None),
        ({"cache_control": ["max-age=soon"]}, None),
        ({"cache_control": ["max-age=0"]}, timedelta(0)),
        ({"cache_control": ["max-age=600"], "age": "540"}, timedelta(minutes=1)),
        ({"cache_control": ["max-age=600"], "age": "6000"}, timedelta(0)),
        ({"cache_control": ["max-age=600"], "age": "9" * 99}, timedelta(0)),
        ({"cache_control": ["max-age=600"], "age": "old"}, MINUTES),
        ({"cache_control": ["max-age=31536000"]}, DAY),
        ({"cache_control": ["max-age=" + "9" * 5000]}, DAY),
        ({"expires": "Tue, 12 Aug 2025 12:10:00 GMT"}, MINUTES),
        ({"expires": "Tue, 12 Aug 2025 11:50:00 GMT"}, timedelta(0)),
        ({"expires": "0"}, timedelta(0)),
        ({"expires": "-1"}, timedelta(0)),
        (
            {
                "expires": "Mon, 01 Jan 2024 00:10:00 GMT",
                "date": "Mon, 01 Jan 2024 00:00:00 GMT",
            },
            MINUTES,
        ),
        ({"expires": "Tue, 12 Aug 2025 12:10:00 GMT", "date": "today"}, MINUTES),
        ({"expires": "Tue, 12 Aug 2099 12:10:00 GMT"}, DAY),
        (
            {"cache_control": ["max-age=600"], "expires": "Tue, 12 Aug 2025 11:00:00 GMT"},
            MINUTES,
        ),
    ],
)
def test_an_answer_says_how_long_it_stays_good(headers, good):
    assert read_max_age(**headers, now=NOW) == good


@given(st.text(), st.text(), st.text(), st.text())
def test_whatever_headers_say_nothing_is_negative_or_longer_than_a_day(
    control, age, expires, date
):
    good = read_max_age(cache_control=[control], age=age, expires=expires, date=date, now=NOW)
    assert good is None or timedelta(0) <= good <= LONGEST_WAIT
    wait = read_retry_after(control, now=NOW)
    assert wait is None or timedelta(0) < wait <= LONGEST_WAIT
