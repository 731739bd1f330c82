"""The index over the words of all articles: SQLite's FTS5. Beside the dialect, the only place
that knows how a database does it; the index itself and its triggers are made by a migration.
"""

from collections.abc import Iterable

from sqlalchemy import Integer, Select, column, select, table, text

from bot.store.query import Term

_INDEX = table("articles_text", column("rowid", Integer))


def find_articles(terms: Iterable[Term], *, most: int) -> Select[tuple[int]]:
    """Return a query for the numbers of articles that hold all the terms, newest first.

    `most`: so many at most. Words may hold letters and digits only.
    """
    return (
        select(_INDEX.c.rowid)
        .where(text("articles_text MATCH :expression"))
        .params(expression=" ".join(map(_write, terms)))
        .order_by(_INDEX.c.rowid.desc())
        .limit(most)
    )


def _write(term: Term) -> str:
    # In quotes nothing is an operator. Terms side by side must all occur.
    return '"' + " ".join(term.words) + '"' + ("*" if term.open else "")
