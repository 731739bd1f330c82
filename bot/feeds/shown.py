"""What a feed's last body showed, packed for its row in the database.

It lets the next body be read without the items that it shares with this one, and still be
judged as a whole: which guids and links identify nothing, which guids changed.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

NOTHING = bytes(8)
_VERSION = 2
# Version, hours since 1970, how many marks follow, how many bytes of the head after these.
_START = struct.Struct(">BIHH")
_HEAD = struct.Struct(">8sq")  # look, pause in microseconds; the texts follow
_NO_PAUSE = -1
ITEM_SIZE = 32  # bytes of a row
_HOUR = timedelta(hours=1)
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Shown(NamedTuple):
    """Digests of what an item shows; NOTHING for what it lacks."""

    guid: bytes
    link: bytes  # canonical
    title: bytes  # folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above the items, and what it says of the feed: as in ParsedFeed."""

    look: bytes
    title: str
    language: str
    pause: timedelta | None
    hub: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastBody:
    """A body that was read."""

    whole: datetime  # when a body was last read whole, to the hour
    marks: tuple[bytes, ...] = ()  # what its items share: the head's namespaces first, their own
    head: Head | None = None
    # Of each item in order, as pack_item writes it: most are only handed on, at every poll.
    rows: tuple[bytes, ...] = ()


def digest(value: bytes) -> bytes:
    """Eight bytes; among a million names of one feed, a clash has odds of 1 to 10^7."""
    return blake2b(value, digest_size=8).digest()


def name_digest(text: str) -> bytes:
    """The same for a text; NOTHING for none."""
    return digest(text.encode()) if text else NOTHING


def pack_item(look: bytes, shown: Shown) -> bytes:
    """Return an item's row: its own bytes as a digest, and what it shows.

    A `look` that is NOTHING: it cannot be cut out.
    """
    return b"".join((look, *shown))


def unpack_item(row: bytes) -> Shown:
    """Return what the item of a row shows."""
    return Shown(row[8:16], row[16:24], row[24:])


def index_rows(rows: Iterable[bytes]) -> dict[bytes, bytes]:
    """Return the rows of items that can be cut out, by their looks."""
    by_look = {row[:8]: row for row in rows}
    by_look.pop(NOTHING, None)
    return by_look


def has_guid(row: bytes) -> bool:
    """Whether the item of a row has a guid."""
    return row[8:16] != NOTHING


def find_alike(rows: Iterable[bytes], shown: Iterable[Shown]) -> list[Shown]:
    """Return what those rows show that have a guid or a link in common with one of the others."""
    names = {name for guid, link, _ in shown for name in (guid, link)}
    return [unpack_item(row) for row in rows if row[8:16] in names or row[16:24] in names]


def pack_body(body: LastBody) -> bytes:
    """Return what unpack_body reads: 32 bytes an item, and some for the head."""
    hours = max(0, (body.whole - _EPOCH) // _HOUR)
    head = _pack_head(body.head) if body.head else b""
    start = _START.pack(_VERSION, hours, len(body.marks), len(head))
    return b"".join((start, *body.marks, head, *body.rows))


def unpack_body(packed: bytes) -> LastBody | None:
    """Return what was packed; None for nothing, and for what another version packed."""
    if len(packed) < _START.size:
        return None
    version, hours, count, length = _START.unpack_from(packed)
    marked = _START.size + 8 * count
    begin = marked + length
    if version != _VERSION or begin > len(packed) or (len(packed) - begin) % ITEM_SIZE:
        return None
    try:
        head = _unpack_head(packed[marked:begin]) if length else None
    except (struct.error, ValueError, OverflowError):
        return None
    return LastBody(
        whole=_EPOCH + hours * _HOUR,
        marks=tuple([packed[at : at + 8] for at in range(_START.size, marked, 8)]),
        head=head,
        rows=tuple([packed[at : at + ITEM_SIZE] for at in range(begin, len(packed), ITEM_SIZE)]),
    )


def _pack_head(head: Head) -> bytes:
    # Texts are clean (bot.feeds.text): they hold no control characters.
    texts = "\0".join((head.title, head.language, head.hub, head.topic)).encode()
    pause = _NO_PAUSE if head.pause is None else head.pause // _MICROSECOND
    return _HEAD.pack(head.look, pause) + texts


def _unpack_head(packed: bytes) -> Head:
    """Raises struct.error, ValueError and OverflowError for anything else."""
    look, pause = _HEAD.unpack_from(packed)
    title, language, hub, topic = packed[_HEAD.size :].decode().split("\0")
    if pause < _NO_PAUSE:
        raise ValueError(f"no pause: {pause}")
    return Head(
        look=look,
        title=title,
        language=language,
        pause=None if pause == _NO_PAUSE else pause * _MICROSECOND,
        hub=hub,
        topic=topic,
    )
