"""The stories of a day by topic, and all about one of them, for the status page."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, func, select

from bot.models.findings import StoryArticle
from bot.models.reports import StoryLine, StoryPage, ToldChat, TopicStories
from bot.store.accounts import read_articles, read_told
from bot.store.database import Queries, reads
from bot.store.schema import BROKE, articles, chats, feeds, matches, outbox, stories
from bot.store.sources import SOURCE

TOLD_SHOWN = 200  # deliveries of a story


class StoryReport(Queries):
    """Stories, found by their articles."""

    @reads
    def stories_since(
        self, connection: Connection, since: datetime, *, limit: int, only: str = ""
    ) -> tuple[TopicStories, ...]:
        """Return the stories that had an article since then, by topic.

        `limit`: so many stories of each; `only`: of this topic alone, others are just counted.
        """
        of_topic = connection.execute(
            select(matches.c.topic, articles.c.story_id)
            .select_from(articles)
            .join(matches, matches.c.article_id == articles.c.id)
            .where(articles.c.seen >= since, articles.c.story_id.is_not(None))
            .group_by(matches.c.topic, articles.c.story_id)
            .order_by(matches.c.topic, func.max(articles.c.id).desc())
        )
        found = {
            topic: [row.story_id for row in rows]
            for topic, rows in groupby(of_topic, lambda row: str(row.topic))
        }
        shown = {topic: ids[:limit] if only in ("", topic) else [] for topic, ids in found.items()}
        lines = _find_lines(connection, {story for ids in shown.values() for story in ids})
        return tuple(
            TopicStories(
                topic=topic, counted=len(ids), stories=tuple(lines[one] for one in shown[topic])
            )
            for topic, ids in found.items()
        )

    @reads
    def story(
        self, connection: Connection, story: str, *, first: int, limit: int
    ) -> StoryPage | None:
        """Return a page of a story's articles, and whom it was told; None: no such story.

        `first`: how many articles to leave out at the beginning.
        """
        line = _find_lines(connection, [story]).get(story)
        if line is None:
            return None
        its = outbox.c.story_id == story
        return StoryPage(
            line=line,
            articles=_find_articles(connection, story, first, limit),
            told=_find_told(connection, story),
            deliveries=connection.execute(select(func.count()).where(its)).scalar_one(),
        )


def _find_lines(connection: Connection, wanted: Collection[str]) -> dict[str, StoryLine]:
    broke = select(outbox.c.story_id).where(BROKE, outbox.c.story_id.in_(wanted))
    breaking = frozenset(connection.scalars(broke))
    rows = connection.execute(select(stories).where(stories.c.id.in_(wanted)))
    return {
        row.id: StoryLine(
            story=row.id,
            headline=row.headline,
            first_seen=row.first_seen,
            last_seen=row.last_seen,
            articles=row.articles,
            sources=tuple(row.sources),
            breaking=row.id in breaking,
        )
        for row in rows
    }


def _find_articles(
    connection: Connection, story: str, first: int, limit: int
) -> tuple[StoryArticle, ...]:
    rows = connection.execute(
        select(articles, SOURCE.label("source"))
        .join(feeds, feeds.c.id == articles.c.feed_id)
        .where(articles.c.story_id == story)
        .order_by(articles.c.id)
        .offset(first)
        .limit(limit)
    ).all()
    return read_articles(connection, rows)


def _find_told(connection: Connection, story: str) -> tuple[ToldChat, ...]:
    rows = connection.execute(
        select(outbox, chats.c.kind.label("chat_kind"))
        .join(chats, chats.c.id == outbox.c.chat_id)
        .where(outbox.c.story_id == story)
        .order_by(outbox.c.id)
        .limit(TOLD_SHOWN)
    )
    return tuple(
        ToldChat(
            chat=row.chat_id,
            chat_kind=row.chat_kind,
            told=read_told(row),
        )
        for row in rows
    )
