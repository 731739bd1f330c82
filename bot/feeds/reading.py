"""Reads a body beside what the last one showed: only what is new costs.

What comes out is what a whole reading finds, without the items that look as they did before.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import ParseError
from bot.feeds.cut import Cut, cut, is_plain, mark_body, split_body, thin_out
from bot.feeds.identity import identify, show_articles
from bot.feeds.items import RawFeed
from bot.feeds.language import fill_languages
from bot.feeds.light import is_light
from bot.feeds.parse import read_raw, refine_feed
from bot.feeds.shown import (
    NOTHING,
    LastBody,
    Shown,
    ShownItem,
    pack_body,
    unpack_body,
)
from bot.models import ParsedFeed

# So often a feed is read whole all the same: its articles are remembered from when it last
# showed them, and who leaves them out does not see them.
WHOLE_EVERY = timedelta(days=1)
_ITEM_START = re.compile(rb"<(?:[\w-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ITEM_END = re.compile(rb"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)


def read_feed(
    body: bytes, *, content_type: str, url: str, last: bytes = b"", now: datetime | None = None
) -> ParsedFeed:
    """Read a body; articles are identified and have a language wherever one can be told.

    `last`: what reading the feed's last body left in `items`. Without `now` the body stands
    alone: it is read whole, and leaves nothing. Else as parse_feed.
    """
    before = unpack_body(last) if now else None
    small = cut_body(body, content_type=content_type, before=before, now=now)
    if before and small:
        found = read_cut(small, content_type=content_type, url=url, before=before)
        if found is not None:
            return found
    return _read_whole(body, content_type, url, before, now)


def read_light(
    body: bytes, *, content_type: str, url: str, last: bytes, now: datetime
) -> ParsedFeed | None:
    """The same for a body of which so little is new that it is read at once, else None."""
    before = unpack_body(last)
    small = cut_body(body, content_type=content_type, before=before, now=now)
    if before is None or small is None or not is_light(small.body):
        return None
    small = replace(small, body=thin_out(small.body))
    return read_cut(small, content_type=content_type, url=url, before=before)


def cut_body(
    body: bytes, *, content_type: str, before: LastBody | None, now: datetime | None
) -> Cut | None:
    """Leave out what stood in the body before; None when the body is to be read whole."""
    if before is None or now is None or not before.marks:
        return None
    if not timedelta() <= now - before.whole < WHOLE_EVERY:
        return None
    looks = {item.look for item in before.items} - {NOTHING}
    left = cut(body, looks, marks=before.marks, content_type=content_type)
    return left if left and is_plain(left.body, content_type) else None


def read_cut(small: Cut, *, content_type: str, url: str, before: LastBody) -> ParsedFeed | None:
    """Read what was left of a body; None when it shows that the whole is needed."""
    try:
        raw = read_raw(small.body, content_type)
    except ParseError:
        return None
    if raw.damaged or len(raw.items) != len(small.new) + small.stub:
        return None
    raw = replace(raw, items=raw.items[small.stub :])
    feed = refine_feed(raw, url=url)
    if feed.skipped:
        return None
    known = {item.look: item.shown for item in before.items}
    beside = [known[look] for look in small.looks if look in known]
    shown = show_articles(feed.articles, beside=beside, before=_shown(before))
    by_place = dict(zip(small.new, shown, strict=True))
    items = (
        ShownItem(look, by_place[place] if place in by_place else known[look])
        for place, look in enumerate(small.looks)
    )
    return replace(
        feed,
        articles=fill_languages(identify(feed.articles, shown=shown, beside=beside)),
        left_out=len(beside),
        items=pack_body(replace(before, items=tuple(items))),
    )


def _read_whole(
    body: bytes, content_type: str, url: str, before: LastBody | None, now: datetime | None
) -> ParsedFeed:
    raw = _drop_stump(read_raw(body, content_type), body)
    feed = refine_feed(raw, url=url)
    shown = show_articles(feed.articles, before=_shown(before))
    looks, marks = _find_looks(body, content_type, raw, feed)
    items = tuple(map(ShownItem, looks or [NOTHING] * len(shown), shown))
    return replace(
        feed,
        articles=fill_languages(identify(feed.articles, shown=shown)),
        items=pack_body(LastBody(whole=now, marks=marks, items=items)) if now else b"",
    )


def _find_looks(
    body: bytes, content_type: str, raw: RawFeed, feed: ParsedFeed
) -> tuple[Sequence[bytes], tuple[bytes, ...]]:
    """The looks of a body's items and its marks; none where it is not to be cut."""
    if raw.damaged or feed.skipped or not is_plain(body, content_type):
        return (), ()
    apart = split_body(body)
    if apart is None or len(apart.items) != len(raw.items):
        return (), ()
    marks = mark_body(apart, content_type)
    return (apart.looks, marks) if marks else ((), ())


def _shown(before: LastBody | None) -> tuple[Shown, ...]:
    return tuple(item.shown for item in before.items) if before else ()


def _drop_stump(raw: RawFeed, body: bytes) -> RawFeed:
    """Leave out a last item that a cut body ends in, if what is left cannot be recognised.

    It comes whole with the next poll, and would be another article then.
    """
    if raw.items and not raw.items[-1].guid and not raw.items[-1].link:
        last_start = max((start.start() for start in _ITEM_START.finditer(body)), default=0)
        if last_start and not _ITEM_END.search(body, last_start):
            return replace(raw, items=raw.items[:-1])
    return raw
