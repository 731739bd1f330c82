"""What a feed would bring, before anybody decides to poll it; polling/firstlook.py asks."""

from dataclasses import dataclass

from bot.models import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLook:
    """A feed, as it is now."""

    url: str  # that is to be polled
    title: str  # its own; empty: it has none
    language: str  # of most of its items; empty: not known
    items: int
    newest: tuple[Article, ...]  # a few of them, the newest first
    a_day: float | None  # how many items, lately; None: their dates do not say
    matching: int  # items that match any topic
    topics: tuple[tuple[str, int], ...]  # names, and how many items match; most first
