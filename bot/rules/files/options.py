"""Values of a rule's keys other than its conditions. Each reader reports what does not fit."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.durations import parse_duration
from bot.rules.book import Filters, Hours, MinSources, Nearness
from bot.rules.files.nodes import Node, Text
from bot.rules.files.problems import Problems
from bot.rules.files.reading import read_list, read_mapping, read_text, suggest
from bot.rules.terms import FIELDS

FILTER_KEYS = ("languages", "sources", "hours", "max_age")
DEFAULT_FIELDS = ("title", "summary")

_MOST_WORDS = 1_000
_LANGUAGE = re.compile(r"([a-z]{2,3})(-[a-z0-9]{2,8})*", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2}):(\d\d) ?[-–] ?(\d{1,2}):(\d\d)(?: +(\S+))?", re.ASCII)

Value = TypeVar("Value")


def read_near(node: Node | None, clauses: int, problems: Problems) -> Nearness | None:
    """Return what `near:` says: a number of words, "sentence", "ordered", or two of these."""
    text = read_text(node, '"near"', problems)
    if node is None or text is None:
        return None
    words: int | None = None
    sentence = ordered = False
    for part in text.replace(",", " ").split():
        if part == "sentence":
            sentence = True
        elif part == "ordered":
            ordered = True
        elif re.fullmatch("[0-9]{1,9}", part) and 2 <= int(part) <= _MOST_WORDS and words is None:
            words = int(part)
        else:
            hint = (
                f'a number of words from 2 to {_MOST_WORDS:,}, "sentence", "ordered", '
                'or a number or "sentence" with "ordered": near: 12 ordered'
            )
            problems.add(node, f'"near" cannot be "{part}"', hint)
            return None
    if clauses < 2:
        hint = "list them under all; a rule with one clause is near to nothing"
        problems.add(node, '"near" needs two clauses or more', hint)
    return Nearness(words=words, sentence=sentence, ordered=ordered)


def read_fields(node: Node | None, problems: Problems) -> tuple[str, ...]:
    """Return what `in:` says, in the order of FIELDS; without it title and summary."""
    named = _read_each(node, '"in"', lambda text: _one_of(text, FIELDS), problems)
    return tuple(name for name in FIELDS if name in named) or DEFAULT_FIELDS


def read_filters(fields: dict[str, Node], problems: Problems) -> Filters:
    """Return what `languages:`, `sources:`, `hours:` and `max_age:` say."""
    age = _read_value(fields.get("max_age"), '"max_age"', parse_duration, problems)
    return Filters(
        languages=_read_each(fields.get("languages"), '"languages"', _read_language, problems),
        sources=_read_each(fields.get("sources"), '"sources"', str, problems),
        hours=_read_value(fields.get("hours"), '"hours"', _read_hours, problems),
        max_age=_positive(age, fields.get("max_age"), '"max_age"', problems),
    )


def read_min_sources(node: Node | None, problems: Problems) -> MinSources | None:
    """Return what `min_sources: {count: 2, within: 1h}` says."""
    keys = ("count", "within")
    if node is None:
        return None
    fields = read_mapping(node, '"min_sources"', keys, problems, required=keys)
    if fields is None:
        return None
    count = _read_value(fields.get("count"), '"count"', _read_count, problems)
    within = _read_value(fields.get("within"), '"within"', parse_duration, problems)
    within = _positive(within, fields.get("within"), '"within"', problems)
    return MinSources(count=count, within=within) if count and within else None


def read_number(node: Node | None, what: str, problems: Problems) -> float | None:
    """Return a number, which may have decimals and a sign."""
    return _read_value(node, what, _read_float, problems)


# ---------------------------------------------------------------- single values


def _read_value(
    node: Node | None, what: str, read: Callable[[str], Value], problems: Problems
) -> Value | None:
    """Return what `read` makes of the text; its ValueError has message and perhaps a hint."""
    text = read_text(node, what, problems)
    if node is None or text is None:
        return None
    try:
        return read(text)
    except ValueError as error:
        message, hint = (*error.args, "")[:2]
        problems.add(node, f"{what}: {message}", hint)
        return None


def _read_each(
    node: Node | None, what: str, read: Callable[[str], str], problems: Problems
) -> tuple[str, ...]:
    """Return the items of a list, each once; a single text is a list of one."""
    single = isinstance(node, Text) and node.text
    nodes = (node,) if node is not None and single else read_list(node, what, problems)
    if node is not None and not nodes and not isinstance(node, Text):
        problems.add(node, f"{what} is empty", "fill it in or delete the key")
    values = (_read_value(item, what, read, problems) for item in nodes)
    return tuple(dict.fromkeys(value for value in values if value))


def _one_of(text: str, known: tuple[str, ...]) -> str:
    if text.lower() not in known:
        raise ValueError(f'there is no "{text}"', suggest(text, known, "it can be "))
    return text.lower()


# Countries that are taken for languages; no feed is ever in these.
_COUNTRIES = {"ua": "uk", "gb": "en", "us": "en", "at": "de", "cz": "cs", "dk": "da", "gr": "el"}


def _read_language(text: str) -> str:
    found = _LANGUAGE.fullmatch(text)
    if not found:
        raise ValueError(f'"{text}" is no language', "write a code such as en, de, pl, uk, ru")
    if meant := _COUNTRIES.get(found[1].lower()):
        raise ValueError(f'"{text}" is a country, no language', f"did you mean {meant}?")
    return found[1].lower()


def _read_hours(text: str) -> Hours:
    hint = 'write it in quotes, like "06:00-22:00" or "06:00-22:00 Europe/Kyiv"; UTC unless said'
    found = _HOURS.fullmatch(text)
    if not found:
        raise ValueError(f'"{text}" is no part of a day', hint)
    try:
        begin = _read_time(found[1], found[2])
        end = _read_time(found[3], found[4])
    except ValueError:
        raise ValueError(f'"{text}" holds a time that no clock shows', hint) from None
    zone = found[5] or "UTC"
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, LookupError):
        raise ValueError(f'there is no time zone "{zone}"', hint) from None
    return Hours(begin=begin, end=end, zone=zone)


def _read_time(hour: str, minute: str) -> time:
    return time() if (hour, minute) == ("24", "00") else time(int(hour), int(minute))


def _read_count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,3}", text) or int(text) < 2:
        raise ValueError(f'"{text}" is no number of sources', "write 2 or more")
    return int(text)


def _read_float(text: str) -> float:
    if not re.fullmatch(r"[+-]?\d{1,9}(\.\d{1,9})?", text, re.ASCII):
        raise ValueError(f'"{text}" is no number', "write it like 2 or 0.5")
    return float(text)


def _positive(
    value: timedelta | None, node: Node | None, what: str, problems: Problems
) -> timedelta | None:
    if node is not None and value is not None and not value:
        problems.add(node, f"{what} is zero", 'write it like "6h"')
        return None
    return value
