"""What was kept: the archive beside what the news server saw go out."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, LiteralString, Protocol

from tests.fleet.news import Item

ARTICLES = "SELECT feeds.url, guid, link FROM articles JOIN feeds ON feeds.id = feed_id"


class Rows(Protocol):
    """What a query found."""

    def __iter__(self) -> Iterator[Any]: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Connection(Protocol):
    """A connection to a database, whichever."""

    def execute(self, query: LiteralString, /) -> Rows: ...


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


def compare_kept(connection: Connection, seen: set[Item]) -> Kept:
    """Return the account. An item is known by its name or its link.

    What comes out of an answer that was cut short may lack the one or the other.
    """
    stored: Counter[Item] = Counter()
    for url, guid, link in connection.execute(ARTICLES):
        stored.update((str(url), name) for name in {str(guid), str(link)} if name)
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
