"""When alerts are told: at once, held by quiet hours, by the hour or by the day."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.alerts.timing import (
    Timing,
    choose_late_time,
    choose_time,
    find_zone,
    keep_heard,
    most_urgent,
    wait_for_quiet,
)
from bot.models.wishes import QuietHours, Subscription, Urgency, Wishes
from tests.builders import NOON

SECOND = timedelta(seconds=1)
BERLIN = "Europe/Berlin"  # 2026: forward on 29 March, back on 25 October
NIGHT = QuietHours(start=time(22), end=time(7))
INSTANT, HOURLY, DAILY = Urgency


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told_at(now: str, urgency: Urgency = INSTANT, *, breaking: bool = False, **chosen) -> str:
    """When a chat with these wishes is told what is news at `now`; all UTC."""
    wishes = Wishes(chat=7, **chosen)
    timing = choose_time(wishes, urgency, breaking=breaking, now=moment(now))
    assert timing is not None
    assert timing.at.tzinfo is UTC
    return f"{timing.at:%Y-%m-%d %H:%M}"


# ---------------------------------------------------------------- the usual, and muting


def test_by_default_an_alert_rings_at_once():
    timing = choose_time(Wishes(chat=7), INSTANT, breaking=False, now=NOON)
    assert timing == Timing(at=NOON, silent=False, digest=False)


@pytest.mark.parametrize("urgency", Urgency)
def test_a_silent_chat_hears_nothing_not_even_breaking_news(urgency):
    timing = choose_time(Wishes(chat=7, silent=True), urgency, breaking=True, now=NOON)
    assert timing is not None
    assert timing.silent


@pytest.mark.parametrize(("urgency", "digest"), [(INSTANT, False), (HOURLY, True), (DAILY, True)])
def test_what_comes_by_the_hour_or_day_comes_together(urgency, digest):
    timing = choose_time(Wishes(chat=7), urgency, breaking=False, now=NOON)
    assert timing is not None
    assert timing.digest is digest


@pytest.mark.parametrize("urgency", Urgency)
def test_a_muted_chat_is_told_nothing_until_the_moment_it_chose(urgency):
    wishes = Wishes(chat=7, muted_until=NOON, breaking_wakes=True)
    assert choose_time(wishes, urgency, breaking=True, now=NOON - SECOND) is None
    assert choose_time(wishes, urgency, breaking=True, now=NOON) is not None


def subscription(topic: str, urgency: Urgency = INSTANT, muted: datetime | None = None):
    return Subscription(topic=topic, chat=7, since=NOON, urgency=urgency, muted_until=muted)


def test_muted_topics_are_left_out():
    subscriptions = [
        subscription("war", muted=NOON + SECOND),
        subscription("ports", muted=NOON),
        subscription("oil"),
    ]
    assert [one.topic for one in keep_heard(subscriptions, now=NOON)] == ["ports", "oil"]


@pytest.mark.parametrize(
    ("urgencies", "told"),
    [
        ([DAILY], DAILY),
        ([DAILY, HOURLY], HOURLY),
        ([HOURLY, INSTANT, DAILY], INSTANT),
    ],
)
def test_of_several_topics_the_most_urgent_counts(urgencies, told):
    assert most_urgent(subscription("war", urgency) for urgency in urgencies) is told


# ---------------------------------------------------------------- tables of hours


@pytest.mark.parametrize(
    ("now", "quiet", "told"),
    [
        ("2026-03-02 21:59:59", NIGHT, "2026-03-02 21:59"),
        ("2026-03-02 22:00", NIGHT, "2026-03-03 07:00"),
        ("2026-03-03 00:00", NIGHT, "2026-03-03 07:00"),
        ("2026-03-03 06:59:59", NIGHT, "2026-03-03 07:00"),
        ("2026-03-03 07:00", NIGHT, "2026-03-03 07:00"),
        ("2026-03-03 13:30", QuietHours(start=time(13), end=time(14)), "2026-03-03 14:00"),
        ("2026-03-03 12:59", QuietHours(start=time(13), end=time(14)), "2026-03-03 12:59"),
        ("2026-03-03 23:30", QuietHours(start=time(23), end=time(0)), "2026-03-04 00:00"),
        ("2026-03-03 00:30", QuietHours(start=time(0), end=time(1)), "2026-03-03 01:00"),
        ("2026-03-03 05:00", QuietHours(start=time(5), end=time(5)), "2026-03-03 05:00"),
        ("2026-03-03 05:00", QuietHours(start=time(5), end=time(4, 59)), "2026-03-04 04:59"),
        ("2026-12-31 23:30", NIGHT, "2027-01-01 07:00"),
    ],
)
def test_quiet_hours_hold_an_alert_until_they_end(now, quiet, told):
    assert told_at(now, quiet=quiet) == told


@pytest.mark.parametrize(
    ("breaking", "breaking_wakes", "told"),
    [
        (False, False, "2026-03-03 07:00"),
        (True, False, "2026-03-03 07:00"),
        (False, True, "2026-03-03 07:00"),
        (True, True, "2026-03-02 23:00"),
    ],
)
def test_only_breaking_news_wakes_and_only_who_allows_it(breaking, breaking_wakes, told):
    assert (
        told_at("2026-03-02 23:00", breaking=breaking, breaking_wakes=breaking_wakes, quiet=NIGHT)
        == told
    )


@pytest.mark.parametrize(
    ("now", "zone", "told"),
    [
        ("2026-01-10 22:00", BERLIN, "2026-01-11 06:00"),
        ("2026-01-10 20:59", BERLIN, "2026-01-10 20:59"),
        ("2026-07-10 20:00", BERLIN, "2026-07-11 05:00"),
        ("2026-03-28 22:00", BERLIN, "2026-03-29 05:00"),  # an hour shorter
        ("2026-10-24 21:00", BERLIN, "2026-10-25 06:00"),  # an hour longer
        ("2026-03-02 16:15", "Asia/Kathmandu", "2026-03-03 01:15"),  # 5:45 ahead
        ("2026-03-02 16:14", "Asia/Kathmandu", "2026-03-02 16:14"),
        ("2026-03-02 09:00", "Pacific/Kiritimati", "2026-03-02 17:00"),  # 14:00 ahead
        ("2026-03-02 22:00", "", "2026-03-03 07:00"),
        ("2026-03-02 22:00", "Mars/Olympus_Mons", "2026-03-03 07:00"),
    ],
)
def test_quiet_hours_are_by_the_clock_on_the_chats_wall(now, zone, told):
    assert told_at(now, zone=zone, quiet=NIGHT) == told


@pytest.mark.parametrize(
    ("now", "start", "end", "told"),
    [
        # Forward: 02:00 to 03:00 (01:00 UTC) does not exist.
        ("2026-03-29 00:30", time(22), time(2, 30), "2026-03-29 01:30"),  # ends at 03:30
        ("2026-03-29 00:29", time(2, 30), time(6), "2026-03-29 00:29"),
        ("2026-03-29 01:00", time(2, 30), time(6), "2026-03-29 04:00"),
        ("2026-03-29 01:00", time(2), time(3), "2026-03-29 01:00"),  # nothing is left of it
        # Back: 02:00 to 03:00 is at 00:00 and at 01:00 UTC.
        ("2026-10-25 00:30", time(22), time(2, 30), "2026-10-25 01:30"),
        ("2026-10-25 00:31", time(2, 30), time(6), "2026-10-25 05:00"),
        ("2026-10-25 01:05", time(2, 30), time(6), "2026-10-25 05:00"),  # 02:05 once more
        ("2026-10-25 00:29", time(2, 30), time(6), "2026-10-25 00:29"),
        ("2026-10-25 00:45", time(2, 30), time(2, 30), "2026-10-25 00:45"),  # the same: never
    ],
)
def test_quiet_hours_that_begin_or_end_when_the_clock_is_changed_are_the_longer_ones(
    now, start, end, told
):
    assert told_at(now, zone=BERLIN, quiet=QuietHours(start=start, end=end)) == told


@pytest.mark.parametrize(
    ("now", "zone", "quiet", "told"),
    [
        ("2026-03-02 12:00:01", "", None, "2026-03-02 13:00"),
        ("2026-03-02 12:59:59", "", None, "2026-03-02 13:00"),
        ("2026-03-02 12:00", "", None, "2026-03-02 13:00"),  # this hour's was just sent
        ("2026-03-02 12:20", "Asia/Kolkata", None, "2026-03-02 12:30"),
        ("2026-03-02 12:20", "Asia/Kathmandu", None, "2026-03-02 13:15"),
        ("2026-03-02 12:10", "Pacific/Chatham", None, "2026-03-02 12:15"),
        ("2026-03-02 12:10", "America/St_Johns", None, "2026-03-02 12:30"),
        ("2026-03-02 21:30", "", NIGHT, "2026-03-03 07:00"),
        ("2026-03-02 23:30", "", NIGHT, "2026-03-03 07:00"),
        ("2026-03-02 06:30", "", QuietHours(start=time(22), end=time(6, 45)), "2026-03-02 06:45"),
    ],
)
def test_hourly_alerts_come_at_the_next_full_hour_of_the_chat(now, zone, quiet, told):
    assert told_at(now, HOURLY, zone=zone, quiet=quiet) == told


@pytest.mark.parametrize(
    ("now", "digest_at", "zone", "told"),
    [
        ("2026-03-02 07:59", time(8), "", "2026-03-02 08:00"),
        ("2026-03-02 08:00", time(8), "", "2026-03-03 08:00"),  # today's is being sent
        ("2026-03-02 12:00", time(8), "", "2026-03-03 08:00"),
        ("2026-01-10 06:59", time(8), BERLIN, "2026-01-10 07:00"),
        ("2026-03-28 12:00", time(8), BERLIN, "2026-03-29 06:00"),
        ("2026-10-24 12:00", time(8), BERLIN, "2026-10-25 07:00"),
        ("2026-03-02 03:00", time(8), "Asia/Kathmandu", "2026-03-03 02:15"),
        ("2026-03-02 12:00", time(8), "Pacific/Kiritimati", "2026-03-02 18:00"),
        ("2026-03-02 12:00", time(23), "Pacific/Pago_Pago", "2026-03-03 10:00"),
        # 02:30 is skipped: 03:30. It comes twice: the first time only.
        ("2026-03-28 12:00", time(2, 30), BERLIN, "2026-03-29 01:30"),
        ("2026-03-29 01:30", time(2, 30), BERLIN, "2026-03-30 00:30"),
        ("2026-10-24 12:00", time(2, 30), BERLIN, "2026-10-25 00:30"),
        ("2026-10-25 00:30", time(2, 30), BERLIN, "2026-10-26 01:30"),
        # Midnight is skipped: the day begins at 01:00.
        ("2026-09-05 12:00", time(0), "America/Santiago", "2026-09-06 04:00"),
        ("2026-09-06 04:00", time(0), "America/Santiago", "2026-09-07 03:00"),
    ],
)
def test_a_digest_comes_at_its_hour_by_the_chats_clock(now, digest_at, zone, told):
    assert told_at(now, DAILY, digest_at=digest_at, zone=zone) == told


@pytest.mark.parametrize(
    ("now", "digest_at", "told"),
    [
        ("2026-03-02 05:00", time(6), "2026-03-02 07:00"),
        ("2026-03-02 06:30", time(6), "2026-03-02 07:00"),  # its hour has passed, but it was held
        ("2026-03-02 07:00", time(6), "2026-03-03 07:00"),
        ("2026-03-02 05:00", time(23), "2026-03-02 07:00"),  # that of the evening before
        ("2026-03-02 07:00", time(23), "2026-03-03 07:00"),
    ],
)
def test_a_digest_whose_hour_is_quiet_comes_when_the_quiet_ends(now, digest_at, told):
    assert told_at(now, DAILY, digest_at=digest_at, quiet=NIGHT) == told


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Nowhere/Land",
        "America",
        "../../etc/passwd",
        "/etc/localtime",
        "zone.tab",
        "\x00",
        "\ud800",
    ],
)
def test_what_names_no_zone_is_utc(name):
    assert find_zone(name) is UTC


# ---------------------------------------------------------------- late, and held back


@pytest.mark.parametrize(
    ("wishes", "at"),
    [
        ({}, NOON.replace(day=3, hour=8)),
        ({"digest_at": time(18)}, NOON.replace(hour=18)),
        ({"digest_at": time(13), "zone": "Europe/Kyiv"}, NOON.replace(day=3, hour=11)),
        (
            {"quiet": QuietHours(start=time(7), end=time(9)), "breaking_wakes": True},
            NOON.replace(day=3, hour=9),
        ),
    ],
)
def test_what_came_in_late_is_told_with_the_digest_of_the_day(wishes, at):
    timing = choose_late_time(Wishes(chat=7, **wishes), now=NOON)
    assert timing == Timing(at=at, silent=True, digest=True)


@pytest.mark.parametrize(
    ("wishes", "breaking", "wait"),
    [
        ({}, False, 0),
        ({"quiet": QuietHours(start=time(11), end=time(14))}, False, 2),
        ({"quiet": QuietHours(start=time(11), end=time(14))}, True, 2),
        (
            {"quiet": QuietHours(start=time(11), end=time(14)), "breaking_wakes": True},
            True,
            0,
        ),
        (
            {"quiet": QuietHours(start=time(11), end=time(14)), "breaking_wakes": True},
            False,
            2,
        ),
        ({"quiet": QuietHours(start=time(11), end=time(15)), "zone": "Europe/Kyiv"}, False, 1),
    ],
)
def test_a_sound_waits_for_the_end_of_quiet_hours(wishes, breaking, wait):
    found = wait_for_quiet(Wishes(chat=7, **wishes), breaking=breaking, now=NOON)
    assert found == NOON + timedelta(hours=wait)
