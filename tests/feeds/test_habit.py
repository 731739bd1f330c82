"""What polls teach of a feed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.feeds.habit import learn_habit, usual_gap
from bot.models import ParsedFeed
from bot.models.polls import Feed, Habit
from tests.builders import HOUR, NOON, build_article, build_feed, build_fetched

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def parsed(*ages: timedelta | None, pause: timedelta | None = None) -> ParsedFeed:
    """A feed with articles of these ages; None: without a date."""
    articles = tuple(
        build_article(str(place), published=None if age is None else NOON - age)
        for place, age in enumerate(ages)
    )
    return ParsedFeed(title="", language="", articles=articles, skipped=0, pause=pause)


def watch(feed: Feed, *news: int, every: timedelta = HOUR) -> Feed:
    """The feed after good polls that brought so much each."""
    now = feed.last_good or NOON
    for brought in news:
        now += every
        habit = learn_habit(feed, news=brought, now=now)
        last_new = now if brought else feed.last_new
        feed = replace(feed, habit=habit, last_good=now, last_new=last_new)
    return feed


def read_history(*ages: timedelta | None) -> Habit:
    return learn_habit(build_feed(), news=len(ages), parsed=parsed(*ages), now=NOON)


KNOWN = build_feed(last_good=NOON, last_new=NOON)


# ---------------------------------------------------------------- how often news comes


@pytest.mark.parametrize(("news", "gap"), [(1, HOUR), (4, HOUR / 4)])
def test_the_gap_becomes_what_it_is(news, gap):
    feed = watch(KNOWN, *[news] * 24 * 14)
    assert usual_gap(feed.habit) == pytest.approx(gap, rel=0.02)


def test_a_feed_of_which_nothing_is_known_is_taken_for_one_with_news_every_90_minutes():
    assert usual_gap(Habit()) == 90 * MINUTE
    assert usual_gap(watch(KNOWN, 0).habit) == pytest.approx(150 * MINUTE, rel=0.01)


def test_half_of_it_is_forgotten_in_three_days():
    busy = watch(KNOWN, *[10] * 24 * 14)
    quiet = watch(busy, *[0] * 24 * 3)
    assert quiet.habit.news == pytest.approx(busy.habit.news / 2, rel=0.01)
    assert usual_gap(quiet.habit) == pytest.approx(2 * usual_gap(busy.habit), rel=0.05)


def test_a_burst_is_felt_at_once():
    daily = watch(KNOWN, *([*[0] * 23, 1] * 14))
    assert usual_gap(daily.habit) > 15 * HOUR
    assert usual_gap(watch(daily, 10).habit) < 10 * HOUR


def test_a_dead_feed_divides_by_nothing():
    dead = watch(KNOWN, *[0] * 4_000, every=DAY)
    assert usual_gap(dead.habit) > 365 * DAY


def test_an_outage_of_years_or_a_clock_set_back_do_no_harm():
    assert usual_gap(watch(KNOWN, 3, every=9_999 * DAY).habit) > DAY
    assert usual_gap(watch(KNOWN, 1, every=-DAY).habit) == 45 * MINUTE


# ---------------------------------------------------------------- the first poll


def test_the_dates_of_history_tell_the_rate_and_the_longest_gap():
    habit = read_history(*[place * HOUR for place in range(1, 25)])
    assert usual_gap(habit) == HOUR
    assert habit.longest == 18 * HOUR  # so short a window shows no night
    weekly = read_history(*[place * 7 * DAY for place in range(1, 5)])
    assert usual_gap(weekly) == 7 * DAY
    assert weekly.longest == 7 * DAY


def test_the_time_since_the_last_article_is_a_gap_too():
    assert read_history(100 * DAY, 101 * DAY).longest == 100 * DAY


def test_no_more_than_three_days_of_history_count():
    assert read_history(*[place * DAY for place in range(1, 31)]).watched == 3 * DAY


@pytest.mark.parametrize("ages", [(), (None, None), (900 * DAY,), (-DAY,)])
def test_without_dates_that_hold_nothing_is_known(ages):
    assert read_history(*ages) == Habit(news=1.0, watched=90 * MINUTE, longest=7 * DAY)


def test_articles_that_came_all_at_once_tell_no_endless_rate():
    assert usual_gap(read_history(*[timedelta()] * 100)) > timedelta(seconds=0.5)


# ---------------------------------------------------------------- the longest time without news


def test_the_longest_gap_is_learned_and_fades_in_two_weeks():
    feed = watch(replace(KNOWN, habit=Habit(longest=18 * HOUR)), *[0] * 63, 1)
    assert feed.habit.longest == 63 * HOUR
    busy = watch(feed, *[1] * 24 * 14)
    assert busy.habit.longest == pytest.approx(31.5 * HOUR, rel=0.05)


def test_the_time_in_which_nobody_looked_is_no_gap():
    feed = watch(replace(KNOWN, habit=Habit(longest=18 * HOUR)), 0, 0)
    away = watch(feed, 5, every=9 * DAY)
    assert away.habit.longest == pytest.approx(18 * HOUR, rel=0.1)


# ---------------------------------------------------------------- what it asks for, how it answers


def test_its_own_pause_is_remembered_from_the_last_body():
    first = learn_habit(build_feed(), news=0, parsed=parsed(pause=HOUR), now=NOON)
    assert first.pause == HOUR
    unchanged = learn_habit(replace(KNOWN, habit=first), news=0, now=NOON)
    assert unchanged.pause == HOUR
    assert learn_habit(KNOWN, news=0, parsed=parsed(), now=NOON).pause is None


def test_how_long_it_takes_is_an_average_that_follows():
    habit = Habit()
    tooks = []
    for seconds in (1, 11, 11, 11):
        fetched = replace(build_fetched(), took=timedelta(seconds=seconds))
        habit = learn_habit(replace(KNOWN, habit=habit), news=0, fetched=fetched, now=NOON)
        tooks.append(habit.took.total_seconds())
    assert tooks == pytest.approx([1, 3, 4.6, 5.88])
