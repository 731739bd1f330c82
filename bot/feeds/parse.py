"""Reads a body: bytes in, a ParsedFeed out. Nothing else knows feedparser's objects."""

import io
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from html.entities import html5
from json import detect_encoding
from typing import Any

import feedparser

from bot.errors import ParseError
from bot.feeds.items import (
    LONGEST_NAME,
    RawFeed,
    RawItem,
    language_tag,
    refine_item,
    shorten,
)
from bot.feeds.jsonfeed import is_json, read_json_feed
from bot.feeds.text import plain_text
from bot.models import ParsedFeed

MOST_ITEMS = 2_000
_ITEM_START = re.compile(rb"<(?:[\w-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ITEM_END = re.compile(rb"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_LEADING_SPACE = re.compile(rb"\A(?:\xef\xbb\xbf)?[ \t\r\n]+(?=<[?!A-Za-z])")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_GAP = re.compile(rb"[ \t\r\n]{20,}")
_ROOT = re.compile(rb"<([A-Za-z][\w:.-]*)")
_REFERENCE = re.compile(r"&([A-Za-z]\w*);")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PAGE_TITLE = re.compile(rb"<title[^>]*>([^<]{1,200})", re.IGNORECASE)
# Words of the pages that stand between robots and a site.
_WALL = re.compile(
    rb"just a moment|cf-chl|challenge-platform|captcha|attention required|checking your browser"
    rb"|ddos-guard|_incapsula_|datadome|pardon our interruption|are you a robot|unusual traffic"
    rb"|verify(?:ing)? (?:that )?you are (?:a )?human|enable javascript and cookies|access denied",
    re.IGNORECASE,
)
# What feedparser says about a text, not the feed's own words.
_LABELS = {"type", "rel", "base", "language", "scheme", "length"}
_ENTITY = re.compile(
    rb"""<!ENTITY\s+(?:%\s+)?[^\s"'<>]+\s+(?:"([^"]*)"|'([^']*)')\s*>""", re.IGNORECASE
)
_LONGEST_ENTITY = 50  # bytes; a sign or a name, which is what feeds have entities for


def parse_feed(body: bytes, *, content_type: str, url: str) -> ParsedFeed:
    """Read RSS, RDF, Atom or JSON Feed as far as the body goes.

    `content_type` is the server's header, which may name the charset; `url` is where the body
    came from, and relative links start there. Raises ParseError when the body is no feed; the
    message says what it is instead.
    """
    if not body.strip(b"\0 \t\r\n"):
        raise ParseError("the body is empty")
    is_object = is_json(body)
    raw = read_json_feed(body, most=MOST_ITEMS) if is_object else _read_xml(body, content_type)
    refined = [refine_item(item, url=url, language=raw.language) for item in raw.items]
    articles = tuple(article for article in refined if article is not None)
    return ParsedFeed(
        title=shorten(plain_text(raw.title), LONGEST_NAME),
        language=language_tag(raw.language),
        articles=articles,
        skipped=len(refined) - len(articles),
    )


def _read_xml(body: bytes, content_type: str) -> RawFeed:
    """Let feedparser read; damage ("bozo") matters only when nothing at all was found."""
    body, content_type = _narrow(body, content_type)
    # No Content-Location is given: feedparser would join guids to it too, and an article would
    # change its identity with the feed's address.
    headers = {"content-type": content_type}
    try:
        with warnings.catch_warnings():
            # Of features that feedparser itself still uses; not ours to change.
            warnings.simplefilter("ignore", DeprecationWarning)
            found = feedparser.parse(
                io.BytesIO(_within_reason(body)),  # never a string, which could be fetched
                response_headers=headers,
                resolve_relative_uris=False,  # only links count, and those are resolved anyway
                sanitize_html=False,  # half the time of a parse, and all HTML becomes text here
            )
    except MemoryError:
        raise  # the caller set the limit
    except Exception as error:  # what feedparser raises on damage is not foreseeable
        raise ParseError(f"cannot be read: {type(error).__name__}: {error}") from error
    if not found.get("version") and not found.entries:
        raise ParseError(_name_body(body))
    return RawFeed(
        title=found.feed.get("title", ""),
        language=found.feed.get("language", ""),
        items=_drop_stump([_read_entry(entry) for entry in found.entries[:MOST_ITEMS]], body),
    )


def _drop_stump(items: list[RawItem], body: bytes) -> tuple[RawItem, ...]:
    """Leave out a last item that a cut body ends in, if what is left cannot be recognised.

    It comes whole with the next poll, and would be another article then.
    """
    if items and not items[-1].guid and not items[-1].link:
        last_start = max((start.start() for start in _ITEM_START.finditer(body)), default=0)
        if last_start and not _ITEM_END.search(body, last_start):
            items = items[:-1]
    return tuple(items)


def _read_entry(entry: Any) -> RawItem:
    title_detail = entry.get("title_detail") or {}
    return RawItem(
        guid=_text(entry.get("id")),
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


def _narrow(body: bytes, content_type: str) -> tuple[bytes, str]:
    """Turn UTF-16 and UTF-32 into UTF-8, whatever the header says.

    feedparser believes the header first, and their zeros pass for ASCII.
    """
    encoding = detect_encoding(body)
    if encoding.startswith(("utf-16", "utf-32")):
        text = _DECLARATION.sub("", body.decode(encoding, "replace").lstrip("\ufeff"))
        if text.lstrip().startswith("<"):
            return text.encode("utf-8", "replace"), "application/xml; charset=utf-8"
    return body, content_type


def _within_reason(body: bytes) -> bytes:
    """Cut what makes a body dear to read: items beyond the first 2,000, entities that grow."""
    body = _LEADING_SPACE.sub(b"", body)  # before the declaration it makes XML ill-formed
    root = _ROOT.search(body)
    prolog = root.start() if root else 0
    # Its patterns for the prolog take quadratic time over empty lines.
    body = _GAP.sub(b"\n", body[:prolog]) + body[prolog:]
    if b"<!ENTITY" in body:
        body = _ENTITY.sub(_keep_harmless, body)
    ends = [end.end() for end in _ITEM_END.finditer(body)]
    if len(ends) > MOST_ITEMS:
        body = body[: ends[MOST_ITEMS - 1]] + body[ends[-1] :]
    return body


def _keep_harmless(declaration: re.Match[bytes]) -> bytes:
    """Drop an entity made of other entities, or long enough to be worth repeating."""
    value = declaration[1] if declaration[1] is not None else declaration[2]
    nested = re.search(rb"[&%](?!#)", value)
    return b"" if nested or len(value) > _LONGEST_ENTITY else declaration[0]


def _name_body(body: bytes) -> str:
    """Say what a body is that is no feed."""
    head = body[:100_000]
    page = _PAGE.search(head)
    if page:
        title = _PAGE_TITLE.search(head)
        words = plain_text(title[1].decode("utf-8", "replace")) if title else ""
        named = f' ("{shorten(words, 80)}")' if words else ""
        if _WALL.search(head):
            return f"a bot wall instead of a feed{named}: the site turns robots away here"
        return f"an HTML page instead of a feed{named}: look there for the feed's address"
    root = _ROOT.search(head)
    if root and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return f"an XML document (<{root[1].decode('ascii', 'replace')}>) that is no feed"
    return "neither XML nor JSON: not a feed"
