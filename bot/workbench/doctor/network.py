"""What is reached over the network: Telegram, and news servers with their clocks."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp

from bot.environment import read_environment
from bot.errors import BotError, FetchError, RuleFileError
from bot.feeds.fetch import FetchLimits, fetch_feed
from bot.feeds.sessions import Sessions
from bot.models.polls import FeedSpec, as_feed
from bot.polling.manners import user_agent
from bot.rules.files.feedlist import parse_feeds
from bot.settings import Settings
from bot.telegram.probe import TokenRefused, ask_name
from bot.workbench.doctor.findings import Finding

ASKED = 3  # feeds
LIMITS = FetchLimits(connect=timedelta(seconds=4), total=timedelta(seconds=8))
TOKEN_WAIT = timedelta(seconds=8)
LARGEST_SKEW = timedelta(minutes=1)  # of the clock; a Date is to the second, and may be cached


async def look_at_token(settings: Settings) -> tuple[Finding, ...]:
    """Say whose token it is, as Telegram says."""
    if settings.telegram_token is None:
        said = "none is set: alerts are printed in the terminal"
        return (Finding(name="token", said=said),)
    asking = ask_name(
        settings.telegram_token.get_secret_value(),
        api=settings.telegram_api,
        proxy=settings.proxy_address,
    )
    try:
        async with asyncio.timeout(TOKEN_WAIT.total_seconds()):
            name = await asking
    except TokenRefused as error:
        todo = "copy it again from @BotFather to TOCSIN_TELEGRAM_TOKEN"
        return (Finding(name="token", said=str(error), todo=todo),)
    except (TimeoutError, BotError) as error:
        said = str(error) or f"{settings.telegram_api} does not answer"
        todo = "check the network, TOCSIN_PROXY and TOCSIN_TELEGRAM_API"
        return (Finding(name="token", said=said, todo=todo),)
    return (Finding(name="token", said=f"@{name} on {settings.telegram_api}"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of asking for a feed."""

    host: str
    trouble: str  # empty: it answered
    skews: tuple[timedelta, ...]  # of its servers' clocks, ahead of ours


async def look_at_feeds(settings: Settings) -> tuple[Finding, ...]:
    """Ask for three of the listed feeds, and say who answered, and what time it is there."""
    try:
        listed = read_list(settings.rules)
    except RuleFileError:
        return (Finding(name="feeds", said="the list does not hold", todo="run `tocsin check`"),)
    chosen = choose_feeds(listed)
    if not chosen:
        todo = "list some in feeds.yaml, or with `tocsin feeds add`"
        return (Finding(name="feeds", said=f"none is listed in {settings.rules}", todo=todo),)
    sessions = Sessions(
        networks=settings.feed_networks,
        user_agent=user_agent(settings),
        proxy=settings.proxy_address,
    )
    try:
        asked = await asyncio.gather(*(_ask(sessions, spec) for spec in chosen))
    finally:
        await sessions.close()
    clock = tell_skew([skew for one in asked for skew in one.skews])
    return (tell_asked(asked, listed=len(listed)), clock)


def read_list(folder: Path) -> tuple[FeedSpec, ...]:
    """Return the listed feeds; none when there is no list. Raises RuleFileError."""
    environment = read_environment(Path.cwd())
    paths = (folder / name for name in ("feeds.yaml", "feeds.yml"))
    return tuple(
        spec
        for path in paths
        if path.is_file()
        for spec in parse_feeds(path.read_bytes(), str(path), environment)
    )


def choose_feeds(listed: Sequence[FeedSpec], most: int = ASKED) -> tuple[FeedSpec, ...]:
    """Return some feeds from all over the list, no two of one host."""
    hosts = list({spec.host: spec for spec in reversed(listed)}.values())[::-1]
    if len(hosts) <= most:
        return tuple(hosts)
    return tuple(hosts[place * (len(hosts) - 1) // (most - 1)] for place in range(most))


async def _ask(sessions: Sessions, spec: FeedSpec) -> Asked:
    feed, skews, trouble = as_feed(spec.url), list[timedelta](), ""
    session = sessions.of(feed, spec.options)

    async def note(
        _session: aiohttp.ClientSession, _context: object, end: aiohttp.TraceRequestEndParams
    ) -> None:
        if end.url.host == spec.host and (skew := _read_skew(end.response)) is not None:
            skews.append(skew)

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(note)
    trace.freeze()
    session.trace_configs.append(trace)
    try:
        await fetch_feed(session, feed, LIMITS, spec.options)
    except FetchError as error:
        trouble = str(error)
    return Asked(host=spec.host, trouble=trouble, skews=tuple(skews))


def _read_skew(response: aiohttp.ClientResponse) -> timedelta | None:
    """Return how far a server's clock is ahead; None: it does not say, or a cache answered."""
    if response.headers.get("Age", "0").strip() != "0":
        return None
    try:
        there = parsedate_to_datetime(response.headers.get("Date", ""))
    except ValueError:
        return None
    now = datetime.now(UTC)
    return (there.replace(tzinfo=UTC) if there.tzinfo is None else there) - now


def tell_asked(asked: Sequence[Asked], *, listed: int) -> Finding:
    """Return the line about feeds: well, as long as any was reached."""
    failed = [one for one in asked if one.trouble]
    said = f"{len(asked) - len(failed)} of {len(asked)} that were asked answered ({listed} listed)"
    if not failed:
        return Finding(name="feeds", said=said)
    said += "; not " + "; ".join(one.trouble for one in failed)
    if len(failed) < len(asked):
        return Finding(name="feeds", said=f"{said} (`tocsin feeds test` says more)")
    todo = "check the network, name servers and TOCSIN_PROXY; `tocsin feeds test` says more"
    return Finding(name="feeds", said=said, todo=todo)


def tell_skew(skews: Sequence[timedelta]) -> Finding:
    """Return the line about the clock: right, if any server agrees."""
    if not skews:
        return Finding(name="clock", said="not compared: no news server told the time")
    least = min(skews, key=abs)
    if abs(least) <= LARGEST_SKEW:
        return Finding(name="clock", said="agrees with a news server's")
    ahead = "behind" if least > timedelta() else "ahead"
    said = f"{abs(round(least.total_seconds())):,} s {ahead} of what news servers say"
    return Finding(name="clock", said=said, todo="set it: timedatectl set-ntp true")
