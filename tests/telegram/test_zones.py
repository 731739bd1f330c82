"""Time zones as people name them, and where they are."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.zones import find_zone, is_zone, local_time, name_zone, nearest_zones

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        ("europe/kyiv", "Europe/Kyiv"),
        ("Kyiv", "Europe/Kyiv"),
        (" kyiv\n", "Europe/Kyiv"),
        ("Kiev", "Europe/Kyiv"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Київ", "Europe/Kyiv"),
        ("Киев", "Europe/Kyiv"),
        ("Kijów", "Europe/Kyiv"),
        ("Warszawa", "Europe/Warsaw"),
        ("ВАРШАВА", "Europe/Warsaw"),
        ("Wien", "Europe/Vienna"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("Нью-Йорк", "America/New_York"),
        ("St. John's", "America/St_Johns"),
        ("UTC", "UTC"),
        ("utc+2", "Etc/GMT-2"),
        ("UTC +2", "Etc/GMT-2"),
        ("+2", "Etc/GMT-2"),
        ("GMT-3:00", "Etc/GMT+3"),
        ("UTC−11", "Etc/GMT+11"),
        ("UTC+0", "UTC"),
        ("+14", "Etc/GMT-14"),
        ("+15", None),
        ("-13", None),
        ("UTC+5:30", None),
        ("2", None),
        ("", None),
        ("   ", None),
        ("Factory", None),
        ("localtime", None),
        ("Atlantis", None),
        ("../../etc/passwd", None),
        ("hello there", None),
        ("/settings", None),
    ],
)
def test_a_zone_is_found_by_what_people_write(said, zone):
    assert find_zone(said) == zone
    assert zone is None or ZoneInfo(zone).key == zone


@given(st.text())
def test_whatever_is_written_is_a_zone_or_none(said):
    zone = find_zone(said)
    assert zone is None or is_zone(zone)


@pytest.mark.parametrize("hours", range(-12, 15))
def test_hours_from_utc_are_what_they_say(hours):
    zone = find_zone(f"UTC{hours:+}")
    assert zone is not None
    shift = local_time(zone, NOON).utcoffset()
    assert shift is not None
    assert shift.total_seconds() == hours * 3600
    assert name_zone(zone) == (f"UTC{hours:+}" if hours else "UTC")


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (50.45, 30.52, "Europe/Kyiv"),
        (50.06, 19.94, "Europe/Warsaw"),
        (40.71, -74.01, "America/New_York"),
        (-33.87, 151.21, "Australia/Sydney"),
        (-18.14, 178.44, "Pacific/Fiji"),
        (-17.9, -179.5, "Pacific/Fiji"),  # across the date line
        (-4.6, 55.5, "Indian/Mahe"),
        (-90.0, 0.0, "Antarctica/McMurdo"),
    ],
)
def test_the_nearest_zone_of_a_place_is_that_of_its_country(latitude, longitude, zone):
    found = nearest_zones(latitude, longitude, 3)
    assert found[0] == zone or zone == "Antarctica/McMurdo"
    assert len(set(found)) == 3


def test_near_a_border_the_right_zone_is_among_the_nearest():
    assert "Europe/Kyiv" in nearest_zones(49.84, 24.03, 3)  # Lviv, nearer to Warsaw
    assert "Europe/Berlin" in nearest_zones(53.55, 9.99, 3)  # Hamburg, nearer to Copenhagen


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_place_has_zones(latitude, longitude):
    assert all(is_zone(zone) for zone in nearest_zones(latitude, longitude, 3))


@pytest.mark.parametrize(
    ("zone", "clock"),
    [
        ("", "12:00"),
        ("UTC", "12:00"),
        ("Europe/Kyiv", "14:00"),
        ("Asia/Kolkata", "17:30"),
        ("Mars/Base", "12:00"),
        ("../x", "12:00"),
    ],
)
def test_clocks_show_the_local_time_and_utc_where_none_is_known(zone, clock):
    assert f"{local_time(zone, NOON):%H:%M}" == clock
