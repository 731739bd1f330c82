"""Whatever a chat chose: nothing is told early, in quiet hours, too late or out of order."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.alerts.timing import choose_time, find_zone
from bot.models.wishes import QuietHours, Urgency, Wishes

HOUR = timedelta(hours=1)
INSTANT, HOURLY, DAILY = Urgency
ZONES = [
    "",
    "Nowhere/Land",
    "Europe/Berlin",
    "Europe/Kyiv",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",  # changes at midnight
    "America/Havana",
    "Africa/Cairo",
    "Africa/Casablanca",  # back for a month each year
    "Asia/Kathmandu",
    "Pacific/Chatham",  # 12:45, and changes
    "Australia/Lord_Howe",  # changes by half an hour
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
]
DAY_OF_MINUTES = 24 * 60
minutes = st.integers(0, DAY_OF_MINUTES - 1)


def clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


# Days on which one of these zones changes its clock.
CHANGES = """
2026-02-15 2026-03-08 2026-03-29 2026-04-05 2026-04-24 2026-09-06
2026-09-27 2026-10-04 2026-10-25 2026-10-30 2026-11-01
"""
changes = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in CHANGES.split()]
moments = st.one_of(
    st.datetimes(datetime(2024, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.builds(
        lambda day, second: day + timedelta(seconds=second),
        st.sampled_from(changes),
        st.integers(-90_000, 90_000),
    ),
)
quiets = st.one_of(
    st.none(),
    st.builds(
        # At most 20 hours: a quieter day may have no other minute left when clocks change.
        lambda start, length: QuietHours(start=clock(start), end=clock(start + length)),
        minutes,
        st.integers(0, 20 * 60),
    ),
)
wishes = st.builds(
    Wishes,
    chat=st.just(7),
    zone=st.sampled_from(ZONES),
    quiet=quiets,
    breaking_wakes=st.booleans(),
    silent=st.booleans(),
    digest_at=minutes.map(clock),
)
urgencies = st.sampled_from(Urgency)


def is_quiet(chosen: Wishes, at: datetime) -> bool:
    """Whether the clock on the wall shows a quiet hour, looked at without any cleverness."""
    if chosen.quiet is None:
        return False
    shown = at.astimezone(find_zone(chosen.zone)).time()
    start, end = chosen.quiet.start, chosen.quiet.end
    return start <= shown < end if start <= end else shown >= start or shown < end


def is_skipped(chosen: Wishes, day: date) -> bool:
    """Whether the digest's hour is one that the clock of that day jumps over."""
    named = datetime.combine(day, chosen.digest_at, find_zone(chosen.zone))
    return named.astimezone(UTC).astimezone(named.tzinfo).time() != chosen.digest_at


def choose(chosen: Wishes, urgency: Urgency, breaking: bool, now: datetime) -> datetime:
    timing = choose_time(chosen, urgency, breaking=breaking, now=now)
    assert timing is not None
    return timing.at


@given(chosen=wishes, urgency=urgencies, breaking=st.booleans(), now=moments)
def test_nothing_is_told_early_or_in_quiet_hours(chosen, urgency, breaking, now):
    at = choose(chosen, urgency, breaking, now)
    assert at >= now
    if not (breaking and chosen.breaking_wakes):
        assert not is_quiet(chosen, at)
    if urgency is INSTANT and not is_quiet(chosen, now):
        assert at - now <= HOUR  # only where quiet hours are longer for a changed clock


@given(chosen=wishes, urgency=urgencies, breaking=st.booleans(), now=moments)
def test_nothing_is_held_for_longer_than_the_longest_day(chosen, urgency, breaking, now):
    day = now.astimezone(find_zone(chosen.zone)).date()
    # A digest that comes later for a skipped hour may run into the next quiet hours.
    near = [day + timedelta(days=days) for days in (-1, 0, 1)]
    assume(urgency is not DAILY or not any(is_skipped(chosen, one) for one in near))
    assert choose(chosen, urgency, breaking, now) - now <= 25 * HOUR


@given(chosen=wishes, urgency=urgencies, breaking=st.booleans(), now=moments, days=st.data())
def test_what_is_news_later_is_not_told_earlier(chosen, urgency, breaking, now, days):
    later = now + timedelta(minutes=days.draw(st.integers(0, 2 * DAY_OF_MINUTES)))
    assert choose(chosen, urgency, breaking, now) <= choose(chosen, urgency, breaking, later)


@given(chosen=wishes, now=moments)
def test_there_is_one_digest_for_each_date(chosen, now):
    told = [choose(chosen, DAILY, breaking=False, now=now)]
    for _ in range(5):
        told.append(choose(chosen, DAILY, breaking=False, now=told[-1]))
    zone = find_zone(chosen.zone)
    if chosen.quiet is None:
        dates = [at.astimezone(zone).date() for at in told]
        assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(dates))
    else:
        assert timedelta(days=4.8) < told[-1] - told[0] < timedelta(days=5.2) or any(
            is_skipped(chosen, at.astimezone(zone).date()) for at in told
        )


@given(chosen=wishes, now=moments)
def test_without_quiet_hours_hourly_alerts_come_within_the_hour_and_at_its_end(chosen, now):
    assume(chosen.zone != "Australia/Lord_Howe")  # where an hour of a change may be a half
    at = choose(replace(chosen, quiet=None), HOURLY, breaking=False, now=now)
    shown = at.astimezone(find_zone(chosen.zone))
    assert now < at <= now + HOUR
    assert (shown.minute, shown.second, shown.microsecond) == (0, 0, 0)
