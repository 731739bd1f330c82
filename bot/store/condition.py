"""What operators are to be told of the health of feeds, and what they were."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, or_, select, text, update

from bot.models.health import DEAD, FeedHealth, FeedState
from bot.store.database import Queries, reads, writes
from bot.store.overview import FEED_COLUMNS, read_health
from bot.store.schema import feeds

# Said in the statement: with bound values it would be compiled anew for each number of them.
_DEAD = tuple(sorted(DEAD))
_WELL = (FeedState.OK, FeedState.SLOW)

_UNTOLD = or_(
    and_(feeds.c.health.in_(_DEAD), feeds.c.told.not_in(_DEAD)),
    and_(feeds.c.health == FeedState.SILENT, feeds.c.told != FeedState.SILENT),
    and_(feeds.c.health.in_(_WELL), feeds.c.told != ""),
    feeds.c.address != feeds.c.told_address,
)
_TELL = (
    update(feeds)
    .where(feeds.c.id == bindparam("feed"))
    .values(told=bindparam("word"), told_address=bindparam("where"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """A feed of which operators may not know the latest."""

    feed: FeedHealth
    told: str  # the last word of its health that they were told; empty: none, or that it is well
    told_address: str  # the last address that they were told it moved to; empty: none
    change: FeedState | None = None  # that they are told now; OK: it is back
    moved: bool = False  # they are told now that it did


class FeedCondition(Queries):
    """Health that changed, and who knows of it."""

    @reads
    def untold(self, connection: Connection) -> tuple[Untold, ...]:
        """Return the feeds whose health, or address, is another than operators were told."""
        rows = connection.execute(
            select(*FEED_COLUMNS, feeds.c.told, feeds.c.told_address)
            .where(text("active"), _UNTOLD)
            .order_by(feeds.c.id)
        )
        return tuple(
            Untold(feed=read_health(row), told=row.told, told_address=row.told_address)
            for row in rows
        )

    @writes
    def note_told(self, connection: Connection, told: Iterable[Untold]) -> None:
        """Remember what operators know of feeds from now on."""
        rows = [{"feed": one.feed.id, "word": one.told, "where": one.told_address} for one in told]
        if rows:
            connection.execute(_TELL, rows)
