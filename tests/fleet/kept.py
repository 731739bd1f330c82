"""What was kept: the archive beside what the news server saw go out."""

from collections import Counter
from dataclasses import dataclass

import psycopg

from tests.fleet.news import Item

ARTICLES = "SELECT feeds.url, guid FROM articles JOIN feeds ON feeds.id = feed_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Counts of items."""

    seen: int
    missing: int
    doubled: int
    undecided: int
    example: str  # of what is wrong

    @property
    def wrong(self) -> list[str]:
        """Return what must not be."""
        names = ("missing", "doubled", "undecided")
        found = [f"{getattr(self, name)} {name}" for name in names if getattr(self, name)]
        return [*found, self.example] if found and self.example else found


def compare_kept(connection: psycopg.Connection[tuple[object, ...]], seen: set[Item]) -> Kept:
    """Return the account."""
    stored = Counter((str(url), str(guid)) for url, guid in connection.execute(ARTICLES))
    missing = [item for item in seen if item not in stored]
    doubled = [item for item, times in stored.items() if times > 1]
    undecided = connection.execute("SELECT count(*) FROM articles WHERE undecided").fetchone()
    return Kept(
        seen=len(seen),
        missing=len(missing),
        doubled=len(doubled),
        undecided=int(str(undecided[0])) if undecided else 0,
        example=" ".join(next(iter([*missing, *doubled]), ())),
    )
