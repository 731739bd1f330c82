"""Reads a body: bytes in, a ParsedFeed out. Nothing else knows feedparser's objects."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.entities import html5
from typing import Any
from xml.sax import SAXException

import feedparser

from bot.errors import ParseError
from bot.feeds.items import (
    LONGEST_NAME,
    RawFeed,
    RawItem,
    absolute_link,
    language_tag,
    refine_item,
    shorten,
)
from bot.feeds.jsonfeed import is_json, read_json_feed
from bot.feeds.pause import read_pause
from bot.feeds.refusals import name_body
from bot.feeds.sitemap import is_sitemap, read_sitemap
from bot.feeds.tame import MOST_ITEMS, narrow, within_reason
from bot.feeds.text import plain_text
from bot.models import ParsedFeed

_REFERENCE = re.compile(r"&([A-Za-z]\w*);")
# What feedparser says about a text, not the feed's own words.
_LABELS = {"type", "rel", "base", "language", "scheme", "length"}


def parse_feed(body: bytes, *, content_type: str, url: str) -> ParsedFeed:
    """Read RSS, RDF, Atom or JSON Feed as far as the body goes.

    `content_type` is the server's header, which may name the charset; `url` is where the body
    came from, and relative links start there. Raises ParseError when the body is no feed; the
    message says what it is instead.
    """
    return refine_feed(read_raw(body, content_type), url=url)


def read_raw(body: bytes, content_type: str) -> RawFeed:
    """Read a body as it is written; ParseError as above."""
    if not body.strip(b"\0 \t\r\n"):
        raise ParseError("the body is empty")
    if is_json(body):
        return read_json_feed(body, most=MOST_ITEMS)
    body, content_type = narrow(body, content_type)
    if is_sitemap(body):
        return read_sitemap(body, most=MOST_ITEMS)
    return _read_xml(body, content_type)


def refine_feed(raw: RawFeed, *, url: str) -> ParsedFeed:
    """Make plain articles of what was read; the body came from `url`."""
    refined = [refine_item(item, url=url, language=raw.language) for item in raw.items]
    articles = tuple(article for article in refined if article is not None)
    return ParsedFeed(
        title=shorten(plain_text(raw.title), LONGEST_NAME),
        language=language_tag(raw.language),
        articles=articles,
        skipped=len(refined) - len(articles),
        pause=raw.pause,
        hub=absolute_link(raw.hub, url),
        topic=absolute_link(raw.topic, url),
    )


def _read_xml(body: bytes, content_type: str) -> RawFeed:
    """Let feedparser read; damage ("bozo") matters only when nothing at all was found."""
    # No Content-Location is given: feedparser would join guids to it too, and an article would
    # change its identity with the feed's address.
    headers = {"content-type": content_type}
    # It looks for a parser that nobody has for years, in all folders, at each call.
    feedparser.api.PREFERRED_XML_PARSERS.clear()
    try:
        found = feedparser.parse(
            io.BytesIO(within_reason(body)),  # never a string, which could be fetched
            response_headers=headers,
            resolve_relative_uris=False,  # only links count, and those are resolved anyway
            sanitize_html=False,  # half the time of a parse, and all HTML becomes text here
        )
    except MemoryError:
        raise  # the caller set the limit
    except Exception as error:  # what feedparser raises on damage is not foreseeable
        raise ParseError(f"cannot be read: {type(error).__name__}: {error}") from error
    if not found.get("version") and not found.entries:
        raise ParseError(name_body(body))
    said = found.feed
    return RawFeed(
        title=_text(said.get("title")),
        language=_text(said.get("language")),
        items=tuple(_read_entry(entry) for entry in found.entries[:MOST_ITEMS]),
        pause=read_pause(
            *(_text(said.get(name)) for name in ("ttl", "sy_updateperiod", "sy_updatefrequency"))
        ),
        hub=_address(said, "hub"),
        topic=_address(said, "self"),
        damaged=isinstance(found.get("bozo_exception"), SAXException),
    )


def _address(feed: Any, rel: str) -> str:
    """Where the feed's first link of a kind leads."""
    links = (_text(link.get("href")) for link in feed.get("links", ()) if link.get("rel") == rel)
    return next(filter(None, links), "")


def _read_entry(entry: Any) -> RawItem:
    title_detail = entry.get("title_detail") or {}
    return RawItem(
        # Of a body that is cut short feedparser leaves it as written.
        guid=_text(entry.get("id")).replace("&amp;", "&"),
        link=_link(entry),
        title=_text(entry.get("title")),
        summary=_text(entry.get("summary")) or _content(entry),
        body=_content(entry),
        published=_time(entry),
        author=_text(entry.get("author")),
        language=_text(entry.get("language")) or _text(title_detail.get("language")),
        remains=next(_all_words(entry), ""),
    )


def _text(value: object) -> str:
    """A text of feedparser's. Odd attributes make it store a dict, or None, in its place."""
    if not isinstance(value, str):
        return ""
    # In broken XML it takes the "&D" of "R&D budget" for an entity, and closes it: "R&D;".
    return _REFERENCE.sub(_open_unknown, value) if "&" in value else value


def _open_unknown(reference: re.Match[str]) -> str:
    name = reference[1]
    return reference[0] if f"{name};" in html5 else f"&{name}"


def _all_words(value: object) -> Iterator[str]:
    """Every text inside a value of feedparser's, in its order, labels last."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _all_words(inner)
    elif isinstance(value, dict):
        for _, inner in sorted(value.items(), key=lambda item: item[0] in _LABELS):
            yield from _all_words(inner)


def _link(entry: Any) -> str:
    link = _text(entry.get("link"))
    if link and not (entry.get("guidislink") and "://" not in link):
        return link
    # A guid that is no address was taken for one, or the link has an unusual type.
    alternates = (
        _text(other.get("href")) for other in entry.get("links", ()) if _is_alternate(other)
    )
    return next(filter(None, alternates), "")


def _is_alternate(link: Any) -> bool:
    return bool(link.get("rel") == "alternate")


def _content(entry: Any) -> str:
    values = (_text(content.get("value")) for content in entry.get("content", ()))
    return next(filter(None, values), "")


def _time(entry: Any) -> datetime | None:
    """When the item was published, else updated. feedparser's times are UTC already."""
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        # Asked with "in" first: feedparser warns when an absent "updated" is read.
        parsed = entry[name] if name in entry else None  # noqa: SIM401 - see above
        if parsed:
            try:
                year, month, day, hour, minute, second = parsed[:6]
                return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
            except (ValueError, OverflowError, TypeError):
                continue
    return None
