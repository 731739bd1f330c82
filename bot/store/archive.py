"""Articles and stories: the keep transaction and the decide transaction."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from bot.errors import LeaseLost
from bot.models import Arrival, Article, Decision, Harvest, Placement, StoredArticle
from bot.models.workers import Tenure
from bot.store.database import Database, Queries, reads, writes
from bot.store.decisions import apply_decisions
from bot.store.dialect import insert, lock_subject
from bot.store.edits import apply_edits
from bot.store.fetches import describe_fetch, note_fetches
from bot.store.polling import GOOD, good_poll
from bot.store.posts import fence
from bot.store.prepared import Prepared
from bot.store.schema import UNDECIDED, articles, chats, feeds, identities, matches, stories
from bot.store.sightings import Sighting, add_sightings, find_sightings, renew_sightings
from bot.store.together import Together


class Archive(Queries):
    """All articles and stories that are kept."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._together = Together(database)

    @reads
    def known_keys(
        self, connection: Connection, feed: int, keys: Sequence[str]
    ) -> tuple[tuple[str, str | None], ...]:
        """Return those of the keys under which the feed has shown an article before.

        Each with the digest of the headline it had then, None where that was not noted.
        """
        return _tell_known(find_sightings(connection, feed, keys))

    @reads
    def known_stories(
        self, connection: Connection, keys: Collection[str]
    ) -> tuple[tuple[str, str], ...]:
        """Return the stories of articles that some feed showed before, by their keys."""
        columns = (identities.c.key, identities.c.story_id)
        rows = connection.execute(select(*columns).where(identities.c.key.in_(keys)))
        return tuple((row.key, row.story_id) for row in rows)

    @writes
    def keep(
        self, connection: Connection, harvest: Harvest, *, now: datetime, by: str | None = None
    ) -> int:
        """Store a feed's unseen and edited articles with the validators of their body.

        Returns how many articles now await a decision. `by`: the worker that polled the feed;
        raises LeaseLost when it is somebody else's by now.
        """
        _lock_feed(connection, harvest.feed.id, by)
        # A worker whose lease ran out may have kept some of them meanwhile.
        keys = [key for article, _ in harvest.arrivals for key in article.keys]
        known = find_sightings(connection, harvest.feed.id, [*keys, *harvest.seen_again])
        return _keep(connection, harvest, known, now)

    async def judge_and_keep(
        self,
        feed: int,
        keys: Sequence[str],
        judge: Callable[[tuple[tuple[str, str | None], ...]], Harvest],
        *,
        now: datetime,
        by: str | None = None,
    ) -> tuple[Harvest, int]:
        """Let `judge`, a pure function, say from what known_keys tells what is kept, and keep it.

        Returns that, and what keep returns. Harvests of other feeds may share the transaction.
        """

        def keep(connection: Connection) -> tuple[Harvest, int]:
            _lock_feed(connection, feed, by)
            known = find_sightings(connection, feed, keys)
            harvest = judge(_tell_known(known))
            return harvest, _keep(connection, harvest, known, now)

        return await self._together.run(keep, place=feed)

    @reads
    def undecided(self, connection: Connection, *, limit: int) -> tuple[StoredArticle, ...]:
        """Return the oldest articles that await a decision, in the order they came in."""
        rows = connection.execute(_stored().where(UNDECIDED).order_by(articles.c.id).limit(limit))
        return tuple(map(_stored_article, rows))

    @writes
    def decide(
        self,
        connection: Connection,
        decisions: Iterable[Decision],
        *,
        now: datetime,
        under: Tenure | None = None,
    ) -> int:
        """Apply decisions: stories, matches, outbox rows, and the mark "decided", all or none.

        Returns how many deliveries were written. Raises LeaseLost when the post under which
        they were made is not held any more.
        """
        lock_subject(connection, "telling")
        if under:
            fence(connection, under)
        # Who left since the decision was made is not told: nothing would ever be sent.
        closed = frozenset(connection.scalars(select(chats.c.id).where(~chats.c.open)))
        return apply_decisions(connection, decisions, closed, now)

    @reads
    def placed_since(
        self, connection: Connection, since: datetime, *, after: int, limit: int
    ) -> tuple[tuple[StoredArticle, Placement, tuple[str, ...]], ...]:
        """Return articles that belong to a story, how, and their topics, in alphabetical order.

        Seen since then, numbered over `after`, `limit` at most, in the order they came in: one
        page of the story window.
        """
        rows = connection.execute(
            _stored()
            .where(
                articles.c.seen >= since, articles.c.story_id.is_not(None), articles.c.id > after
            )
            .order_by(articles.c.id)
            .limit(limit)
        ).all()
        topics = _find_topics(connection, [row.id for row in rows])
        return tuple(
            (_stored_article(row), _placement(row), tuple(topics.get(row.id, ()))) for row in rows
        )

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

    @reads
    def count(self, connection: Connection) -> tuple[int, int]:
        """Return how many articles and stories are kept."""
        return (
            connection.execute(select(func.count()).select_from(articles)).scalar_one(),
            connection.execute(select(func.count()).select_from(stories)).scalar_one(),
        )


