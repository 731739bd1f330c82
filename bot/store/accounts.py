"""All about a story, from its rows: its articles with what matched, and what chats were told."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, select

from bot.models import Hit, Match
from bot.models.findings import StoryArticle, Told
from bot.store.schema import matches

_HITS = TypeAdapter(tuple[Hit, ...])


def read_articles(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[StoryArticle, ...]:
    """Return articles, which have a `source` beside their columns, with all that matched them."""
    found = connection.execute(
        select(matches)
        .where(matches.c.article_id.in_([row.id for row in rows]))
        .order_by(matches.c.article_id, matches.c.topic, matches.c.rule)
    )
    matched = {
        article: tuple(map(_read_match, its))
        for article, its in groupby(found, lambda row: int(row.article_id))
    }
    return tuple(
        StoryArticle(
            id=row.id,
            headline=row.title,
            link=row.link,
            source=row.source,
            language=row.language,
            published=row.published,
            seen=row.seen,
            decided=row.decided,
            reason=row.reason,
            score=row.score,
            matches=matched.get(row.id, ()),
        )
        for row in rows
    )


def _read_match(row: Row[Any]) -> Match:
    return Match(topic=row.topic, rule=row.rule, hits=_HITS.validate_python(row.hits))


def read_told(row: Row[Any]) -> Told:
    """Return what a row of the outbox told its chat."""
    return Told(
        kind=row.kind,
        state=row.state,
        reason=row.reason,
        topics=tuple(row.topics or ()),
        article=row.article_id,
        attempts=row.attempts,
        decided=row.created,
        sent=row.sent,
        message_id=row.message_id,
        silent=row.silent,
        breaking=row.breaking,
    )
