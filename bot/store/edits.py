"""Known articles that their feed shows under another headline, and the alerts made from them.

An edit never alerts again. It may make news of what matched nothing before: that is decided
once more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from bot.feeds.identity import choose_key, digest_headline
from bot.feeds.text import is_misread
from bot.models import Arrival, Article, DeliveryKind
from bot.store.dialect import lock_subject
from bot.store.schema import articles, outbox, stories
from bot.store.sightings import find_sightings, note_headlines
from bot.store.tellings import add_edits

# What matched nothing is decided again for so long after it came in: later it is no news.
YOUNG = timedelta(hours=24)


def apply_edits(
    connection: Connection, feed: int, edited: Sequence[Article], now: datetime
) -> int:
    """Store how a feed shows its known articles now; returns how many await a decision again.

    Where no headline was noted so far it is noted, and nothing else changes.
    """
    if not edited:
        return 0
    keys = [key for article in edited for key in article.keys]
    known = {sighting.key: sighting for sighting in find_sightings(connection, feed, keys)}
    noted: dict[str, str] = {}
    changed: dict[int, Article] = {}
    for article in edited:
        key = choose_key(article, known)
        digest = digest_headline(article.title)
        if key is None or known[key].shown == digest:
            continue
        noted[key] = digest
        if known[key].shown is not None:
            changed.setdefault(known[key].article_id, article)
    if noted:
        note_headlines(connection, feed, noted)
    return _edit_articles(connection, changed, now) if changed else 0


def _edit_articles(connection: Connection, changed: Mapping[int, Article], now: datetime) -> int:
    kept = connection.execute(select(articles).where(articles.c.id.in_(changed))).all()
    rows = [row for row in kept if _says_another(changed[row.id].title, row.title)]
    if not rows:
        return 0
    again = [row.id for row in rows if _may_be_news(row, now)]
    connection.execute(
        update(articles)
        .where(articles.c.id == bindparam("number"))
        .values(
            title=bindparam("new_title"),
            summary=bindparam("new_summary"),
            body=bindparam("new_body"),
        ),
        [_columns(row.id, changed[row.id]) for row in rows],
    )
    connection.execute(update(articles).where(articles.c.id.in_(again)).values(undecided=True))
    for row in rows:
        if row.story_id is not None:
            _edit_story(connection, row, changed[row.id], now)
    return len(again)


def _says_another(shown: str, kept: str) -> bool:
    """Say whether the article has to be edited.

    Another of its names may have brought the same edit before. And a feed that is sent in a wrong
    encoding now and then would have all that was told edited to and fro.
    """
    return digest_headline(shown) != digest_headline(kept) and not is_misread(shown, kept)


def _may_be_news(row: Row[Any], now: datetime) -> bool:
    """Say whether an article is news still, was decided, and matched nothing."""
    fresh = row.arrival == Arrival.FRESH and row.seen >= now - YOUNG
    return fresh and row.story_id is None and not row.undecided


def _columns(number: int, article: Article) -> dict[str, object]:
    return {
        "number": number,
        "new_title": article.title,
        "new_summary": article.summary,
        "new_body": article.body,
    }


def _edit_story(connection: Connection, row: Row[Any], article: Article, now: datetime) -> None:
    lock_subject(connection, "telling")  # what is claimed meanwhile would be told as it was
    if row.reason == "new":  # the story's first article gives it its headline
        connection.execute(
            update(stories).where(stories.c.id == row.story_id).values(headline=article.title)
        )
    told = connection.execute(
        select(outbox.c.id, outbox.c.chat_id, outbox.c.kind, outbox.c.alert).where(
            outbox.c.story_id == row.story_id, outbox.c.article_id == row.id
        )
    ).all()
    if not told:
        return
    connection.execute(
        update(outbox).where(outbox.c.id == bindparam("number")).values(alert=bindparam("new")),
        [{"number": one.id, "new": _edit_alert(one.alert, article)} for one in told],
    )
    alerted = {one.chat_id for one in told if one.kind == DeliveryKind.ALERT}
    add_edits(connection, row.story_id, now, only=alerted)


def _edit_alert(alert: dict[str, Any], article: Article) -> dict[str, Any]:
    """Show the article as it is now; a hit goes when its words are no longer in their place."""
    texts = {"title": article.title, "summary": article.summary, "body": article.body}
    hits = [
        hit
        for hit in alert["hits"]
        if texts.get(hit["field"], "")[hit["start"] : hit["end"]] == hit["words"]
    ]
    return {**alert, "headline": article.title, "summary": article.summary, "hits": hits}
