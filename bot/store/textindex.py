"""The index over the words of all articles: FTS5 of SQLite, tsvector of PostgreSQL. Beside the
dialect, the only place that knows how a database does it; a migration makes the index.
"""

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import Integer, Select, column, select, table, text

from bot.store.query import Term
from bot.store.schema import articles

_INDEX = table("articles_text", column("rowid", Integer))
_ACCENTS = re.compile("[\u0300-\u036f]")


def find_articles(terms: Iterable[Term], dialect: str, *, most: int) -> Select[tuple[int]]:
    """Return a query for the numbers of articles that hold all the terms, newest first.

    `most`: so many at most. Words may hold letters and digits only. `dialect`: its name.
    """
    if dialect == "postgresql":
        return (
            select(articles.c.id)
            .where(text("articles.words @@ to_tsquery('pg_catalog.simple', :expression)"))
            .params(expression=" & ".join(filter(None, map(_write_for_postgres, terms))))
            .order_by(articles.c.id.desc())
            .limit(most)
        )
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


def _write_for_postgres(term: Term) -> str:
    """The same; its words are folded like those of the index, see its migration."""
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", " ".join(term.words).lower()))
    words = [f"'{word}'" for word in re.findall(r"[^\W_ʼ]+", folded)]
    return " <-> ".join(words) + (":*" if words and term.open else "")
