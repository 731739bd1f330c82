"""Search in the archive: words that people type → the stories that hold them, newest first.

A chat asks what is going on, and every word has to occur anyway: so the order is by time, not
by a rank. It is also the cheap one: the index is read backwards until the list is full,
however common the words.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.models.findings import FoundStory
from bot.store.database import Queries, reads
from bot.store.query import read_query
from bot.store.schema import articles, feeds, stories
from bot.store.sources import SOURCE, read_found
from bot.store.textindex import find_articles

LOOKED_AT = 2_000  # articles at most, to make one list


class Search(Queries):
    """The archive, by words."""

    @reads
    def search(self, connection: Connection, typed: str, *, limit: int) -> tuple[FoundStory, ...]:
        """Return the stories with an article that holds all the words, newest such article first.

        Of each the newest article that does is shown; copies of one without a story count as one.
        """
        terms = read_query(typed)
        if not terms:
            return ()
        found = find_articles(terms, connection.dialect.name, most=LOOKED_AT)
        rows = connection.execute(
            select(
                articles.c.story_id,
                articles.c.title,
                articles.c.link,
                articles.c.link_key,
                articles.c.seen,
                SOURCE.label("source"),
                stories.c.sources,
            )
            .join(feeds, feeds.c.id == articles.c.feed_id)
            .outerjoin(stories, stories.c.id == articles.c.story_id)
            .where(articles.c.id.in_(found))
            .order_by(articles.c.id.desc())
        )
        stories_found = _fold_copies(rows, limit)
        rows.close()
        return stories_found


def _fold_copies(rows: Iterable[Row[*tuple[Any, ...]]], limit: int) -> tuple[FoundStory, ...]:
    """Return a line for each story and, where there is none, for each headline."""
    shown: dict[str, Row[*tuple[Any, ...]]] = {}
    reporting: dict[str, set[str]] = {}
    for row in rows:
        story = row.story_id or " ".join(row.title.casefold().split())
        if story not in shown and len(shown) == limit:
            break
        shown.setdefault(story, row)
        reporting.setdefault(story, set(row.sources or ())).add(row.source)
    return tuple(read_found(row, sources=len(reporting[story])) for story, row in shown.items())
