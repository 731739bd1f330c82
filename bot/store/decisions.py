"""What a decision writes: the story, the matches, the deliveries, the mark "decided"."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.models import Decision, Outcome, Placement, StoredArticle
from bot.store.dialect import insert
from bot.store.schema import articles, identities, matches, stories
from bot.store.tellings import add_alert, add_edits, add_to_alert, add_updates


def apply_decision(
    connection: Connection, decision: Decision, closed: frozenset[int], now: datetime
) -> int:
    """Write what follows from one article; returns how many deliveries that is.

    `closed`: chats that are told nothing.
    """
    stored, placement = decision.article, decision.placement
    marked = {"undecided": False, "decided": now}
    if placement is None:
        connection.execute(update(articles).where(articles.c.id == stored.id).values(marked))
        return 0
    # Not only for a new one: an article that is known again may outlive its story here.
    connection.execute(
        insert(stories)
        .values(
            id=placement.story,
            headline=stored.article.title,
            first_seen=stored.seen,
            last_seen=stored.seen,
            articles=0,
            sources=[],
        )
        .on_conflict_do_nothing()
    )
    more_sources = _join_story(connection, placement, stored)
    connection.execute(
        update(articles)
        .where(articles.c.id == stored.id)
        .values(**marked, story_id=placement.story, reason=placement.reason, score=placement.score)
    )
    connection.execute(delete(matches).where(matches.c.article_id == stored.id))
    connection.execute(
        insert(matches),
        [
            {
                "article_id": stored.id,
                "topic": match.topic,
                "rule": match.rule,
                "hits": [asdict(hit) for hit in match.hits],
            }
            for match in decision.matches
        ],
    )
    if placement.key:
        _remember_identity(connection, placement, stored)
    written, changed = add_updates(connection, decision, now), set()
    for telling in decision.tellings:
        if telling.chat in closed:
            continue
        if telling.outcome is Outcome.ALERT:
            written += add_alert(connection, decision, telling, now)
        elif add_to_alert(connection, placement.story, telling):
            changed.add(telling.chat)
    if more_sources or changed:
        only = None if more_sources else changed
        written += add_edits(connection, placement.story, now, only=only)
    return written


def _remember_identity(
    connection: Connection, placement: Placement, stored: StoredArticle
) -> None:
    """Have the article known again as one of its story, for as long as identities are kept."""
    connection.execute(
        insert(identities)
        .values(key=placement.key, story_id=placement.story, seen=stored.seen)
        .on_conflict_do_update(
            index_elements=[identities.c.key],
            set_={"seen": stored.seen},
            where=identities.c.seen < stored.seen,
        )
    )


def _join_story(connection: Connection, placement: Placement, stored: StoredArticle) -> bool:
    """Count the article in; return whether it brought another source to a told story."""
    row = connection.execute(
        select(stories.c.sources, stories.c.articles).where(stories.c.id == placement.story)
    ).one()
    new_source = not placement.again and stored.source not in row.sources
    connection.execute(
        update(stories)
        .where(stories.c.id == placement.story)
        .values(
            articles=row.articles + 1,
            last_seen=stored.seen,
            sources=[*row.sources, stored.source] if new_source else row.sources,
        )
    )
    return new_source and bool(row.sources)
