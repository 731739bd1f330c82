"""Where the feeds of a page may be: bytes in, addresses out, the likeliest first.

Only single tags are looked at, in time linear to the page, whoever wrote it: to build the whole
tree of a page takes minutes where a stranger nests it deep enough.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from bot.feeds.text import clean_text

MOST_CANDIDATES = 7  # with the page itself, eight requests

_READ = 2_000_000  # bytes of a page
_MOST_TAGS = 5_000  # of a page that are looked at
_LONGEST_TEXT = 300  # characters of a link that are read
_LONGEST_TAG = 5_000
# No "<" is within a tag that counts: so each is read once, also where none of them ends.
_TAG = re.compile(r"""<(base|link|a)\s((?:"[^"<]*"|'[^'<]*'|[^'"<>])*+)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])([\w-]{1,30}+)\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"']+))"""
)
_MARKUP = re.compile(r"<[^<>]*>")
_TYPES = re.compile(
    r"application/(?:rss|atom|rdf)\+xml|application/feed\+json|(?:text|application)/xml"
)
# Of addresses whose path or query says it, between signs that part words.
_LOOKS = re.compile(
    r"(?:^|[/._?=&-])(?:rss\d?|feeds?|atom|rdf)(?:$|[/._?=&-])|(?:rss|atom)\.(?:xml|php|aspx)$",
    re.IGNORECASE,
)
_SAYS = re.compile(r"(?:the |our )?(?:rss|atom)(?:[ -]?feeds?)?|feeds?|xml", re.IGNORECASE)
_COMMENTS = re.compile(r"comment", re.IGNORECASE)
_GUESSES = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml")


def find_candidates(body: bytes, *, url: str) -> tuple[str, ...]:
    """Return addresses that may be feeds of the page that came from `url`; at most seven.

    What the page names as its feeds comes first, then links that look like feeds, then where
    feeds usually are. Feeds of comments come after all others that are named. Without `url`
    only what the page gives in full is found.
    """
    tags = tuple(_read_tags(body[:_READ].decode(errors="replace")))
    base = next((tag.said.get("href", "") for tag in tags if tag.name == "base"), "")
    start = _join(url, base) or url
    named = [*_find_named(tags), *_find_links(tags)]
    named.sort(key=lambda one: bool(_COMMENTS.search(" ".join(one))))  # stable
    found = (_join(start, href) for href, _ in named)
    guesses = (_join(url, path) for path in _GUESSES)
    unlike = {url, urldefrag(url).url}
    return _first_different([*found, *guesses], unlike)


def tidy_address(typed: str) -> str:
    """Return what somebody typed as an address; a scheme is added where there is none."""
    address = _drop_feed_scheme(typed.strip())
    if address.startswith("//"):
        return f"https:{address}"
    return address if "://" in address else f"https://{address}"


class _Tag(NamedTuple):
    """One of the tags that count, and what a reader sees behind it."""

    name: str
    said: Mapping[str, str]
    text: str


def _read_tags(page: str) -> Iterator[_Tag]:
    for found in islice(_TAG.finditer(page), _MOST_TAGS):
        name = found[1].lower()
        said = {
            one[1].lower(): unescape(one[2] or one[3] or one[4] or "").strip()
            for one in _ATTRIBUTE.finditer(found[2][:_LONGEST_TAG])
        }
        behind = page[found.end() : found.end() + _LONGEST_TEXT] if name == "a" else ""
        shown = _MARKUP.sub(" ", behind.partition("</a")[0])
        text = clean_text(unescape(shown)) or said.get("title") or said.get("aria-label") or ""
        yield _Tag(name, said, text)


def _find_named(tags: Iterable[_Tag]) -> Iterator[tuple[str, str]]:
    """Yield what the page's head names as feeds, each with its title."""
    for tag in tags:
        said = tag.said
        rel = said.get("rel", "").lower().split()
        kind = said.get("type", "").partition(";")[0].strip().lower()
        if tag.name == "link" and (
            "feed" in rel or ("alternate" in rel and _TYPES.fullmatch(kind))
        ):
            yield said.get("href", ""), said.get("title", "")


def _find_links(tags: Iterable[_Tag]) -> Iterator[tuple[str, str]]:
    """Yield links that look like feeds, those that do by their address first."""
    by_text: list[tuple[str, str]] = []
    for tag in tags:
        href = tag.said.get("href", "")
        if tag.name != "a" or not href or _leads_elsewhere(href):
            continue
        if _LOOKS.search(_path(href)):
            yield href, tag.text
        elif _SAYS.fullmatch(tag.text):
            by_text.append((href, tag.text))
    yield from by_text


def _leads_elsewhere(href: str) -> bool:
    """Whether a link takes an address to somebody: a reader that one may subscribe with."""
    return "://" in unquote(href).partition("://")[2]


def _path(href: str) -> str:
    """Return path and query of a link, and a host that is there for feeds alone."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    host = parts.netloc if parts.netloc.startswith(("feeds.", "rss.", "feed.")) else ""
    return f"{host}{parts.path}?{parts.query}" if parts.query else f"{host}{parts.path}"


def _join(base: str, href: str) -> str:
    """Return where a link leads; "" when that is no page."""
    try:
        found = urldefrag(urljoin(base, _drop_feed_scheme(href.strip()))).url
        return found if urlsplit(found).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _drop_feed_scheme(href: str) -> str:
    """Return an address without "feed:", which some put before it."""
    if not href.lower().startswith("feed:"):
        return href
    rest = href[5:].removeprefix("//")
    return rest if rest.startswith(("http://", "https://")) else f"https://{rest.lstrip('/')}"


def _first_different(addresses: Iterable[str], unlike: set[str]) -> tuple[str, ...]:
    different: dict[str, None] = {}
    for address in addresses:
        if address and address not in unlike:
            different.setdefault(address)
    return tuple(different)[:MOST_CANDIDATES]
