"""Time zones, as people name them: by city, by IANA name, by hours from UTC, by a place."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel import Locale

from bot.telegram.words import LANGUAGES

UTC = "UTC"
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+\-−–])\s*(\d{1,2})(?::?00)?", re.IGNORECASE)
# Names that Unicode's tables of cities keep for what tzdata calls otherwise now.
_RENAMED = MappingProxyType({"Europe/Kiev": "Europe/Kyiv", "Asia/Calcutta": "Asia/Kolkata"})
_ROW = re.compile(r"([+-]\d+)([+-]\d+)")


def find_zone(text: str) -> str | None:
    """Return the IANA name of the zone that a text means, or None.

    Cities are known in English and in the languages of the bot; "UTC+2" is a zone too.
    """
    wanted = _fold(text)
    if shift := _OFFSET.fullmatch(text.strip()):
        hours = int(shift[2]) * (1 if shift[1] == "+" else -1)
        # In names of this kind the sign is the other way round.
        name = f"Etc/GMT{-hours:+d}" if hours else UTC
        return name if is_zone(name) else None
    return _names().get(wanted)


def is_zone(name: str) -> bool:
    """Whether a zone of that IANA name exists."""
    return name in _known()


def nearest_zones(latitude: float, longitude: float, count: int) -> tuple[str, ...]:
    """Return the zones whose cities are nearest to a place, nearest first. In degrees."""

    def distance(city: tuple[float, float]) -> float:
        # The haversine of the angle between the two, on a sphere.
        north, east = radians(city[0] - latitude), radians(city[1] - longitude)
        both = cos(radians(latitude)) * cos(radians(city[0]))
        return asin(sqrt(min(1.0, sin(north / 2) ** 2 + both * sin(east / 2) ** 2)))

    cities = _cities()
    return tuple(sorted(cities, key=lambda name: (distance(cities[name]), name))[:count])


def name_zone(name: str) -> str:
    """Return how a zone is shown: "Europe/Kyiv", "UTC+2"; empty is UTC."""
    shift = re.fullmatch(r"Etc/GMT([+-])(\d+)", name)
    if shift:
        return f"UTC{'-' if shift[1] == '+' else '+'}{shift[2]}"
    return name or UTC


def local_time(name: str, now: datetime) -> datetime:
    """Return what the clocks of a zone show; those of UTC when the zone is not known."""
    try:
        return now.astimezone(ZoneInfo(name or UTC))
    except (ZoneInfoNotFoundError, ValueError):
        return now.astimezone(ZoneInfo(UTC))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """All zones but those that are none."""
    return frozenset(available_timezones() - {"Factory", "localtime"})


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """What people write, folded, to IANA names; of two cities of one name the first by name."""
    known = sorted(_known())
    names = {_fold(name): _RENAMED.get(name, name) for name in known}
    for language in LANGUAGES:
        for name, said in Locale(language).time_zones.items():
            zone = _RENAMED.get(name, name)
            if "city" in said and zone in _known():
                names.setdefault(_fold(said["city"]), zone)
    for name in known:
        if "/" in name and not name.startswith(("Etc/", "SystemV/")):
            names.setdefault(_fold(name.rpartition("/")[2]), _RENAMED.get(name, name))
    return names


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, tuple[float, float]]:
    """The principal city of each zone: its latitude and longitude."""
    table = (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    cities = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            _, place, name, *_ = line.split("\t")
            if found := _ROW.fullmatch(place):
                cities[name] = (_degrees(found[1], whole=3), _degrees(found[2], whole=4))
    return cities


def _degrees(text: str, *, whole: int) -> float:
    """Return degrees of ±DDMM, ±DDMMSS, ±DDDMM or ±DDDMMSS; `whole`: digits with the sign."""
    minutes, seconds = text[whole : whole + 2], text[whole + 2 :]
    degrees = abs(int(text[:whole])) + int(minutes) / 60 + int(seconds or "0") / 3600
    return -degrees if text.startswith("-") else degrees


def _fold(text: str) -> str:
    words = re.sub(r"[\s_\-.]+", " ", re.sub("['’ʼ]", "", text))
    return " ".join(words.split()).casefold()
