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
_VERSION = 1
_HEAD = struct.Struct(">BIH")  # version, hours since 1970, how many marks follow
_ITEM = struct.Struct("8s8s8s8s")
ITEM_SIZE = _ITEM.size  # so many bytes, packed
_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Shown(NamedTuple):
    """Digests of what an item shows; NOTHING for what it lacks."""

    guid: bytes
    link: bytes  # canonical
    title: bytes  # folded


class ShownItem(NamedTuple):
    """An item's own bytes, as a digest, and what it shows. NOTHING: it cannot be cut out."""

    look: bytes
    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class LastBody:
    """A body that was read."""

    whole: datetime  # when a body was last read whole, to the hour
    marks: tuple[bytes, ...] = ()  # what its items share: the head's namespaces first, their own
    items: tuple[ShownItem, ...] = ()  # in order


def digest(value: bytes) -> bytes:
    """Eight bytes; among a million names of one feed, a clash has odds of 1 to 10^7."""
    return blake2b(value, digest_size=8).digest()


def name_digest(text: str) -> bytes:
    """The same for a text; NOTHING for none."""
    return digest(text.encode()) if text else NOTHING


def pack_body(body: LastBody) -> bytes:
    """Return what unpack_body reads: 32 bytes an item, and a few."""
    hours = (body.whole - _EPOCH) // _HOUR
    head = _HEAD.pack(_VERSION, max(0, hours), len(body.marks))
    items = (_ITEM.pack(item.look, *item.shown) for item in body.items)
    return b"".join((head, *body.marks, *items))


def unpack_body(packed: bytes) -> LastBody | None:
    """Return what was packed; None for nothing, and for what another version packed."""
    if len(packed) < _HEAD.size:
        return None
    version, hours, count = _HEAD.unpack_from(packed)
    start = _HEAD.size + 8 * count
    if version != _VERSION or start > len(packed) or (len(packed) - start) % _ITEM.size:
        return None
    return LastBody(
        whole=_EPOCH + hours * _HOUR,
        marks=tuple(packed[at : at + 8] for at in range(_HEAD.size, start, 8)),
        items=tuple(_unpack_items(packed[start:])),
    )


def _unpack_items(packed: bytes) -> Iterable[ShownItem]:
    for look, guid, link, title in _ITEM.iter_unpack(packed):
        yield ShownItem(look, Shown(guid, link, title))
