"""The hops joined: poll one feed (fetch, parse, keep), and decide what is undecided."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

import aiohttp
import structlog

from bot.alerts.decide import (
    Matcher,
    Placed,
    decide_articles,
    place_article,
    remember_article,
)
from bot.errors import FetchError, ParseError
from bot.feeds.arrival import classify_articles, find_edited
from bot.feeds.fetch import fetch_feed
from bot.feeds.politeness import Politeness
from bot.feeds.pool import ParsePool
from bot.feeds.schedule import Bounds, next_poll
from bot.models import Arrival, Decision, Harvest, Outcome, ParsedFeed, StoredArticle
from bot.polls import Feed, FetchedFeed
from bot.store.store import Store
from bot.stories.bursts import Habits
from bot.stories.keys import make_key, name_key
from bot.stories.window import StoryWindow

log = structlog.get_logger()

DECIDED_AT_ONCE = 200
WINDOW_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PollTools:
    """What polling needs."""

    store: Store
    session: aiohttp.ClientSession
    pool: ParsePool
    politeness: Politeness
    bounds: Bounds
    fresh: timedelta  # slack before an article is old
    storm: int  # so many at once after a gap are a storm; 0: never
    clock: Callable[[], datetime]


class Memory(NamedTuple):
    """What deciding remembers of the last days."""

    window: StoryWindow
    habits: Habits


async def poll_feed(tools: PollTools, feed: Feed) -> int:
    """Fetch, parse and keep one feed. Returns how many articles now await a decision.

    A feed's failure is recorded and logged, not raised. Raises DatabaseError.
    """
    try:
        async with tools.politeness.turn(feed.host):
            fetched = await fetch_feed(tools.session, feed)
        if fetched.body is None or fetched.body_hash == feed.body_hash:
            await _keep_unchanged(tools, feed, fetched)
            return 0
        parsed = await tools.pool.parse(
            fetched.body, content_type=fetched.content_type, url=fetched.url
        )
    except (FetchError, ParseError) as error:
        now = tools.clock()
        plan = next_poll(feed, error=error, now=now, bounds=tools.bounds)
        await tools.store.feeds.failed(feed.id, error=str(error), plan=plan, now=now)
        again = plan.at.isoformat(timespec="seconds")
        # Once when it begins to fail; after that only for who asks for details.
        tell = log.debug if feed.failures else log.warning
        tell("poll failed", feed=feed.url, error=str(error), again=again)
        return 0
    return await _keep_parsed(tools, feed, fetched, parsed)


async def _keep_unchanged(tools: PollTools, feed: Feed, fetched: FetchedFeed) -> None:
    now = tools.clock()
    plan = next_poll(feed, news=False, now=now, bounds=tools.bounds)
    # A 304 need not repeat the validators; the ones we have stay good.
    validators = None if fetched.body is None else (fetched.etag, fetched.last_modified)
    await tools.store.feeds.unchanged(feed.id, validators=validators, plan=plan, now=now)
    _log_recovery(feed)
    log.debug("polled", feed=feed.url, unchanged=True)


async def _keep_parsed(
    tools: PollTools, feed: Feed, fetched: FetchedFeed, parsed: ParsedFeed
) -> int:
    now = tools.clock()
    keys = [key for article in parsed.articles for key in article.keys]
    known = await tools.store.archive.known_keys(feed.id, keys)
    seen_again = tuple(key for key, _ in known)
    arrivals = classify_articles(
        feed, parsed.articles, seen_again, now=now, fresh=tools.fresh, storm=tools.storm
    )
    if feed.language:  # the operator's word goes before what the feed says of itself
        language = feed.language.lower()
        arrivals = tuple((replace(article, language=language), how) for article, how in arrivals)
    harvest = Harvest(
        feed=feed,
        fetched=fetched,
        title=parsed.title,
        arrivals=arrivals,
        seen_again=seen_again,
        edited=find_edited(parsed.articles, known),
        plan=next_poll(feed, news=bool(arrivals), now=now, bounds=tools.bounds),
    )
    waiting = await tools.store.archive.keep(harvest, now=now)
    fresh, storm = (
        sum(arrival is one for _, arrival in arrivals) for one in (Arrival.FRESH, Arrival.STORM)
    )
    _log_recovery(feed)
    tell = log.info if arrivals else log.debug
    tell(
        "polled",
        feed=feed.url,
        articles=len(parsed.articles),
        new=len(arrivals),
        edited=len(harvest.edited),
        fresh=fresh,
    )
    if storm:
        log.warning(
            "storm: told in digests only; TOCSIN_STORM=0 lets them ring",
            feed=feed.url,
            articles=storm,
        )
    return waiting


def _log_recovery(feed: Feed) -> None:
    if feed.failures:
        log.info("feed is back", feed=feed.url, failures=feed.failures)


async def decide_undecided(
    store: Store,
    *,
    matcher: Matcher,
    memory: Memory,
    clock: Callable[[], datetime],
) -> int:
    """Decide the oldest undecided articles, in order; returns how many there were.

    Raises DatabaseError; the memory then knows more than the database and must be rebuilt.
    """
    placed: list[Placed] = []
    waiting = await store.archive.undecided(limit=DECIDED_AT_ONCE)
    keys = [name_key(make_key(stored.article, source=stored.source)) for stored in waiting]
    known = dict(await store.archive.known_stories(keys))
    for stored, key in zip(waiting, keys, strict=True):
        placed.append(_place(stored, known.get(key, ""), matcher, memory))
        await asyncio.sleep(0)  # matching is CPU work: let the other loops run in between
    topics = {match.topic for one in placed for match in one.matches}
    stories = {one.placement.story for one in placed if one.placement}
    audience = await store.chats.audience(topics, stories)
    decisions = decide_articles(placed, audience, now=clock())
    if decisions:
        await store.archive.decide(decisions, now=clock())
    for decision in decisions:
        _log_decision(decision)
    return len(decisions)


def _place(stored: StoredArticle, known: str, matcher: Matcher, memory: Memory) -> Placed:
    window, habits = memory
    try:
        one = place_article(stored, matcher=matcher, window=window, habits=habits, known=known)
        if one.placement:
            remember_article(stored, one.placement, one.topics, window=window, habits=habits)
        return one
    except Exception:
        log.exception("article could not be decided", article=stored.id, link=stored.article.link)
        return Placed(article=stored, matches=(), placement=None)


def _log_decision(decision: Decision) -> None:
    if decision.placement is None:
        return
    outcomes = Counter(telling.outcome for telling in decision.tellings)
    rung, shown = outcomes[Outcome.ALERT], outcomes[Outcome.UPDATE]
    log.info(
        "alerted" if rung else "updated" if shown else "matched",
        story=decision.placement.story,
        because=decision.placement.reason,
        topics=sorted({match.topic for match in decision.matches}),
        adds=decision.placement.adds,
        chats=rung or shown,
        source=decision.article.source,
        title=decision.article.article.title,
    )


async def rebuild_memory(store: Store, *, span: timedelta, now: datetime) -> Memory:
    """Return recent stories and the topics' habits as the database has them.

    `span`: how far back.
    """
    window, habits = memory = Memory(StoryWindow(), Habits())
    after = 0
    while page := await store.archive.placed_since(now - span, after=after, limit=WINDOW_PAGE):
        for stored, placement, topics in page:
            remember_article(stored, placement, topics, window=window, habits=habits)
            await asyncio.sleep(0)
        after = page[-1][0].id
    return memory
