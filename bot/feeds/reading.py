"""Reads a body beside what the last one showed: only what is new costs.

What comes out is what a whole reading finds, without the items that look as they did before.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import ParseError
from bot.feeds.cut import Body, Cut, cut, is_plain, mark_body, split_body
from bot.feeds.heads import look_at, recall_head, remember_head, shorten_head
from bot.feeds.identity import identify, show_articles
from bot.feeds.items import RawFeed
from bot.feeds.language import fill_languages
from bot.feeds.light import is_light
from bot.feeds.parse import read_raw, refine_feed
from bot.feeds.shown import (
    NOTHING,
    LastBody,
    find_alike,
    has_guid,
    index_rows,
    pack_body,
    pack_item,
    unpack_body,
    unpack_item,
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
    return read_cut(small, content_type=content_type, url=url, before=before, light=True)


def cut_body(
    body: bytes, *, content_type: str, before: LastBody | None, now: datetime | None
) -> Cut | None:
    """Leave out what stood in the body before; None when the body is to be read whole."""
    if before is None or now is None or not before.marks:
        return None
    if not timedelta() <= now - before.whole < WHOLE_EVERY:
        return None
    looks = index_rows(before.rows)
    left = cut(body, looks, marks=before.marks, content_type=content_type)
    return left if left and is_plain(left.body, content_type) else None


def read_cut(
    small: Cut, *, content_type: str, url: str, before: LastBody, light: bool = False
) -> ParsedFeed | None:
    """Read what was left of a body; None when it shows that the whole is needed.

    `light`: it is well-formed, and little of its head is read.
    """
    look = look_at(small.head, url)
    head = before.head if light and before.head and before.head.look == look else None
    body = shorten_head(small.head, known=head is not None) + small.rest if light else small.body
    try:
        raw = read_raw(body, content_type)
    except ParseError:
        return None
    if raw.damaged or len(raw.items) != len(small.new) + small.stub:
        return None
    language = head.language if head else raw.language
    feed = refine_feed(replace(raw, items=raw.items[small.stub :], language=language), url=url)
    if feed.skipped:
        return None
    if head:
        feed = recall_head(feed, head)
    known = index_rows(before.rows)
    beside = [known[look] for look in small.looks if look in known]
    shown = show_articles(
        feed.articles, before=map(unpack_item, before.rows), stays=any(map(has_guid, beside))
    )
    articles = identify(feed.articles, shown=shown, beside=find_alike(beside, shown))
    known |= {
        small.looks[place]: pack_item(small.looks[place], seen)
        for place, seen in zip(small.new, shown, strict=True)
    }
    last = replace(
        before,
        head=head or remember_head(feed, look),
        rows=tuple([known[look] for look in small.looks]),
    )
    return replace(
        feed,
        articles=fill_languages(articles),
        left_out=len(beside),
        items=pack_body(last),
    )


def _read_whole(
    body: bytes, content_type: str, url: str, before: LastBody | None, now: datetime | None
) -> ParsedFeed:
    raw = _drop_stump(read_raw(body, content_type), body)
    feed = refine_feed(raw, url=url)
    seen = map(unpack_item, before.rows) if before else ()
    shown = show_articles(feed.articles, before=seen)
    feed = replace(feed, articles=fill_languages(identify(feed.articles, shown=shown)))
    if now is None:
        return feed
    apart, marks = _take_apart(body, content_type, raw, feed)
    looks = apart.looks if apart else [NOTHING] * len(shown)
    last = LastBody(
        whole=now,
        marks=marks,
        head=remember_head(feed, look_at(apart.head, url)) if apart else None,
        rows=tuple(map(pack_item, looks, shown)),
    )
    return replace(feed, items=pack_body(last))


def _take_apart(
    body: bytes, content_type: str, raw: RawFeed, feed: ParsedFeed
) -> tuple[Body | None, tuple[bytes, ...]]:
    """A body taken apart, and its marks; none where it is not to be cut."""
    if raw.damaged or feed.skipped or not is_plain(body, content_type):
        return None, ()
    apart = split_body(body)
    if apart is None or len(apart.items) != len(raw.items):
        return None, ()
    marks = mark_body(apart, content_type)
    return (apart, marks) if marks else (None, ())


def _drop_stump(raw: RawFeed, body: bytes) -> RawFeed:
    """Leave out a last item that a cut body ends in, if what is left cannot be recognised.

    It comes whole with the next poll, and would be another article then.
    """
    if raw.items and not raw.items[-1].guid and not raw.items[-1].link:
        last_start = max((start.start() for start in _ITEM_START.finditer(body)), default=0)
        if last_start and not _ITEM_END.search(body, last_start):
            return replace(raw, items=raw.items[:-1])
    return raw
