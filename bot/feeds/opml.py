"""OPML, in which feed readers hand each other their feeds: text in, FeedSpecs out, and back.

Folders are tags. What OPML has no word for stands in attributes of our own namespace; without
a prefix they are read too. Only expat is at work, and it refuses a document that declares
entities: nothing is fetched, nothing grows.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from html.entities import html5
from xml.parsers.expat import ExpatError, ParserCreate

from bot.durations import format_duration, parse_duration
from bot.errors import BotError
from bot.feeds.discovery import tidy_address
from bot.feeds.text import clean_text
from bot.models.polls import FeedOptions, FeedSpec

NAMESPACE = "urn:tocsin:feeds"
LARGEST = 20_000_000  # bytes: a hundred thousand feeds
_DEEPEST = 50  # folders within each other

_SEPARATOR = " "  # between a namespace and a name, as expat is told
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#[xX][0-9a-fA-F]+);)(?:(\w+);)?")
_YES = ("true", "yes", "on", "1")


class OpmlError(BotError):
    """A document that is no OPML, or is not to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlFeeds:
    """The feeds of a document, in its order."""

    feeds: tuple[FeedSpec, ...]
    refused: tuple[str, ...]  # what is wrong with which other outlines, in words


def read_opml(data: bytes) -> OpmlFeeds:
    """Return the feeds of an OPML document. Raises OpmlError when it is none."""
    if len(data) > LARGEST:
        raise OpmlError(f"more than {LARGEST // 1_000_000} MB, which no list of feeds needs")
    reader = _Reader()
    parser = ParserCreate(namespace_separator=_SEPARATOR)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = _refuse_entities
    try:
        parser.Parse(data if b"\0" in data[:4] else _BARE.sub(_mend, data), True)
    except ExpatError as error:
        raise OpmlError(f"line {error.lineno}: no well-formed XML ({error})") from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise OpmlError(f"cannot be read: {error}") from error
    return OpmlFeeds(feeds=tuple(reader.feeds), refused=tuple(reader.refused))


def _refuse_entities(*_declared: object) -> None:
    raise OpmlError("it declares entities, which no list of feeds needs: not read")


def _mend(found: re.Match[bytes]) -> bytes:
    """Escape what stands for itself ("R&D"), and resolve the entities of HTML ("&nbsp;")."""
    name = (found[1] or b"").decode("ascii", "replace")
    if meant := html5.get(f"{name};"):
        return b"".join(b"&#%d;" % ord(sign) for sign in meant)
    return b"&amp;" + found[0][1:]


class _Reader:
    """Follows the outlines of a document."""

    def __init__(self) -> None:
        self.feeds: list[FeedSpec] = []
        self.refused: list[str] = []
        self._open: list[str] = []  # the tag of each open outline; empty: it is none
        self._begun = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(_SEPARATOR)[2].lower()
        if not self._begun and local != "opml":
            raise OpmlError(f"this is no OPML but <{local}>")
        self._begun = True
        if local != "outline":
            return
        said = _name_plainly(attributes)
        if len(self._open) >= _DEEPEST:
            raise OpmlError(f"more than {_DEEPEST} folders within each other")
        if url := said.get("xmlurl", "").strip():
            self._open.append("")
            self._take(url, said)
        else:
            self._open.append(clean_text(said.get("text") or said.get("title") or ""))

    def end(self, name: str) -> None:
        if name.rpartition(_SEPARATOR)[2].lower() == "outline":
            self._open.pop()

    def _take(self, url: str, said: Mapping[str, str]) -> None:
        title = clean_text(said.get("text") or said.get("title") or "")
        folders = [tag for tag in self._open if tag]
        others = (clean_text(one).strip("/") for one in said.get("category", "").split(","))
        tags = [*folders, *(tag for tag in others if tag and tag not in folders)]
        url = tidy_address(url)
        try:
            self.feeds.append(_read_feed(url, title, tuple(tags), said))
        except ValueError as error:
            self.refused.append(f"{title or url}: {error}")


