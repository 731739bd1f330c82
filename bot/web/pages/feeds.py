"""Feeds: their health, when they are polled and what they bring; filtered, sorted, by page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from bot.causes import tell_cause
from bot.models.health import FeedCounts, FeedState
from bot.models.reports import FeedLine, FeedOrder, FeedQuestion
from bot.web.desk import Desk
from bot.web.drawing import Bar, draw_bars

SIZE = 50  # feeds on a page
POLLS = 30  # that are kept of each
LONGEST_WORDS = 80
LAST_PAGE = 100_000

ORDERS: Mapping[FeedOrder, str] = {
    FeedOrder.TROUBLE: "trouble first",
    FeedOrder.TITLE: "title",
    FeedOrder.NEXT: "next poll",
    FeedOrder.LAST: "last poll",
    FeedOrder.NEWS: "most news",
    FeedOrder.SLOWEST: "slowest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which feeds are asked for."""

    words: str = ""
    state: FeedState | None = None
    order: FeedOrder = FeedOrder.TROUBLE
    page: int = 1  # from 1

    def query(self) -> str:
        """Return this as the query of an address, from "?" on; empty for the usual."""
        pairs = {
            "q": self.words,
            "state": self.state or "",
            "sort": "" if self.order is FeedOrder.TROUBLE else self.order,
            "page": "" if self.page == 1 else str(self.page),
        }
        said = urlencode({name: value for name, value in pairs.items() if value})
        return f"?{said}" if said else ""


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """Return which feeds an address asks for; what cannot be understood counts for nothing."""
    state, order = query.get("state", ""), query.get("sort", "")
    return Wanted(
        words=query.get("q", "").strip()[:LONGEST_WORDS].replace("\0", ""),
        state=next((one for one in FeedState if one == state), None),
        order=next((one for one in FeedOrder if one == order), FeedOrder.TROUBLE),
        page=read_page(query),
    )


def read_page(query: Mapping[str, str]) -> int:
    """Return the page that an address asks for, from 1."""
    page = query.get("page", "")
    asked = int(page) if page.isascii() and page.isdecimal() and len(page) < 9 else 1
    return min(max(asked, 1), LAST_PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPart:
    """A feed and what is the matter with it."""

    line: FeedLine
    cause: str  # empty: nothing
    bars: tuple[Bar, ...]  # its last polls
    told: str  # the same in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A filter or an order that may be chosen."""

    label: str
    value: str = ""  # as the address says it
    count: int = 0
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsView:
    """What the page shows."""

    wanted: Wanted
    total: int  # feeds in all
    counted: int  # of those that are asked for
    feeds: tuple[FeedPart, ...]
    states: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    before: str  # the query of the page before; empty: this is the first
    after: str
    first: int  # place of the first feed here, from 1


async def read_feeds(desk: Desk, wanted: Wanted) -> FeedsView:
    """Return what the page shows. Raises DatabaseError."""
    counts = await desk.overview.count_feeds()
    skipped = (wanted.page - 1) * SIZE
    found = await desk.report.list_feeds(
        FeedQuestion(
            words=wanted.words, state=wanted.state, order=wanted.order, first=skipped, limit=SIZE
        )
    )
    more = skipped + len(found.feeds) < found.counted and found.feeds
    return FeedsView(
        wanted=wanted,
        total=counts.total,
        counted=found.counted,
        feeds=tuple(map(_part, found.feeds)),
        states=_states(wanted, counts),
        orders=tuple(
            Choice(
                label=label,
                value=order.value,
                query=replace(wanted, order=order, page=1).query(),
                chosen=order is wanted.order,
            )
            for order, label in ORDERS.items()
        ),
        before=replace(wanted, page=wanted.page - 1).query() or "?" if wanted.page > 1 else "",
        after=replace(wanted, page=wanted.page + 1).query() if more else "",
        first=skipped + 1,
    )


def _states(wanted: Wanted, counts: FeedCounts) -> tuple[Choice, ...]:
    of_state = [(state, int(getattr(counts, state.value))) for state in FeedState]
    everything = Choice(
        label="all",
        count=counts.total,
        query=replace(wanted, state=None, page=1).query(),
        chosen=wanted.state is None,
    )
    return (
        everything,
        *(
            Choice(
                label=state.value,
                value=state.value,
                count=count,
                query=replace(wanted, state=state, page=1).query(),
                chosen=state is wanted.state,
            )
            for state, count in of_state
            if count or state is wanted.state
        ),
    )


def _part(line: FeedLine) -> FeedPart:
    failed = [bool(fetch.error) for fetch in line.fetches]
    news = [fetch.news for fetch in line.fetches]
    told = f"Last {len(news)} polls brought {sum(news)} articles"
    return FeedPart(
        line=line,
        cause=tell_cause(line.health),
        bars=draw_bars(news, bad=failed, room=POLLS, last=False),
        told=f"{told}; {sum(failed)} failed" if any(failed) else told,
    )
