"""What is too old to be kept goes, a bite at a time: no other transaction waits for long."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select

from bot.models.retention import REMEMBERED, Retention
from bot.store.database import Queries, writes
from bot.store.forgetting import forget_names
from bot.store.schema import WAITING, articles, broadcasts, feedback, identities, outbox, stories

# What REMEMBERED is counted from: of sightings, when a feed last showed the article; of stories,
# their last article.
SWEPT_AT_ONCE = 500
NAMES_AT_ONCE = 2_000  # small rows, of which nothing hangs


class Sweeping(Queries):
    """Deletes what is too old."""

    subject = "telling"

    @writes
    def sweep(self, connection: Connection, retention: Retention, *, now: datetime) -> int:
        """Delete a bite of what is too old; returns its size, 0 when all is swept.

        Feeds that were only looked through for old names count too.
        """
        keep, unmatched = retention.articles, retention.unmatched
        told = max(retention.told or keep, REMEMBERED)
        return (
            forget_names(connection, older=now - REMEMBERED, most=NAMES_AT_ONCE, now=now)
            + _sweep_identities(connection, now - REMEMBERED)
            + _sweep_articles(connection, now - keep, unmatched=now - (unmatched or keep))
            + _sweep_stories(connection, now - keep, told=now - told)
            + _sweep_feedback(connection, now - (retention.feedback or max(keep, REMEMBERED)))
            + _sweep_broadcasts(connection, now - keep)
        )


def _sweep_identities(connection: Connection, limit: datetime) -> int:
    old = select(identities.c.key).where(identities.c.seen < limit).limit(NAMES_AT_ONCE)
    return connection.execute(delete(identities).where(identities.c.key.in_(old))).rowcount


def _sweep_articles(connection: Connection, limit: datetime, *, unmatched: datetime) -> int:
    """`unmatched`: for articles that no rule matched: they belong to no story."""
    too_old: ColumnElement[bool] = articles.c.seen < limit
    if unmatched != limit:
        has_story = articles.c.story_id.is_not(None)
        too_old = and_(
            articles.c.seen < max(limit, unmatched),  # what the index finds
            or_(and_(has_story, too_old), and_(~has_story, articles.c.seen < unmatched)),
        )
    old = select(articles.c.id).where(too_old, ~articles.c.undecided).limit(SWEPT_AT_ONCE)
    return connection.execute(delete(articles).where(articles.c.id.in_(old))).rowcount


def _sweep_stories(connection: Connection, limit: datetime, *, told: datetime) -> int:
    """`limit`: for stories that nobody was told; `told`: for those that ring nowhere again."""
    of_story = outbox.c.story_id == stories.c.id
    was_told = select(outbox.c.id).where(of_story, outbox.c.kind == "alert").exists()
    # Nobody's alert is swept away before it was sent.
    waits = select(outbox.c.id).where(of_story, WAITING).exists()
    bare = (
        select(stories.c.id)
        .where(
            stories.c.last_seen < limit,
            ~select(articles.c.id).where(articles.c.story_id == stories.c.id).exists(),
            or_(~was_told, and_(stories.c.last_seen < told, ~waits)),
        )
        .limit(SWEPT_AT_ONCE)
    )
    gone = connection.scalars(bare).all()
    connection.execute(delete(outbox).where(outbox.c.story_id.in_(gone)))
    connection.execute(delete(stories).where(stories.c.id.in_(gone)))
    return len(gone)


def _sweep_feedback(connection: Connection, limit: datetime) -> int:
    """It outlives its story, for the operator; there is little of it."""
    return connection.execute(delete(feedback).where(feedback.c.at < limit)).rowcount


def _sweep_broadcasts(connection: Connection, limit: datetime) -> int:
    """With what became of them in each chat, when that is settled everywhere."""
    of_it = outbox.c.broadcast_id == broadcasts.c.id
    waits = select(outbox.c.id).where(of_it, WAITING).exists()
    old = select(broadcasts.c.id).where(broadcasts.c.created < limit, ~waits)
    gone = connection.scalars(old).all()
    connection.execute(delete(outbox).where(outbox.c.broadcast_id.in_(gone)))
    connection.execute(delete(broadcasts).where(broadcasts.c.id.in_(gone)))
    return len(gone)
