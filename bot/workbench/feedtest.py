"""What the bot would see of a feed: `tocsin feeds test`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.errors import ParseError
from bot.feeds.discovery import find_candidates
from bot.feeds.entries import Entry, list_entries
from bot.feeds.parse import read_raw, refine_feed
from bot.models import Match, ParsedFeed
from bot.models.polls import FeedSpec, FetchedFeed
from bot.rules.load import Rules, read_folder
from bot.rules.match import Matcher
from bot.workbench.matching import open_matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedEntry:
    """An entry, and which rules it would match."""

    entry: Entry
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request on the way to a feed."""

    url: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedFeed:
    """All that is seen of a feed."""

    source: str  # as it was named
    steps: tuple[Step, ...] = ()  # all requests that were answered; all but the last redirected
    fetched: FetchedFeed | None = None  # None: it is a file, or there was no good answer
    parsed: ParsedFeed | None = None  # None: it is no feed
    entries: tuple[TestedEntry, ...] = ()
    topics: tuple[tuple[str, int], ...] | None = None  # names and matching entries; None: no rules
    error: str = ""  # why it is no feed, or cannot be had
    candidates: tuple[str, ...] = ()  # of a page: where its feeds may be

    @property
    def matching(self) -> int:
        """How many entries match any topic."""
        return sum(1 for one in self.entries if one.matches)


def read_rules(folder: Path) -> tuple[Rules | None, bool]:
    """Return the rules as far as they hold, None without a folder; and whether all do."""
    if not folder.is_dir():
        return None, True
    rules, problems = read_folder(folder)
    return rules, not problems


def see_body(
    source: str,
    body: bytes,
    rules: Rules | None,
    *,
    fetched: FetchedFeed | None = None,
    spec: FeedSpec | None = None,
    now: datetime,
) -> TestedFeed:
    """Return what is seen of a body, which came with `fetched` or from a file."""
    url = fetched.url if fetched else ""
    try:
        raw = read_raw(body, fetched.content_type if fetched else "")
    except ParseError as error:
        is_page = b"<html" in body[:100_000].lower()
        candidates = find_candidates(body, url=url) if is_page else ()
        return TestedFeed(source=source, fetched=fetched, error=str(error), candidates=candidates)
    # Of a file nobody knows where it came from but itself.
    parsed = refine_feed(raw, url=url or raw.topic)
    entries = list_entries(parsed.articles)
    if spec and spec.language:  # the operator's word goes before what the feed says
        language = spec.language.lower()
        entries = tuple(
            replace(entry, article=replace(entry.article, language=language)) for entry in entries
        )
    title = (spec.title if spec else "") or parsed.title
    matcher = open_matcher(rules.book) if rules and entries else None
    tested = tuple(
        TestedEntry(entry=entry, matches=_match(entry, matcher, title, now)) for entry in entries
    )
    return TestedFeed(
        source=source,
        fetched=fetched,
        parsed=parsed,
        entries=tested,
        topics=None if rules is None else _count_topics(tested),
    )


def _match(entry: Entry, matcher: Matcher | None, source: str, now: datetime) -> tuple[Match, ...]:
    return matcher.match(entry.article, source=source, now=now) if matcher else ()


def _count_topics(tested: Sequence[TestedEntry]) -> tuple[tuple[str, int], ...]:
    counts = Counter(
        topic for one in tested for topic in sorted({match.topic for match in one.matches})
    )
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
