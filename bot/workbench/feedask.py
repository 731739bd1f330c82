"""A feed asked as its first poll would ask it, and what is seen of the answer."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import aiohttp

from bot.environment import read_environment
from bot.errors import BotError, FetchError, RuleFileError
from bot.feeds.discovery import tidy_address
from bot.feeds.fetch import fetch_feed
from bot.feeds.sessions import Sessions
from bot.models.polls import FeedSpec, as_feed
from bot.polling.manners import user_agent
from bot.rules.files.feedlist import find_fault, identify_address, parse_feeds
from bot.rules.load import Rules
from bot.settings import read_settings
from bot.workbench.feedtest import Step, TestedFeed, see_body


async def see(source: str, folder: Path, rules: Rules | None, *, now: datetime) -> TestedFeed:
    """Ask for a feed as its first poll would, and return what is seen.

    Raises BotError for what is no address, or settings and a list that do not hold.
    """
    spec = find_spec(source, folder)
    settings = read_settings({}, folder=Path.cwd())
    sessions = Sessions(
        networks=settings.feed_networks,
        user_agent=user_agent(settings),
        proxy=settings.proxy_address,
    )
    feed = as_feed(spec.url)
    session = sessions.of(feed, spec.options)
    steps: list[Step] = []
    session.trace_configs.append(trace_steps(steps))
    try:
        fetched = await fetch_feed(session, feed, options=spec.options)
    except FetchError as error:
        return TestedFeed(source=spec.url, steps=tuple(steps), error=str(error))
    finally:
        await sessions.close()
    body = fetched.body or b""
    tested = see_body(spec.url, body, rules, fetched=fetched, spec=spec, now=now)
    return replace(tested, steps=tuple(steps))


def trace_steps(steps: list[Step]) -> aiohttp.TraceConfig:
    """Return what notes each answered request of a session in `steps`."""

    async def note(
        _session: aiohttp.ClientSession, _context: object, end: aiohttp.TraceRequestEndParams
    ) -> None:
        steps.append(Step(url=str(end.url), status=end.response.status))

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(note)
    trace.freeze()
    return trace


def find_spec(typed: str, folder: Path) -> FeedSpec:
    """Return what the folder's list says of an address; just that when it says nothing.

    Raises BotError for what is no address, RuleFileError when what it needs is not set.
    """
    url = tidy_address(typed)
    if fault := find_fault(url):
        raise BotError(f"the address {fault[0]}: {fault[1]}")
    same = identify_address(url)
    for name in ("feeds.yaml", "feeds.yml"):
        path = folder / name
        if not path.is_file():
            continue
        data = path.read_bytes()
        try:
            listed = parse_feeds(data, str(path))
        except RuleFileError:
            continue  # then it is tested without: it may be what is wrong there
        if any(identify_address(spec.url) == same for spec in listed):
            read = parse_feeds(data, str(path), read_environment(Path.cwd()))
            return next(spec for spec in read if identify_address(spec.url) == same)
    return FeedSpec(url=url)