# Made ready once: they run for every feed that brings something.
_INSERT = Prepared(insert(articles))
_BROUGHT = Prepared(GOOD)
_LOCK = Prepared(select(feeds.c.lease_by).where(feeds.c.id == bindparam("feed")).with_for_update())


def _lock_feed(connection: Connection, feed: int, worker: str | None) -> None:
    """Let nobody else claim a feed, or keep what it shows, until the transaction ends.

    Raises LeaseLost when it is not the worker's.
    """
    found = _LOCK.find(connection, {"feed": feed})
    if worker is not None and found != [(worker,)]:
        raise LeaseLost(f"the lease of feed {feed} ran out, and another worker has it now")


def _tell_known(known: Iterable[Sighting]) -> tuple[tuple[str, str | None], ...]:
    return tuple((sighting.key, sighting.shown) for sighting in known)


def _keep(
    connection: Connection, harvest: Harvest, known: Sequence[Sighting], now: datetime
) -> int:
    """Store what is not known; `known`: of all names that the harvest has for its articles."""
    feed, fetched = harvest.feed.id, harvest.fetched
    names, again = {sighting.key for sighting in known}, frozenset(harvest.seen_again)
    arrivals = [pair for pair in harvest.arrivals if names.isdisjoint(pair[0].keys)]
    stored = [
        (_INSERT.run(connection, _columns(feed, article, arrival, now)), article)
        for article, arrival in arrivals
    ]
    add_sightings(connection, feed, stored, now)
    renew_sightings(connection, feed, (one for one in known if one.key in again), now)
    undecided = apply_edits(connection, feed, harvest.edited, now)
    news: dict[str, object] = {"last_new": now} if arrivals else {}
    if harvest.items:
        news["items"] = harvest.items
    brought = {
        "feed": feed,
        "etag": fetched.etag,
        "last_modified": fetched.last_modified,
        "body_hash": fetched.body_hash,
        "own_title": harvest.title,
    }
    _BROUGHT.run(connection, brought | news | good_poll(harvest.plan, now))
    fetch = describe_fetch(fetched, at=now, news=len(arrivals))
    note_fetches(connection, [(harvest.feed, fetch)])
    return undecided + sum(arrival is not Arrival.HISTORY for _, arrival in arrivals)


def _columns(feed: int, article: Article, arrival: Arrival, now: datetime) -> dict[str, object]:
    return {
        "feed_id": feed,
        "link_key": article.link_key,
        "guid": article.guid,
        "link": article.link,
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        "author": article.author,
        "language": article.language,
        "published": article.published,
        "seen": now,
        "arrival": arrival,
        "undecided": arrival is not Arrival.HISTORY,
    }


def _find_topics(connection: Connection, numbers: Collection[int]) -> dict[int, list[str]]:
    columns = (matches.c.article_id, matches.c.topic)
    found: dict[int, list[str]] = {}
    for row in connection.execute(
        select(*columns).where(matches.c.article_id.in_(numbers)).distinct().order_by(*columns)
    ):
        found.setdefault(row.article_id, []).append(row.topic)
    return found


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
        arrival=Arrival(row.arrival),
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
        story=row.story_id,
        new=row.reason == "new",
        reason=row.reason,
        score=row.score,
        again=row.reason.startswith("same "),
    )
