"""What a chat reads at all, what is too late to ring, and what is told in one message."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.timing import PATIENCE, Waiting, fold_waiting, is_late, is_wanted
from bot.models.wishes import Wishes
from tests.builders import HOUR, NOON

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)

# ---------------------------------------------------------------- languages


@pytest.mark.parametrize(
    ("language", "wanted", "passes"),
    [
        ("en", (), True),
        ("", ("uk",), True),
        ("und", ("uk",), True),
        ("mul", ("uk",), True),
        ("uk", ("uk",), True),
        ("UK", ("uk",), True),
        ("ru", ("uk",), False),
        ("ru", ("uk", "ru"), True),
        ("en-GB", ("en",), True),
        ("en_gb", ("EN",), True),
        ("en", ("en-GB",), False),
        ("en-US", ("en-GB",), False),
        ("zh-Hant-TW", ("zh-Hant",), True),
        ("eng", ("en",), False),
        ("fil", ("fi",), False),
    ],
)
def test_articles_pass_in_the_languages_that_a_chat_reads(language, wanted, passes):
    assert is_wanted(language, Wishes(chat=7, article_languages=wanted)) is passes


# ---------------------------------------------------------------- several at once


@pytest.mark.parametrize(
    ("age", "late"),
    [
        (timedelta(), False),
        (PATIENCE, False),
        (PATIENCE + SECOND, True),
        (-2 * PATIENCE, False),  # the clock was set back
    ],
)
def test_an_alert_is_late_when_it_is_older_than_the_patience(age, late):
    assert is_late(NOON - age, PATIENCE, NOON) is late


FRESH, OLD = 1 * MINUTE, 7 * HOUR


def row(number: int, age: timedelta = FRESH, **given: bool) -> Waiting:
    return Waiting(id=number, created=NOON - age, **given)


def fold(*rows: Waiting) -> list[str]:
    """The messages, as "1", "1,2 digest" or "1,2 digest silent"."""
    return [
        ",".join(map(str, bundle.ids))
        + (" digest" if bundle.digest else "")
        + (" silent" if bundle.silent else "")
        for bundle in fold_waiting(rows, patience=PATIENCE, now=NOON)
    ]


@pytest.mark.parametrize(
    ("rows", "messages"),
    [
        ([], []),
        ([row(1)], ["1"]),
        ([row(n) for n in range(1, 6)], ["1", "2", "3", "4", "5"]),
        ([row(n) for n in range(1, 7)], ["1,2,3,4,5,6 digest"]),
        ([row(1), row(2, breaking=True), row(3)], ["2", "1", "3"]),
        (
            [row(1), *(row(n) for n in range(2, 7)), row(8, breaking=True)],
            ["8", "1,2,3,4,5,6 digest"],
        ),
        ([row(n, breaking=True) for n in range(1, 8)], [str(n) for n in range(1, 8)]),
        ([*(row(n, breaking=True) for n in range(1, 6)), row(6)], ["1", "2", "3", "4", "5", "6"]),
        ([row(1, OLD)], ["1 digest silent"]),
        ([row(1, OLD), row(2)], ["2", "1 digest silent"]),
        ([row(1, OLD), row(2, OLD, breaking=True)], ["1,2 digest silent"]),
        ([row(1, digest=True)], ["1 digest"]),
        ([row(1, OLD, digest=True)], ["1 digest"]),  # it came when it was wanted
        ([row(1, digest=True, breaking=True), row(2)], ["2", "1 digest"]),
        ([row(1, digest=True), row(2, OLD), row(3)], ["3", "1,2 digest"]),
        ([row(1, OLD), *(row(n) for n in range(2, 8))], ["1,2,3,4,5,6,7 digest"]),
        ([row(1, silent=True), row(2)], ["1 silent", "2"]),
        ([row(n, silent=True) for n in range(1, 7)], ["1,2,3,4,5,6 digest silent"]),
        ([row(n, silent=n < 6) for n in range(1, 7)], ["1,2,3,4,5,6 digest"]),
    ],
)
def test_what_waits_is_folded(rows, messages):
    assert fold(*rows) == messages


rows_waiting = st.lists(
    st.builds(
        Waiting,
        id=st.integers(1, 10_000),
        created=st.integers(-60, 20_000).map(lambda minute: NOON - minute * MINUTE),
        breaking=st.booleans(),
        silent=st.booleans(),
        digest=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda one: one.id,
)


@given(rows=rows_waiting)
def test_folding_drops_nothing_and_doubles_nothing(rows):
    bundles = fold_waiting(rows, patience=PATIENCE, now=NOON)
    assert sorted(i for bundle in bundles for i in bundle.ids) == sorted(one.id for one in rows)
    assert all(bundle.ids for bundle in bundles)
    breaking = {one.id for one in rows if one.breaking}
    plain = [bundle for bundle in bundles if not bundle.digest and bundle.ids[0] not in breaking]
    assert len(plain) <= 5
    assert sum(bundle.digest for bundle in bundles) <= 1
