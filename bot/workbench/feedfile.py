"""Feeds put into a feed list, and taken out, by hand as it were: the rest stays as it is."""

import re
from collections.abc import Sequence

from bot.durations import format_duration
from bot.errors import BotError
from bot.models.polls import FeedSpec
from bot.rules.files.feedlist import identify_address, parse_feeds
from bot.rules.files.nodes import Listing, Mapping, Node, Text, parse_nodes
from bot.rules.files.problems import Problems

_PLAIN_URL = re.compile(r"https?://[^\s\"'#,\[\]{}]+(?<!:)")
_PLAIN = re.compile(r"[^\W\d_][\w-]*(?: [\w-]+)*")
_NOT_PLAIN = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}  # to other readers
_NOTHING = re.compile(r" *\[ *\](?= *(?:#|$))")


def add_feeds(text: str, feeds: Sequence[FeedSpec]) -> str:
    """Return a feed list with further feeds at its end.

    Raises RuleFileError when the list does not hold with them, BotError when it is written in a
    way that leaves no place for them.
    """
    if not feeds:
        return text
    lines, ending = _split(text)
    if not any(line.strip() and not line.lstrip().startswith("#") for line in lines):
        lines = [*_strip_end(lines), "feeds:"]
    key, listed, last = _find_list(lines)
    indent = "  "
    at = key.line
    if isinstance(listed, Listing) and listed.items:
        line = lines[listed.line - 1]
        indent = line[: listed.column - 1]
        if indent.strip() or not line[listed.column - 1 :].startswith("-"):
            raise BotError(f"line {listed.line} leaves no place for another feed: write it there")
        at = last
        while lines[at - 1].strip()[:1] in ("", "#"):
            at -= 1  # what stands above the next key belongs to that
    else:
        lines[at - 1] = _NOTHING.sub("", lines[at - 1])
    written = [f"{indent}{line}" for feed in feeds for line in write_feed(feed)]
    added = ending.join([*lines[:at], *written, *lines[at:]])
    return _confirm(added if added.endswith("\n") else f"{added}{ending}")


def remove_feed(text: str, url: str) -> str:
    """Return a feed list without a feed; comments above it stay. Raises BotError."""
    lines, ending = _split(text)
    key, listed, last = _find_list(lines)
    items = listed.items if isinstance(listed, Listing) else ()
    for place, item in enumerate(items):
        if not _is_at(item, url):
            continue
        assert isinstance(listed, Listing)
        first = _dash_line(lines, item, listed)
        end = _dash_line(lines, items[place + 1], listed) - 1 if items[place + 1 :] else last
        while end > first and lines[end - 1].strip()[:1] in ("", "#"):
            end -= 1  # what stands above the next feed belongs to that
        if len(items) == 1:
            lines[key.line - 1] = _say_empty(lines[key.line - 1])
        return _confirm(ending.join([*lines[: first - 1], *lines[end:]]))
    raise BotError(f"{url} is not in the list")


def write_feed(feed: FeedSpec) -> list[str]:
    """Return a feed as lines of a list, from the dash on."""
    options = feed.options
    given: list[tuple[str, str]] = [
        ("title", _quote(feed.title)),
        ("language", _quote(feed.language)),
        ("interval", format_duration(feed.interval) if feed.interval else ""),
        ("fast", "true" if feed.fast else ""),
        ("fulltext", "true" if feed.fulltext else ""),
        ("tags", f"[{', '.join(map(_quote, feed.tags))}]" if feed.tags else ""),
        ("user", _quote(options.user)),
        ("password", _quote(options.password)),
        ("user_agent", _quote(options.user_agent)),
        ("proxy", _quote(options.proxy)),
    ]
    url = feed.url if _PLAIN_URL.fullmatch(feed.url) else _quote(feed.url)
    lines = [f"- url: {url}", *(f"  {key}: {value}" for key, value in given if value)]
    for key, pairs in (("headers", options.headers), ("cookies", options.cookies)):
        if pairs:
            lines.append(f"  {key}:")
            lines += [f"    {_quote(name)}: {_quote(value)}" for name, value in pairs]
    return lines


def _quote(text: str) -> str:
    """Write a text as YAML; in quotes where anybody could take it for something else."""
    if not text or (_PLAIN.fullmatch(text) and text.lower() not in _NOT_PLAIN):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _split(text: str) -> tuple[list[str], str]:
    """Return the lines, and how they end."""
    ending = "\r\n" if "\r\n" in text else "\n"
    return text.replace("\r\n", "\n").split("\n"), ending


def _find_list(lines: list[str]) -> tuple[Text, Node, int]:
    """Return the key "feeds", what stands under it, and the last line that may belong to it."""
    root = parse_nodes("\n".join(lines), Problems(""))
    entries = root.entries if isinstance(root, Mapping) else ()
    for place, (key, value) in enumerate(entries, start=1):
        if key.text == "feeds":
            after = entries[place][0].line - 1 if place < len(entries) else len(lines)
            return key, value, after
    raise BotError('there is no key "feeds" in the list: write "feeds:" into it')


def _is_at(item: Node, url: str) -> bool:
    for key, value in item.entries if isinstance(item, Mapping) else ():
        if key.text == "url" and isinstance(value, Text):
            written = value.text.strip()
            return written == url or _same(written, url)
    return False


def _same(one: str, other: str) -> bool:
    try:
        return identify_address(one) == identify_address(other)
    except (ValueError, KeyError):  # no address at all
        return False


def _dash_line(lines: list[str], item: Node, listed: Listing) -> int:
    """Return the line, from 1, on which an item begins."""
    line = item.line
    while not lines[line - 1][listed.column - 1 :].startswith("-"):
        line -= 1
        if line < listed.line:
            raise BotError(f"line {item.line}: the feeds stand on one line: delete it there")
    return line


def _say_empty(line: str) -> str:
    key, colon, rest = line.partition(":")
    return f"{key}{colon} []{rest}"


def _strip_end(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def _confirm(text: str) -> str:
    """Return a list that holds; raises RuleFileError when it does not."""
    parse_feeds(text, "the feed list")
    return text
