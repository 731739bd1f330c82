"""Forgets the names of articles that no feed can bring again: feed by feed, from time to time.

Time alone does not tell: a feed may rest for a year, or show what it has had for ten, and what
it then shows must still be known. So the newest of each feed are remembered for good.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Integer, bindparam, delete, func, select, update

from bot.feeds.shown import ITEM_SIZE
from bot.store.schema import feeds, sightings

# Articles whose names are remembered for good, measured by what the feed shows at once.
LENGTHS = 4
LOOKED_THROUGH = timedelta(days=7)  # so often: a feed with 2,000 names costs a millisecond
FEEDS_AT_ONCE = 20

_NAMES = sightings.c.feed_id == bindparam("feed")
_DUE = (
    select(feeds.c.id, feeds.c.most_items, func.length(feeds.c["items"]).label("size"))
    .where(feeds.c.swept <= bindparam("before"))
    .order_by(feeds.c.swept)
    .limit(FEEDS_AT_ONCE)
)
# The oldest of the articles that are remembered for good.
_LAST_KEPT = (
    select(sightings.c.article_id)
    .where(_NAMES)
    .distinct()
    .order_by(sightings.c.article_id.desc())
    .limit(1)
    .offset(bindparam("newer", type_=Integer))
)
_OLD = (
    select(sightings.c.key)
    .where(
        _NAMES,
        sightings.c.article_id < bindparam("article"),
        sightings.c.seen < bindparam("older"),
    )
    .limit(bindparam("most", type_=Integer))
)
_FORGET = delete(sightings).where(_NAMES, sightings.c.key == bindparam("name"))
_SWEPT = update(feeds).where(feeds.c.id == bindparam("feed"))


def forget_names(connection: Connection, *, older: datetime, most: int, now: datetime) -> int:
    """Delete names that feeds showed last before `older`, `most` at once; of each feed only those
    of articles than which it has brought many newer ones.

    Returns how many, and the feeds that were looked through; 0 when none is due for that.
    """
    left, looked = most, 0
    due = connection.execute(_DUE, {"before": now - LOOKED_THROUGH}).all()
    for feed, longest, size in due:
        items = max(longest, (size or 0) // ITEM_SIZE)
        if items:  # else it is not known how long the feed is
            newer = LENGTHS * items
            left -= _forget_names_of(connection, feed, newer=newer, older=older, most=left)
        if not left:
            break  # this one's turn goes on with the next bite
        connection.execute(_SWEPT, {"feed": feed, "swept": now, "most_items": items})
        looked += 1
    return most - left + looked


def _forget_names_of(
    connection: Connection, feed: int, *, newer: int, older: datetime, most: int
) -> int:
    """Forget those of one feed than which there are so many newer articles."""
    article = connection.scalar(_LAST_KEPT, {"feed": feed, "newer": newer - 1})
    if article is None:
        return 0
    names = connection.scalars(
        _OLD, {"feed": feed, "article": article, "older": older, "most": most}
    ).all()
    if names:
        # By a whole primary key each: SQLite looks pairs up by their first half only.
        connection.execute(_FORGET, [{"feed": feed, "name": name} for name in names])
    return len(names)
