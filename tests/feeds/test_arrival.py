"""Which unseen articles are news, and which known ones were edited."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.feeds.arrival import GAP_INTERVALS, classify_articles, find_edited, oldest_first
from bot.feeds.identity import digest_headline
from bot.models import Arrival, ParsedFeed
from tests.builders import HOUR, NOON, build_article, build_feed

FRESH, HISTORY, OLD, STORM = Arrival.FRESH, Arrival.HISTORY, Arrival.OLD, Arrival.STORM
MINUTE = timedelta(minutes=1)
SLACK = 6 * HOUR
POLLED = build_feed(last_good=NOON - 15 * MINUTE, adapted=15 * MINUTE)


def read(articles, left_out=0):
    return ParsedFeed(
        title="", language="", articles=tuple(articles), skipped=0, left_out=left_out
    )


def classify(articles, *, feed=POLLED, known=(), storm=20, left_out=0):
    """Names and arrivals, in the order in which they are to be kept."""
    found = classify_articles(
        feed,
        read(articles, left_out),
        frozenset(known),
        now=NOON,
        fresh=SLACK,
        storm=storm,
    )
    return [(article.guid.removeprefix("guid-"), arrival) for article, arrival in found]


def aged(name, age):
    """An article that came out so long ago; None: undated."""
    return build_article(name, published=None if age is None else NOON - age)


@pytest.mark.parametrize(
    ("age", "arrival"),
    [
        (timedelta(), FRESH),
        (HOUR, FRESH),
        (SLACK + 15 * MINUTE, FRESH),
        (SLACK + 16 * MINUTE, OLD),
        (timedelta(days=400), OLD),
        (None, FRESH),
        (-HOUR, FRESH),
        (-timedelta(days=400), FRESH),
    ],
)
def test_an_article_is_old_by_its_date_before_the_last_good_poll(age, arrival):
    assert classify([aged("a", age)], known=["g:x"]) == [("a", arrival)]


@pytest.mark.parametrize("age", [timedelta(), timedelta(days=9), None, -HOUR])
def test_the_first_good_poll_is_history(age):
    feed = build_feed(last_good=None, failures=3)
    articles = [aged(str(number), age) for number in range(30)]
    assert {arrival for _, arrival in classify(articles, feed=feed)} == {HISTORY}


def test_an_outage_makes_nothing_old_that_came_out_during_it():
    feed = build_feed(last_good=NOON - timedelta(days=3), adapted=HOUR)
    assert classify([aged("a", timedelta(days=2))], feed=feed) == [("a", FRESH)]


def test_a_date_in_the_future_is_a_date_of_now():
    ((article, _),) = classify_articles(
        POLLED, read([aged("a", -HOUR)]), frozenset(), now=NOON, fresh=SLACK, storm=0
    )
    assert article.published == NOON


def test_what_was_seen_under_any_of_its_names_is_left_out():
    articles = [build_article(name) for name in "abc"]
    assert classify(articles, known=["g:a", "l:b"]) == [("c", FRESH)]
    assert classify([], known=["g:a"]) == []


def test_ever_changing_guids_are_known_by_their_links():
    shown = [replace(build_article("a"), guid=f"g{n}", keys=(f"g:{n}", "l:a")) for n in range(3)]
    assert classify(shown, known=["l:a"]) == []


# ---------------------------------------------------------------- order


@pytest.mark.parametrize(
    ("ages", "order"),
    [
        ([1, 2, 3], [3, 2, 1]),
        ([3, 1, 2], [3, 2, 1]),
        ([1, None, 3], [3, None, 1]),
        ([3, None, 1], [1, None, 3]),  # one undated: the feed's own order, turned
        ([], []),
    ],
)
def test_the_oldest_come_first(ages, order):
    articles = [aged(str(age), None if age is None else age * HOUR) for age in ages]
    assert [a.guid for a in oldest_first(articles)] == [f"guid-{age}" for age in order]


def test_articles_of_one_moment_are_turned():
    articles = [aged(name, HOUR) for name in "abc"]
    assert [a.guid for a in oldest_first(articles)] == ["guid-c", "guid-b", "guid-a"]


# ---------------------------------------------------------------- storms


def test_many_at_once_ring_while_we_watch():
    articles = [aged(str(number), MINUTE) for number in range(50)]
    found = classify([*articles, aged("known", HOUR)], known=["g:known"])
    assert {arrival for _, arrival in found} == {FRESH}
    assert len(found) == 50


@pytest.mark.parametrize(
    ("number", "storm", "arrival"),
    [(20, 20, FRESH), (21, 20, STORM), (21, 0, FRESH), (500, 0, FRESH), (2, 1, STORM)],
)
def test_more_than_the_limit_after_a_gap_is_a_storm(number, storm, arrival):
    feed = build_feed(last_good=NOON - timedelta(days=2), adapted=HOUR)
    articles = [aged(str(n), HOUR) for n in range(number)]
    found = classify([*articles, aged("k", HOUR)], feed=feed, known=["g:k"], storm=storm)
    assert {arrival for _, arrival in found} == {arrival}


def test_more_than_the_limit_without_anything_known_is_a_storm():
    articles = [aged(str(n), HOUR) for n in range(21)]
    assert {arrival for _, arrival in classify(articles)} == {STORM}


def test_many_beside_known_ones_that_were_left_out_are_no_storm():
    articles = [aged(str(n), HOUR) for n in range(21)]
    assert {arrival for _, arrival in classify(articles, left_out=1)} == {FRESH}


def test_a_day_without_an_hour_may_have_been_late_on_it():
    midnight = NOON.replace(hour=0)
    assert classify([build_article("a", published=midnight)], known=["g:x"]) == [("a", FRESH)]
    day_before = midnight - timedelta(days=1)
    assert classify([build_article("a", published=day_before)], known=["g:x"]) == [("a", OLD)]
    one_past = midnight + timedelta(seconds=1)
    early = build_article("a", published=one_past)
    assert classify([early], known=["g:x"]) == [("a", OLD)]


def test_what_is_old_makes_no_storm_and_stays_old_in_one():
    feed = build_feed(last_good=NOON - timedelta(days=2), adapted=HOUR)
    old = [aged(f"old{n}", timedelta(days=30)) for n in range(30)]
    few = [aged(f"new{n}", HOUR) for n in range(20)]
    assert [arrival for _, arrival in classify([*few, *old], feed=feed)] == [OLD] * 30 + [
        FRESH
    ] * 20
    many = [*few, aged("one more", HOUR)]
    found = classify([*many, *old], feed=feed)
    assert [arrival for _, arrival in found] == [OLD] * 30 + [STORM] * 21


@pytest.mark.parametrize(
    ("silent", "given", "gap"),
    [
        (HOUR, {"adapted": MINUTE}, False),  # an hour is never a gap
        (HOUR + MINUTE, {"adapted": MINUTE}, True),
        (GAP_INTERVALS * HOUR, {"adapted": HOUR}, False),
        (GAP_INTERVALS * HOUR + MINUTE, {"adapted": HOUR}, True),
        (GAP_INTERVALS * HOUR + MINUTE, {"adapted": HOUR, "interval": 2 * HOUR}, False),
        (GAP_INTERVALS * HOUR, {}, False),
    ],
)
def test_a_gap_is_four_intervals_and_more_than_an_hour(silent, given, gap):
    feed = build_feed(last_good=NOON - silent, **given)
    articles = [aged(str(n), MINUTE) for n in range(3)]
    found = classify([*articles, aged("k", HOUR)], feed=feed, known=["g:k"], storm=2)
    assert {arrival for _, arrival in found} == {STORM if gap else FRESH}


def test_a_clock_that_was_ahead_makes_nothing_old():
    feed = build_feed(last_good=NOON + timedelta(days=30), adapted=HOUR)
    articles = [aged(str(n), HOUR) for n in range(5)]
    assert {arrival for _, arrival in classify(articles, feed=feed)} == {FRESH}


# ---------------------------------------------------------------- edited headlines


def find(title, known, *, keys=("g:a", "l:a")):
    """Whether an article that is shown with the title was edited, given key and old headline."""
    pairs = [(key, old and digest_headline(old)) for key, old in known]
    article = build_article("a", title=title, keys=keys)
    assert find_edited([article], pairs) in ((), (article,))
    return bool(find_edited([article], pairs))


@pytest.mark.parametrize(
    ("title", "known", "edited"),
    [
        ("Two hurt", [("g:a", "One hurt")], True),
        ("Two hurt", [("l:a", "One hurt")], True),
        ("Two hurt", [("g:a", "Two hurt")], False),
        ("Two  HURT ", [("g:a", "Two hurt")], False),
        ("Two\u00a0hurt", [("g:a", "Two hurt")], False),
        ("Two hurt", [], False),  # unseen: that is news
        ("Two hurt", [("g:b", "One hurt")], False),
        ("Two hurt", [("g:a", None)], True),  # to be noted
        # The guid goes before the link: two items may have come to share one.
        ("Two hurt", [("l:a", "One hurt"), ("g:a", "Two hurt")], False),
        ("Two hurt", [("g:a", "One hurt"), ("l:a", "Two hurt")], True),
    ],
)
def test_an_article_is_edited_when_its_name_had_another_headline(title, known, edited):
    assert find(title, known) is edited


@pytest.mark.parametrize("old", ["One hurt", "Two hurt", None])
def test_what_is_known_by_its_headline_only_cannot_be_edited(old):
    assert not find("Two hurt", [("t:a", old)], keys=("t:a",))
    assert not find("Two hurt", [("t:a", old)], keys=("l:a", "t:a"))


def test_ever_changing_guids_are_no_edit():
    shown = [replace(build_article("a"), keys=(f"g:{n}", "l:a")) for n in range(3)]
    assert find_edited(shown, [("l:a", digest_headline(shown[0].title))]) == ()
