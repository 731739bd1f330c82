"""What decisions write: stories, matches, deliveries, the mark "decided"."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.models import Decision, Outcome, Placement, StoredArticle
from bot.store.dialect import insert, listed, listed_words
from bot.store.schema import UtcTime, articles, identities, matches, stories
from bot.store.tellings import Alerts, add_edits, add_to_alert, add_updates

Placed = tuple[StoredArticle, Placement, Decision]


def apply_decisions(
    connection: Connection, decisions: Iterable[Decision], closed: frozenset[int], now: datetime
) -> int:
    """Write what follows from articles, each decided once; returns how many deliveries that is.

    `closed`: chats that are told nothing. What is alike goes in one statement: one for each
    article would take longer than to decide it.
    """
    decisions = tuple(decisions)
    placed = [(one.article, one.placement, one) for one in decisions if one.placement]
    if vain := [one.article.id for one in decisions if one.placement is None]:
        connection.execute(_PASS, {"numbers": vain, "decided": now})
    if not placed:
        return 0
    more_sources = _join_stories(connection, placed)
    _mark(connection, placed, now)
    _remember_identities(connection, placed)
    alerts, written = Alerts(connection, now), 0
    for (_, placement, decision), more in zip(placed, more_sources, strict=True):
        alerts.settle(placement.story)
        written += add_updates(connection, decision, now)
        changed = set()
        for telling in decision.tellings:
            if telling.chat in closed:
                continue
            if telling.outcome is Outcome.ALERT:
                alerts.add(decision, telling)
            elif add_to_alert(connection, placement.story, telling):
                changed.add(telling.chat)
        if more or changed:
            alerts.settle(placement.story)
            written += add_edits(connection, placement.story, now, only=None if more else changed)
    return written + alerts.write()


def _join_stories(connection: Connection, placed: Sequence[Placed]) -> list[bool]:
    """Count the articles in; return which brought another source to a story that had one."""
    begun = {
        placement.story: {
            "id": placement.story,
            "headline": stored.article.title,
            "first_seen": stored.seen,
            "last_seen": stored.seen,
            "articles": 0,
            "sources": [],
        }
        for stored, placement, _ in reversed(placed)  # the first article begins it
    }
    # Not only new ones: an article that is known again may outlive its story here.
    connection.execute(_BEGIN, [*reversed(begun.values())])
    found = connection.execute(_STORIES, {"names": [*begun]})
    counted = {row.id: (row.articles, row.sources) for row in found}
    joined, more = {}, []
    for stored, placement, _ in placed:
        number, sources = counted[placement.story]
        new_source = not placement.again and stored.source not in sources
        more.append(new_source and bool(sources))
        sources = [*sources, stored.source] if new_source else sources
        counted[placement.story] = number + 1, sources
        joined[placement.story] = {
            "story": placement.story,
            "count": number + 1,
            "seen": stored.seen,
            "told": sources,
        }
    connection.execute(_JOIN, [*joined.values()])
    return more


def _mark(connection: Connection, placed: Sequence[Placed], now: datetime) -> None:
    """Note which articles are decided, where they belong, and what matched."""
    connection.execute(
        _PLACE,
        [
            {
                "number": stored.id,
                "decided": now,
                "story": placement.story,
                "why": placement.reason,
                "likeness": placement.score,
            }
            for stored, placement, _ in placed
        ],
    )
    connection.execute(_FORGET, {"numbers": [stored.id for stored, _, _ in placed]})
    found = [
        {
            "article_id": stored.id,
            "topic": match.topic,
            "rule": match.rule,
            "hits": [asdict(hit) for hit in match.hits],
        }
        for stored, _, decision in placed
        for match in decision.matches
    ]
    if found:
        connection.execute(_MATCH, found)


def _remember_identities(connection: Connection, placed: Sequence[Placed]) -> None:
    """Have articles known again as of their stories, for as long as identities are kept."""
    known = [
        {"key": placement.key, "story_id": placement.story, "seen": stored.seen}
        for stored, placement, _ in placed
        if placement.key
    ]
    if known:
        connection.execute(_REMEMBER, known)


# Statements are built once: every article needs most of them.
_DECIDED = {"undecided": False, "decided": bindparam("decided", type_=UtcTime())}
_PASS = update(articles).where(articles.c.id.in_(listed("numbers"))).values(_DECIDED)
_PLACE = (
    update(articles)
    .where(articles.c.id == bindparam("number"))
    .values(
        **_DECIDED,
        story_id=bindparam("story"),
        reason=bindparam("why"),
        score=bindparam("likeness"),
    )
)
_BEGIN = insert(stories).on_conflict_do_nothing()
_STORIES = select(stories.c.id, stories.c.articles, stories.c.sources).where(
    stories.c.id.in_(listed_words("names"))
)
_JOIN = (
    update(stories)
    .where(stories.c.id == bindparam("story"))
    .values(articles=bindparam("count"), last_seen=bindparam("seen"), sources=bindparam("told"))
)
_FORGET = delete(matches).where(matches.c.article_id.in_(listed("numbers")))
_MATCH = insert(matches)
_KNOWN = insert(identities)
_REMEMBER = _KNOWN.on_conflict_do_update(
    index_elements=[identities.c.key],
    set_={"seen": _KNOWN.excluded.seen},
    where=identities.c.seen < _KNOWN.excluded.seen,
)
