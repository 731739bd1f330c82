"""Cuts the items out of a body that stood in the last one too: feedparser need not read those.

Only bodies of the plainest make are cut: one plain charset, no DTD, items side by side. Anything
odd is None, which means "read it whole". Whether the XML is well-formed is not looked at here:
what is cut is right only where the last body was, and what is left now is; who reads can tell.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from bot.feeds.shown import digest
from bot.feeds.simple import is_simple
from bot.feeds.tame import MOST_ITEMS

_SPACE = b" \t\r\n"
# In well-formed XML "<" stands nowhere else: what is matched from left to right is what is there.
_TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<(?P<item>(?:[\w.-]+:)?(?:item|entry))(?=[\s/>])"
    rb"|</(?P<end>(?:[\w.-]+:)?(?:item|entry))(?=[\s>])"
    rb"|<(?P<odd>[!?])",  # a DTD, or something that never ends
    re.DOTALL | re.IGNORECASE,
)
_NAMESPACE = re.compile(rb"""\sxmlns:([\w.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_DECLARED = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)
# Each sign of ASCII is itself in these, and each byte says the same whatever stands around it.
_PLAIN = re.compile(r"utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]")
# Of feedparser's: where no element around the items has a base, the last one's stays for the next.
_BASE = re.compile(rb"[\s:]base\s*=", re.IGNORECASE)
_BASES = re.compile(rb"""[\s:]base\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE)
_BASE_ABOVE = re.compile(rb"<(?:feed|rss|channel|rdf:RDF)\s[^<>]*xml:base\s*=\s*[\"'][^\"'\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body taken apart; space between items is left out."""

    head: bytes
    items: tuple[bytes, ...]  # without their end tags
    looks: tuple[bytes, ...]  # a digest of each
    ending: bytes  # the end tag of each
    tail: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What is left of a body without the items that are known."""

    head: bytes
    rest: bytes
    looks: tuple[bytes, ...]  # of all items, those left out too, in order
    new: tuple[int, ...]  # the places in there of the items that are left
    stub: bool  # an empty item was put before these: the first one is read in the head's light

    @property
    def body(self) -> bytes:
        """The bytes to be read."""
        return self.head + self.rest


def is_plain(body: bytes, content_type: str) -> bool:
    """Say whether a body is in one plain charset, which its declaration or the server names.

    One that is guessed is guessed from all of a body, and may differ for a part of it.
    """
    charset = _find_charset(body, content_type)
    if b"\0" in body:
        return False
    try:
        body.decode(charset or "undefined")
    except (LookupError, UnicodeError):
        return False
    return True


def split_body(body: bytes, known: Container[bytes] = frozenset()) -> Body | None:
    """Take a body apart; None when it is odd.

    `known`: looks of items of an earlier body that was taken apart so; they are as they were.
    """
    first = next((t for t in _TOKEN.finditer(body) if t["item"] or t["odd"]), None)
    if first is None or first["odd"]:
        return None
    ending = b"</" + first["item"] + b">"
    start, last = first.start(), body.rfind(ending)
    if last < start or body.count(ending) > MOST_ITEMS:
        return None
    items = tuple(item.lstrip(_SPACE) for item in body[start:last].split(ending))
    looks = tuple(map(digest, items))
    tail = body[last + len(ending) :]
    unknown = (item for item, look in zip(items, looks, strict=True) if look not in known)
    simple = all(is_simple(item, first["item"]) for item in unknown)
    if not simple or any(t["item"] or t["end"] or t["odd"] for t in _TOKEN.finditer(tail)):
        return None
    return Body(head=body[:start], items=items, looks=looks, ending=ending, tail=tail)


def mark_body(body: Body, content_type: str) -> tuple[bytes, ...]:
    """Digests of what the reading of all items rests on: of the head first, then of each
    namespace that is declared in an item.

    None of them where the reading of an item rests on those before: one prefix means two things,
    two prefixes the same; a base stays.
    """
    items = b"".join(body.items)
    declared = {*_find_namespaces(body.head), *_find_namespaces(items)}
    prefixes, meanings = ({pair[place] for pair in declared} for place in (0, 1))
    if not len(declared) == len(prefixes) == len(meanings) or _leaks(body.head, items):
        return ()
    return (_mark_head(body.head, content_type), *sorted(_mark_each(items)))


def cut(
    body: bytes, known: Container[bytes], *, marks: tuple[bytes, ...], content_type: str
) -> Cut | None:
    """Leave out the items whose looks are known, of a body with these marks.

    None when what is left cannot be told to be read as it would be in the whole.
    """
    apart = split_body(body, known) if marks else None
    if apart is None or _mark_head(apart.head, content_type) != marks[0]:
        return None
    new = tuple(place for place, look in enumerate(apart.looks) if look not in known)
    left = b"".join(apart.items[place] + apart.ending for place in new)
    if _leaks(apart.head, left) or not _mark_each(left) <= {*marks, *_mark_each(apart.head)}:
        return None
    stub = bool(new) and new[0] > 0
    first = b"<" + apart.ending[2:] + apart.ending if stub else b""
    return Cut(
        head=apart.head, rest=first + left + apart.tail, looks=apart.looks, new=new, stub=stub
    )


def _find_charset(body: bytes, content_type: str) -> str:
    """The charset that is named, in small letters; "" for two, and for one that is not plain."""
    said = _CHARSET.search(content_type)
    declared = _DECLARED.match(body[:200])
    named = {said[1].lower()} if said else set()
    named |= {declared[1].decode("ascii", "replace").lower()} if declared else set()
    charset = named.pop() if named else "utf-8"
    return charset if not named and _PLAIN.fullmatch(charset) else ""


def _leaks(head: bytes, items: bytes) -> bool:
    return b"base" in items and bool(_BASE.search(items)) and not _BASE_ABOVE.search(head)


def _find_namespaces(xml: bytes) -> Iterator[tuple[bytes, bytes]]:
    if b"xmlns:" in xml:
        yield from ((found[1], found[2][1:-1]) for found in _NAMESPACE.finditer(xml))


def _mark_each(xml: bytes) -> set[bytes]:
    return {digest(b"=".join(pair)) for pair in _find_namespaces(xml)}


def _mark_head(head: bytes, content_type: str) -> bytes:
    charset = _find_charset(head, content_type).encode()
    bases = _BASES.findall(head) if b"base" in head else ()
    return digest(b"\n".join((charset, *bases, *sorted(_mark_each(head)))))
