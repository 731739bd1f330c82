"""What people ask of the archive: a topic's latest stories and course, and why something came.

The answers are of the moment: what was swept is not in them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from bot.feeds.identity import identify
from bot.models import Arrival, Article
from bot.models.findings import (
    Fate,
    FoundStory,
    StoryAccount,
    StoryArticle,
    Told,
    Trace,
    TrendPoint,
)
from bot.store.accounts import read_articles, read_told
from bot.store.database import Queries, reads
from bot.store.schema import articles, feeds, matches, outbox, sightings, stories
from bot.store.sources import SOURCE, read_found

ARTICLES_SHOWN = 20  # of a story, to account for it


class Lookup(Queries):
    """The archive, by topic, story and link."""

    @reads
    def latest(self, connection: Connection, topic: str, *, limit: int) -> tuple[FoundStory, ...]:
        """Return the stories that came to a topic last, newest first.

        Each is shown by the first article of it that matched the topic.
        """
        earlier, its = articles.alias(), matches.alias()
        brought_before = (
            select(earlier.c.id)
            .join(its, its.c.article_id == earlier.c.id)
            .where(
                earlier.c.story_id == articles.c.story_id,
                earlier.c.id < articles.c.id,
                its.c.topic == topic,
            )
            .exists()
        )
        of_topic = select(matches.c.article_id).where(matches.c.topic == topic)
        rows = connection.execute(
            _with_source(articles, stories.c.sources)
            .join(stories, stories.c.id == articles.c.story_id)
            .where(articles.c.id.in_(of_topic), ~brought_before)
            .order_by(articles.c.id.desc())
            .limit(limit)
        )
        return tuple(read_found(row, sources=max(1, len(row.sources))) for row in rows)

    @reads
    def trend(
        self,
        connection: Connection,
        topic: str,
        *,
        since: datetime,
        until: datetime,
        step: timedelta,
    ) -> tuple[TrendPoint, ...]:
        """Return what a topic brought from `since` to before `until`, a point for each step.

        Steps are counted on the wall clock of the zone of `since`: from a midnight there, steps
        of a day begin at midnights. Stretches that brought nothing are among them.
        """
        count = max(0, -((since - until) // step))
        starts = [since + step * place for place in range(count)]
        instants = [start.timestamp() for start in starts]

        def count_by_start(times: Sequence[datetime]) -> list[int]:
            counts = [0] * (len(starts) + 1)  # one more: what fell out at an end of summer time
            for time in times:
                counts[bisect_right(instants, time.timestamp()) - 1] += 1
            return counts

        of_topic = select(matches.c.article_id).where(matches.c.topic == topic)
        seen = connection.scalars(
            select(articles.c.seen).where(
                articles.c.seen >= since, articles.c.seen < until, articles.c.id.in_(of_topic)
            )
        ).all()
        began = connection.execute(_began(topic, since, until)).all()
        articles_seen = count_by_start(seen)
        stories_began = count_by_start([row.first_seen for row in began])
        broke = count_by_start([row.first_seen for row in began if row.broke])
        return tuple(
            TrendPoint(at=start, stories=of_stories, articles=of_articles, breaking=breaking)
            for start, of_stories, of_articles, breaking in zip(
                starts, stories_began, articles_seen, broke, strict=False
            )
        )

    @reads
    def why(self, connection: Connection, story: str, *, chat: int) -> StoryAccount | None:
        """Return all that is known of a story and what the chat was told; None: no such story.

        Of a story with very many articles the first are there, and those that the chat was shown.
        """
        row = connection.execute(select(stories).where(stories.c.id == story)).one_or_none()
        if row is None:
            return None
        told = _told(connection, story, chat)
        return StoryAccount(
            story=story,
            headline=row.headline,
            first_seen=row.first_seen,
            last_seen=row.last_seen,
            sources=tuple(row.sources),
            counted=row.articles,
            articles=_story_articles(connection, story, [one.article for one in told]),
            told=told,
        )

    @reads
    def find_message(self, connection: Connection, chat: int, message_id: int) -> str | None:
        """Return the story that a message of ours told the chat, or None."""
        return connection.execute(
            select(outbox.c.story_id)
            .where(outbox.c.chat_id == chat, outbox.c.message_id == message_id)
            .order_by(outbox.c.id.desc())
            .limit(1)
        ).scalar_one_or_none()

    @reads
    def find_link(self, connection: Connection, link: str) -> tuple[Trace, ...]:
        """Return what each feed made of a page, in the order they showed it; empty: none did.

        `link`: any address of the page; what was seen is known for 90 days, swept or not.
        """
        name = _name_link(link)
        if name is None:
            return ()
        rows = connection.execute(
            select(
                SOURCE.label("source"),
                sightings.c.seen.label("last_shown"),
                articles.c.title,
                articles.c.seen,
                articles.c.arrival,
                articles.c.undecided,
                articles.c.story_id,
            )
            .select_from(feeds)
            .join(sightings, sightings.c.feed_id == feeds.c.id)
            .outerjoin(articles, articles.c.id == sightings.c.article_id)
            # Through the feeds, because names are kept in their order.
            .where(sightings.c.feed_id.in_(select(feeds.c.id)), sightings.c.key == name)
            .order_by(sightings.c.article_id)
        )
        return tuple(
            Trace(
                fate=_fate(row),
                source=row.source,
                headline=row.title or "",
                seen=row.seen or row.last_shown,
                story=row.story_id,
            )
            for row in rows
        )


def _with_source(*columns: Any) -> Select[Any]:
    return select(*columns, SOURCE.label("source")).join(feeds, feeds.c.id == articles.c.feed_id)


def _began(topic: str, since: datetime, until: datetime) -> Select[Any]:
    """Stories of a topic that began then, each with whether it became breaking for anyone."""
    of_topic = (
        select(articles.c.story_id)
        .join(matches, matches.c.article_id == articles.c.id)
        .where(matches.c.topic == topic, articles.c.seen >= since)
    )
    broke = select(outbox.c.story_id).where(outbox.c.kind == "alert", outbox.c.breaking)
    return select(stories.c.first_seen, stories.c.id.in_(broke).label("broke")).where(
        stories.c.first_seen >= since, stories.c.first_seen < until, stories.c.id.in_(of_topic)
    )


def _told(connection: Connection, story: str, chat: int) -> tuple[Told, ...]:
    rows = connection.execute(
        select(outbox)
        .where(outbox.c.story_id == story, outbox.c.chat_id == chat)
        .order_by(outbox.c.id)
    )
    return tuple(map(read_told, rows))


def _story_articles(
    connection: Connection, story: str, shown: Sequence[int | None]
) -> tuple[StoryArticle, ...]:
    first = (
        select(articles.c.id)
        .where(articles.c.story_id == story)
        .order_by(articles.c.id)
        .limit(ARTICLES_SHOWN)
    )
    rows = connection.execute(
        _with_source(articles)
        .where(
            articles.c.story_id == story, or_(articles.c.id.in_(first), articles.c.id.in_(shown))
        )
        .order_by(articles.c.id)
    ).all()
    return read_articles(connection, rows)


def _name_link(link: str) -> str | None:
    """Return the name under which feeds' sightings of a page are kept; None for no page."""
    alone = Article(guid="", link=link, title="", summary="", published=None)
    return next((key for key in identify([alone])[0].keys if key.startswith("l:")), None)


def _fate(row: Row[*tuple[Any, ...]]) -> Fate:
    if row.arrival is None:
        return Fate.SWEPT
    if row.arrival != Arrival.FRESH:
        return Fate(row.arrival)
    if row.undecided:
        return Fate.WAITING
    return Fate.MATCHED if row.story_id else Fate.UNMATCHED
