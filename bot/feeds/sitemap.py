"""News sitemaps (https://www.sitemaps.org, Google's news extension): bytes in, a RawFeed out."""

import re
from datetime import UTC, datetime
from xml.etree.ElementTree import ParseError as XmlError
from xml.etree.ElementTree import XMLParser

from bot.errors import ParseError
from bot.feeds.items import RawFeed, RawItem

_PROLOG = 10_000  # bytes in which the root must begin
_BITE = 65_536  # bytes that are read at once: what follows the last wanted item never is
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_ROOTS = {b"urlset", b"sitemapindex"}


def is_sitemap(body: bytes) -> bool:
    """Say whether the root element is a sitemap's."""
    root = _ROOT.search(_COMMENT.sub(b"", body[:_PROLOG]))
    return root is not None and root[1] in _ROOTS


def read_sitemap(body: bytes, *, most: int) -> RawFeed:
    """Read at most `most` articles, as far as the XML is whole.

    Other pages of a site are no news: a sitemap of them alone is refused, and so is one with a
    DTD, which no sitemap needs. Raises ParseError.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ParseError("a sitemap with a DTD: those are not read")
    reader = _Reader()
    parser = XMLParser(target=reader)
    damaged = False
    for start in range(0, len(body), _BITE):
        try:
            parser.feed(body[start : start + _BITE])
        except (XmlError, ValueError, LookupError):  # those two: of an odd encoding
            damaged = True
        if damaged or len(reader.items) >= most:
            break
    items, names = reader.items, reader.names
    if not items:
        raise ParseError("a sitemap without news: a news sitemap names the title of each article")
    title = names[0] if names else ""
    return RawFeed(title=title, language="", items=tuple(items[:most]), damaged=damaged)


class _Reader:
    """Takes down each page that is news, when its element ends; nothing else is kept."""

    def __init__(self) -> None:
        self.items: list[RawItem] = []
        self.names: list[str] = []  # of publications
        self._open: list[str] = []  # elements, the outermost first
        self._page: dict[str, str] = {}  # what the present one says, by "element/in it"
        self._text: list[str] = []

    def start(self, tag: str, _: dict[str, str]) -> None:
        """An element begins."""
        self._open.append(_name(tag))
        self._text = []
        if self._open[-1] == "url":
            self._page = {}

    def data(self, text: str) -> None:
        """Some text of an element."""
        self._text.append(text)

    def end(self, _: str) -> None:
        """An element ends."""
        name = self._open.pop()
        within = self._open[-1] if self._open else ""
        self._page.setdefault(f"{within}/{name}", "".join(self._text).strip())
        self._text = []
        if name == "url":
            self._take(self._page)

    def _take(self, page: dict[str, str]) -> None:
        if not page.get("url/loc") or "url/news" not in page:
            return
        self.names += filter(None, [page.get("publication/name", "")])
        self.items.append(
            RawItem(
                guid="",
                link=page["url/loc"],
                title=page.get("news/title", ""),
                summary="",
                published=_time(page.get("news/publication_date", "")),
                author="",
                language=page.get("publication/language", ""),
            )
        )


def _name(tag: str) -> str:
    """The name without its namespace: many sites name theirs wrongly."""
    return tag.rpartition("}")[2]


def _time(written: str) -> datetime | None:
    """A W3C time in UTC; one without a zone is taken as UTC, a day as its beginning."""
    try:
        time = datetime.fromisoformat(written)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
