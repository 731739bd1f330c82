"""Articles and stories: the keep transaction and the decide transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, select, update

from bot.models import Arrival, Article, Decision, Harvest, Placement, StoredArticle
from bot.store.database import Queries, reads, writes
from bot.store.decisions import apply_decision
from bot.store.dialect import insert
from bot.store.outbox import WAITING_STATES
from bot.store.polling import good_poll
from bot.store.schema import articles, chats, feeds, outbox, sightings, stories

# What was seen is remembered so long after a feed last showed it, whatever is swept.
IDENTITY_KEPT = timedelta(days=90)
SWEPT_AT_ONCE = 500


class Archive(Queries):
    """All articles and stories that are kept."""

    @reads
    def known_keys(self, connection: Connection, feed: int, keys: Sequence[str]) -> frozenset[str]:
        """Return those of the keys under which the feed has shown an article before."""
        return _find_known(connection, feed, keys)

    @writes
    def keep(self, connection: Connection, harvest: Harvest, *, now: datetime) -> int:
        """Store a feed's unseen articles with the validators of their body.

        Returns how many articles await a decision.
        """
        feed, fetched = harvest.feed.id, harvest.fetched
        # A worker whose lease ran out may have kept some of them meanwhile.
        keys = [key for article, _ in harvest.arrivals for key in article.keys]
        known = _find_known(connection, feed, keys)
        arrivals = [pair for pair in harvest.arrivals if known.isdisjoint(pair[0].keys)]
        for article, arrival in arrivals:
            article_id = _keep_article(connection, feed, article, arrival, now)
            _keep_sightings(connection, feed, article_id, article.keys, now)
        connection.execute(
            update(sightings)
            .where(
                sightings.c.feed_id == feed,
                sightings.c.key.in_(harvest.seen_again),
                sightings.c.seen < now - timedelta(days=1),
            )
            .values(seen=now)
        )
        news = {"last_new": now} if arrivals else {}
        connection.execute(
            update(feeds)
            .where(feeds.c.id == feed)
            .values(
                etag=fetched.etag,
                last_modified=fetched.last_modified,
                body_hash=fetched.body_hash,
                own_title=harvest.title,
                **news,
                **good_poll(harvest.plan, now),
            )
        )
        return sum(arrival is Arrival.FRESH for _, arrival in arrivals)

    @reads
    def undecided(self, connection: Connection, *, limit: int) -> tuple[StoredArticle, ...]:
        """Return the oldest articles that await a decision, in the order they came in."""
        rows = connection.execute(
            _stored().where(articles.c.undecided).order_by(articles.c.id).limit(limit)
        )
        return tuple(map(_stored_article, rows))

    @writes
    def decide(
        self, connection: Connection, decisions: Iterable[Decision], *, now: datetime
    ) -> int:
        """Apply decisions: stories, matches, outbox rows, and the mark "decided", all or none.

        Returns how many deliveries were written.
        """
        # Who left since the decision was made is not told: nothing would ever be sent.
        closed = frozenset(connection.scalars(select(chats.c.id).where(~chats.c.open)))
        return sum(apply_decision(connection, decision, closed, now) for decision in decisions)

    @reads
    def placed_since(
        self, connection: Connection, since: datetime, *, after: int, limit: int
    ) -> tuple[tuple[StoredArticle, Placement], ...]:
        """Return articles that belong to a story, and how, in the order they came in.

        Seen since then, numbered over `after`, `limit` at most: one page of the story window.
        """
        rows = connection.execute(
            _stored()
            .where(
                articles.c.seen >= since, articles.c.story_id.is_not(None), articles.c.id > after
            )
            .order_by(articles.c.id)
            .limit(limit)
        )
        return tuple((_stored_article(row), _placement(row)) for row in rows)

    @reads
    def seen_since(
        self, connection: Connection, since: datetime, *, after: int, limit: int
    ) -> tuple[StoredArticle, ...]:
        """Return articles seen since then, numbered over `after`, in the order they came in."""
        wanted = _stored().where(articles.c.seen >= since, articles.c.id > after)
        rows = connection.execute(wanted.order_by(articles.c.id).limit(limit))
        return tuple(map(_stored_article, rows))

    @reads
    def count_since(self, connection: Connection, since: datetime) -> int:
        """Return how many articles were seen since then."""
        counted = select(func.count(articles.c.id)).where(articles.c.seen >= since)
        return connection.execute(counted).scalar_one()

    @writes
    def sweep(self, connection: Connection, *, now: datetime, keep: timedelta) -> int:
        """Delete a bite of what is older than `keep`; returns its size, 0 when all is swept."""
        connection.execute(delete(sightings).where(sightings.c.seen < now - IDENTITY_KEPT))
        old = connection.scalars(
            select(articles.c.id)
            .where(articles.c.seen < now - keep, ~articles.c.undecided)
            .limit(SWEPT_AT_ONCE)
        ).all()
        connection.execute(delete(articles).where(articles.c.id.in_(old)))
        bare = (
            select(stories.c.id)
            .where(
                stories.c.last_seen < now - keep,
                ~select(articles.c.id).where(articles.c.story_id == stories.c.id).exists(),
                # Nobody's alert is swept away before it was sent.
                ~select(outbox.c.id)
                .where(outbox.c.story_id == stories.c.id, outbox.c.state.in_(WAITING_STATES))
                .exists(),
            )
            .limit(SWEPT_AT_ONCE)
        )
        gone = connection.scalars(bare).all()
        connection.execute(delete(outbox).where(outbox.c.story_id.in_(gone)))
        connection.execute(delete(stories).where(stories.c.id.in_(gone)))
        return len(old) + len(gone)

    @reads
    def count(self, connection: Connection) -> tuple[int, int]:
        """Return how many articles and stories are kept."""
        return (
            connection.execute(select(func.count()).select_from(articles)).scalar_one(),
            connection.execute(select(func.count()).select_from(stories)).scalar_one(),
        )


def _find_known(connection: Connection, feed: int, keys: Sequence[str]) -> frozenset[str]:
    return frozenset(
        connection.scalars(
            select(sightings.c.key).where(sightings.c.feed_id == feed, sightings.c.key.in_(keys))
        )
    )


def _keep_article(
    connection: Connection, feed: int, article: Article, arrival: Arrival, now: datetime
) -> int:
    made = connection.execute(
        insert(articles).values(
            feed_id=feed,
            link_key=article.link_key,
            guid=article.guid,
            link=article.link,
            title=article.title,
            summary=article.summary,
            body=article.body,
            author=article.author,
            language=article.language,
            published=article.published,
            seen=now,
            arrival=arrival,
            undecided=arrival is Arrival.FRESH,
        )
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def _keep_sightings(
    connection: Connection, feed: int, article: int, keys: Sequence[str], now: datetime
) -> None:
    statement = insert(sightings).values(
        [{"feed_id": feed, "key": key, "article_id": article, "seen": now} for key in keys]
    )
    connection.execute(statement.on_conflict_do_nothing())


def _stored() -> Select[Any]:
    source = func.coalesce(
        func.nullif(feeds.c.title, ""), func.nullif(feeds.c.own_title, ""), feeds.c.host
    )
    return select(articles, source.label("source")).join(feeds, feeds.c.id == articles.c.feed_id)


def _stored_article(row: Row[tuple[object, ...]]) -> StoredArticle:
    return StoredArticle(
        id=row.id,
        source=row.source,
        seen=row.seen,
        article=Article(
            guid=row.guid,
            link=row.link,
            title=row.title,
            summary=row.summary,
            body=row.body,
            published=row.published,
            author=row.author,
            language=row.language,
            link_key=row.link_key,
        ),
    )


def _placement(row: Row[tuple[object, ...]]) -> Placement:
    return Placement(
        story=row.story_id, new=row.reason == "new", reason=row.reason, score=row.score
    )
