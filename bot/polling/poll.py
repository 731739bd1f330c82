"""Poll one feed: fetch, parse, keep."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.errors import FetchError, LeaseLost, ParseError
from bot.feeds.arrival import classify_articles, find_edited
from bot.feeds.fetch import USUAL, fetch_feed
from bot.feeds.moves import ask_there, follow_move, undo_move
from bot.feeds.politeness import Patience, Politeness
from bot.feeds.pool import ParsePool
from bot.feeds.schedule import Bounds, next_poll, retry_poll, spare_site
from bot.feeds.sessions import Sessions
from bot.measures.measures import Measures
from bot.models import Arrival, Harvest, ParsedFeed
from bot.models.polls import Feed, FeedOptions, FetchedFeed, QuietPoll
from bot.polling.fulltext import Pages
from bot.polling.ledger import Ledger
from bot.store.store import Store
from bot.workers.claims import Claims

log = structlog.get_logger()

UNREAD = timedelta(seconds=2)  # until a list that changed was read by every process, mostly

Known = tuple[tuple[str, str | None], ...]  # keys seen before, with the headline's digest


@dataclass(frozen=True, slots=True, kw_only=True)
class PollTools:
    """What polling needs."""

    store: Store
    claims: Claims
    ledger: Ledger
    sessions: Sessions
    pool: ParsePool
    politeness: Politeness
    bounds: Bounds
    fresh: timedelta  # slack before an article is old
    storm: int  # so many at once after a gap are a storm; 0: never
    clock: Callable[[], datetime]
    lists: Callable[[str], bool] = lambda _url: True  # whether the list read here has a feed
    options: Callable[[str], FeedOptions] = lambda _url: USUAL  # by a feed's address
    # Whether the pages of a feed's new articles are read too, by its address.
    has_pages: Callable[[str], bool] = lambda _url: False
    # Has a feed pushed by the hub that it names, as such and such; None: none is asked.
    want_push: Callable[[Feed, str, str], Awaitable[None]] | None = None
    measures: Measures = field(default_factory=Measures)


async def poll_feed(tools: PollTools, feed: Feed) -> int:
    """Fetch, parse and keep one feed. Returns how many articles now await a decision.

    A poll that brought nothing waits in the ledger to be recorded; a feed's failure is one of
    these and is not raised. Raises DatabaseError; LeaseLost when another worker may poll it now.
    """
    if not (feed.added or tools.lists(feed.url)):
        # Another process read the list anew, or this one is about to have it in force: how the
        # feed is to be asked is not known here yet. Not before others may have it: they may know.
        await _put_off(tools, feed, max(UNREAD, tools.claims.terms.rest))
        log.debug("not in the list that was read here", feed=feed.url)
        return 0
    asked, options = ask_there(feed, tools.options(feed.url))
    session = tools.sessions.of(asked, options)
    try:
        fetched = await fetch_feed(
            session, asked, options=options, turn=partial(_take_turn, tools, feed)
        )
        if fetched.body is None or fetched.body_hash == feed.body_hash:
            _note_unchanged(tools, feed, fetched)
            await _follow_move(tools, feed, fetched)
            return 0
        with tools.measures.parsing():
            parsed = await tools.pool.parse(
                fetched.body,
                content_type=fetched.content_type,
                url=fetched.url,
                last=feed.items,
                now=tools.clock(),
            )
    except Patience as patience:
        await _put_off(tools, feed, patience.wait or timedelta())
        return 0
    except (FetchError, ParseError) as error:
        _note_failure(tools, feed, error)
        await _follow_trouble(tools, feed, error)
        return 0
    by = tools.claims.terms.worker
    waiting = await keep_parsed(tools, feed, fetched, parsed, by=by)
    tools.measures.note_changed_poll(fetched, waiting=waiting)
    await _follow_move(tools, feed, fetched)
    return waiting


async def _put_off(tools: PollTools, feed: Feed, wait: timedelta) -> None:
    now, by = tools.clock(), tools.claims.terms.worker
    await tools.store.plans.postpone(feed.id, until=now + wait, now=now, by=by)


@asynccontextmanager
async def _take_turn(tools: PollTools, feed: Feed, host: str) -> AsyncIterator[None]:
    async with tools.politeness.turn(host):
        if tools.claims.is_lost(feed):  # the turn may have come late, or we were frozen
            raise LeaseLost("its lease ran out")
        yield


def _note_failure(tools: PollTools, feed: Feed, error: FetchError | ParseError) -> None:
    now = tools.clock()
    tools.measures.note_failed_poll(error)
    plan = retry_poll(feed, error, now=now, bounds=tools.bounds)
    tools.ledger.add(QuietPoll(feed=feed, fetched=None, error=str(error), plan=plan, now=now))
    # Of a feed that was read before, a failure or two says little: HealthLoop tells what lasts.
    if feed.last_good is None and not feed.failures:
        again = plan.at.isoformat(timespec="seconds")
        log.warning("poll failed", feed=feed.url, error=str(error), again=again)


def _note_unchanged(tools: PollTools, feed: Feed, fetched: FetchedFeed) -> None:
    now = tools.clock()
    tools.measures.note_quiet_poll(fetched)
    plan = next_poll(feed, fetched=fetched, now=now, bounds=tools.bounds)
    if fetched.body is not None:  # it may be large, and is done with
        fetched = replace(fetched, body=None)
    tools.ledger.add(QuietPoll(feed=feed, fetched=fetched, plan=plan, now=now))


async def _follow_move(tools: PollTools, feed: Feed, fetched: FetchedFeed) -> None:
    if move := follow_move(feed, fetched.moved):
        await tools.store.plans.move(feed, move)


async def _follow_trouble(tools: PollTools, feed: Feed, error: FetchError | ParseError) -> None:
    """What one feed's failure means for its site, and for where it is asked."""
    if spared := spare_site(feed, error, bounds=tools.bounds):
        host, wait = spared
        tools.politeness.slow(host, wait)
        until, apart = tools.clock() + wait, tools.politeness.pause
        await tools.store.plans.slow(host, until=until, apart=apart)
    if move := undo_move(feed):
        await tools.store.plans.move(feed, move)


