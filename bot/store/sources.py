"""What readers see of an article: its source, and a line about it."""

from typing import Any

from sqlalchemy import Row, func

from bot.models.findings import FoundStory
from bot.store.schema import feeds

# The operator's title, else the feed's own, else its host.
SOURCE = func.coalesce(
    func.nullif(feeds.c.title, ""), func.nullif(feeds.c.own_title, ""), feeds.c.host
)


def read_found(row: Row[*tuple[Any, ...]], *, sources: int) -> FoundStory:
    """Return the line about an article that stands for its story, which so many report."""
    return FoundStory(
        story=row.story_id,
        headline=row.title,
        link=row.link,
        source=row.source,
        seen=row.seen,
        sources=sources,
    )
