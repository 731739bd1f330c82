"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/): bytes in, a RawFeed out."""

import json
from datetime import UTC, datetime
from typing import Any

from bot.errors import ParseError
from bot.feeds.items import RawFeed, RawItem


def is_json(body: bytes) -> bool:
    """Say whether a body begins like a JSON object, which no XML does."""
    return body[:200].lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n").startswith(b"{")


def read_json_feed(body: bytes, *, most: int) -> RawFeed:
    """Read at most `most` items; ParseError when the body is another kind of JSON, or broken."""
    try:
        document = json.loads(body.decode(json.detect_encoding(body), "replace").lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise ParseError(f"broken JSON instead of a feed: {error}") from error
    version = document.get("version")
    items = document.get("items")
    if not isinstance(items, list) or "jsonfeed.org/version/1" not in str(version):
        raise ParseError("a JSON document that is not a JSON Feed of version 1 or 1.1")
    return RawFeed(
        title=_text(document.get("title")),
        language=_text(document.get("language")),
        items=tuple(_read_item(item) for item in items[:most] if isinstance(item, dict)),
        hub=_hub(document.get("hubs")),
        topic=_text(document.get("feed_url")),
    )


def _read_item(item: dict[str, Any]) -> RawItem:
    return RawItem(
        guid=_text(item.get("id")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=_text(item.get("title")),
        summary=_first(item, "summary", "content_text", "content_html"),
        body=_first(item, "content_text", "content_html"),
        published=_time(item.get("date_published")) or _time(item.get("date_modified")),
        author=_author(item),
        language=_text(item.get("language")),
    )


def _hub(hubs: object) -> str:
    """The first WebSub hub; there are other kinds."""
    listed = [hub for hub in hubs if isinstance(hub, dict)] if isinstance(hubs, list) else []
    websub = (_text(hub.get("url")) for hub in listed if _text(hub.get("type")) == "WebSub")
    return next(filter(None, websub), "")


def _first(item: dict[str, Any], *names: str) -> str:
    return next(filter(None, (_text(item.get(name)) for name in names)), "")


def _text(value: object) -> str:
    """A string; numbers are taken too, as ids often are; anything else is nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _author(item: dict[str, Any]) -> str:
    """The first named author, of 1.1's list or version 1's object."""
    authors = item.get("authors")
    candidates = [*(authors if isinstance(authors, list) else []), item.get("author")]
    names = (_text(author.get("name")) for author in candidates if isinstance(author, dict))
    return next(filter(None, names), "")


def _time(value: object) -> datetime | None:
    """An RFC 3339 time in UTC; one without a zone is taken as UTC."""
    try:
        time = datetime.fromisoformat(_text(value).strip())
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