def _read_feed(url: str, title: str, tags: tuple[str, ...], said: Mapping[str, str]) -> FeedSpec:
    interval = said.get("interval", "").strip()
    return FeedSpec(
        url=url,
        title="" if title == url else title,
        language=clean_text(said.get("language", "")),
        interval=parse_duration(interval) if interval else None,
        fast=said.get("fast", "").strip().lower() in _YES,
        fulltext=said.get("fulltext", "").strip().lower() in _YES,
        tags=tags,
        options=FeedOptions(
            headers=_read_pairs(said.get("headers", ""), "\n", ":"),
            cookies=_read_pairs(said.get("cookies", ""), ";", "="),
            user=said.get("user", "").strip(),
            password=said.get("password", "").strip(),
            user_agent=said.get("user_agent", "").strip(),
            proxy=said.get("proxy", "").strip(),
        ),
    )


def _name_plainly(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return attributes by their names in small letters; those of our namespace go first."""
    found: dict[str, str] = {}
    for name, value in attributes.items():
        space, _, local = name.rpartition(_SEPARATOR)
        if space == NAMESPACE:
            found[local.lower()] = value
        elif not space:
            found.setdefault(local.lower(), value)
    return found


def _read_pairs(written: str, between: str, within: str) -> tuple[tuple[str, str], ...]:
    pairs = (one.partition(within) for one in written.split(between) if one.strip())
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


# ---------------------------------------------------------------- writing


def write_opml(feeds: Iterable[FeedSpec], *, title: str) -> str:
    """Return a document of feeds; tags become folders, the first one outside.

    Feeds of one folder stand together, so their order may change. Secrets stand in it as they
    stand in `feeds`: as ${NAME}, if the list was read without an environment.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:tocsin="{NAMESPACE}">',
        f"  <head><title>{escape(title)}</title></head>",
        "  <body>",
        *_write_folder(_Folder(feeds), "    "),
        "  </body>",
        "</opml>",
    ]
    return "\n".join(lines) + "\n"


class _Folder:
    """Feeds, and folders, in the order in which they first come."""

    def __init__(self, feeds: Iterable[FeedSpec]) -> None:
        self.feeds: list[FeedSpec] = []
        self.within: dict[str, _Folder] = {}
        for feed in feeds:
            place = self
            for tag in feed.tags:
                place = place.within.setdefault(tag, _Folder(()))
            place.feeds.append(feed)


def _write_folder(folder: _Folder, pad: str) -> Iterable[str]:
    for feed in folder.feeds:
        said = " ".join(f"{name}={_quote(value)}" for name, value in _say(feed) if value)
        yield f"{pad}<outline {said}/>"
    for tag, inner in folder.within.items():
        yield f"{pad}<outline text={_quote(tag)}>"
        yield from _write_folder(inner, f"{pad}  ")
        yield f"{pad}</outline>"


def _say(feed: FeedSpec) -> Iterable[tuple[str, str]]:
    options = feed.options
    title = feed.title or feed.url  # every outline has a text
    yield from (("type", "rss"), ("text", title), ("title", title), ("xmlUrl", feed.url))
    yield "language", feed.language
    yield "tocsin:interval", format_duration(feed.interval) if feed.interval else ""
    yield "tocsin:fast", "true" if feed.fast else ""
    yield "tocsin:fulltext", "true" if feed.fulltext else ""
    yield "tocsin:headers", "\n".join(f"{name}: {value}" for name, value in options.headers)
    yield "tocsin:cookies", "; ".join(f"{name}={value}" for name, value in options.cookies)
    yield "tocsin:user", options.user
    yield "tocsin:password", options.password
    yield "tocsin:user_agent", options.user_agent
    yield "tocsin:proxy", options.proxy


def _quote(text: str) -> str:
    """Return an attribute's value, in quotes; line breaks survive."""
    return '"' + escape(text).replace("\n", "&#10;").replace("\t", "&#9;") + '"'