async def keep_parsed(
    tools: PollTools,
    feed: Feed,
    fetched: FetchedFeed,
    parsed: ParsedFeed,
    *,
    by: str | None = None,
) -> int:
    """Keep what a body brought, however it came. Returns how many articles await a decision.

    `by`: the worker that polled it; None: it was pushed. Raises DatabaseError; LeaseLost when
    another worker has the feed by now.
    """
    now = tools.clock()
    keys = [key for article in parsed.articles for key in article.keys]

    def judge(known: Known) -> Harvest:
        return _judge(tools, feed, fetched, parsed, known, now)

    archive = tools.store.archive
    if tools.has_pages(feed.url):
        harvest = judge(await archive.known_keys(feed.id, keys))
        pages = Pages(tools.sessions, tools.pool, tools.politeness)
        arrivals = await pages.add(feed, tools.options(feed.url), harvest.arrivals)
        harvest = replace(harvest, arrivals=arrivals)
        waiting = await archive.keep(harvest, now=now, by=by)
    else:  # nothing to wait for between: one transaction is half the price of two
        harvest, waiting = await archive.judge_and_keep(feed.id, keys, judge, now=now, by=by)
    if tools.want_push:
        await tools.want_push(feed, parsed.hub or fetched.hub, parsed.topic or fetched.topic)
    tools.measures.note_harvest(harvest, now=now)
    if harvest.arrivals:
        _tell_arrivals(feed, parsed, harvest)
    return waiting


def _judge(
    tools: PollTools,
    feed: Feed,
    fetched: FetchedFeed,
    parsed: ParsedFeed,
    known: Known,
    now: datetime,
) -> Harvest:
    """What of a body is to be kept, given which keys of its articles the feed showed before."""
    seen_again = tuple(key for key, _ in known)
    arrivals = classify_articles(
        feed, parsed, seen_again, now=now, fresh=tools.fresh, storm=tools.storm
    )
    if feed.language:  # the operator's word goes before what the feed says of itself
        language = feed.language.lower()
        arrivals = tuple((replace(article, language=language), how) for article, how in arrivals)
    return Harvest(
        feed=feed,
        fetched=fetched,
        title=parsed.title,
        arrivals=arrivals,
        seen_again=seen_again,
        edited=find_edited(parsed.articles, known),
        items=parsed.items,
        plan=next_poll(
            feed,
            news=len(arrivals),
            fetched=fetched,
            parsed=parsed,
            now=now,
            bounds=tools.bounds,
        ),
    )


def _tell_arrivals(feed: Feed, parsed: ParsedFeed, harvest: Harvest) -> None:
    fresh, storm = (
        sum(arrival is one for _, arrival in harvest.arrivals)
        for one in (Arrival.FRESH, Arrival.STORM)
    )
    log.info(
        "polled",
        feed=feed.url,
        articles=len(parsed.articles) + parsed.left_out,
        new=len(harvest.arrivals),
        edited=len(harvest.edited),
        fresh=fresh,
    )
    if storm:
        log.warning(
            "storm: told in digests only; TOCSIN_STORM=0 lets them ring",
            feed=feed.url,
            articles=storm,
        )
