"""News that hubs bring (WebSub): hubs are asked to, and what they bring is kept like a poll's.

A pushed feed is still polled once a day, as a check: see bot/feeds/schedule.py.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from secrets import token_urlsafe

import aiohttp
import structlog

from bot.errors import DatabaseError, ParseError
from bot.feeds.websub import HubQuestion, build_request, is_signed
from bot.loop import Loop
from bot.models.polls import Feed, FeedOptions, FetchedFeed, Push
from bot.polling.poll import PollTools, keep_parsed

log = structlog.get_logger()

HUBS = timedelta(minutes=1)  # between looks at whom to ask
PATH = "/push/"  # under the public address; the token follows
ASKED_AT_ONCE = 20  # subscriptions in one turn
ANSWER = timedelta(seconds=20)  # for a hub's answer
FIRST_AGAIN = timedelta(hours=1)  # after a request without a yes; then doubled
LONGEST_AGAIN = timedelta(days=1)
RENEWED = 0.75  # of a lease: then the hub is asked again, so that no gap opens


class PushLoop(Loop):
    """Asks hubs, and takes what they say and bring."""

    def __init__(
        self,
        tools: PollTools,
        public_url: str,
        *,
        news: Callable[[], None],
    ) -> None:
        """`public_url`: where hubs reach us. `news`: called when articles came in."""
        super().__init__()
        self._tools = tools
        self._pushes = tools.store.pushes
        self.public_url = public_url
        self._news = news
        self._clock = tools.clock
        self._known: dict[int, tuple[str, str]] = {}  # feed -> hub and topic last wanted

    async def want(self, feed: Feed, hub: str, topic: str) -> None:
        """Have a feed pushed by the hub that it names; by none when `hub` is empty.

        Raises DatabaseError.
        """
        if self._known.get(feed.id) == (hub, topic) or (not hub and not feed.pushed_until):
            return
        if hub:
            push = Push(
                feed=feed.id,
                url=feed.url,
                hub=hub,
                topic=topic or feed.url,
                token=token_urlsafe(32),
                secret=token_urlsafe(32),
            )
            await self._pushes.want(push, now=self._clock())
            self.wake()
        else:
            await self._pushes.drop(feed.id, now=self._clock())
        self._known[feed.id] = hub, topic

    async def take_turn(self) -> None:
        """Ask the hubs whose turn it is."""
        try:
            due = await self._pushes.due(now=self._clock(), limit=ASKED_AT_ONCE)
            await asyncio.gather(*map(self._ask, due))  # one that is slow holds up no other
        except DatabaseError as error:
            log.error("hubs not asked", error=str(error))

    async def _ask(self, push: Push) -> None:
        feed = await self._pushes.feed_of(push)
        if feed is None:
            return
        wait = min(FIRST_AGAIN * (1 << min(push.tries, 10)), LONGEST_AGAIN)
        # Written before: a hub may ask back before its own answer is read.
        await self._pushes.asked(push.feed, again=self._clock() + wait)
        trouble = await self._request(push, feed)
        if trouble:
            await self._pushes.failed(push.feed, error=trouble)
            tell = log.debug if push.tries else log.warning
            tell("hub refused", feed=push.url, hub=push.hub, error=trouble)

    async def _request(self, push: Push, feed: Feed) -> str:
        """Return what went wrong; empty: the hub will ask back."""
        session = self._tools.sessions.of(feed, FeedOptions())
        form = build_request(
            callback=f"{self.public_url}{PATH}{push.token}",
            topic=push.topic,
            secret=push.secret,
        )
        try:
            async with (
                asyncio.timeout(ANSWER.total_seconds()),
                session.post(push.hub, data=form, allow_redirects=False) as response,
            ):
                return "" if response.ok else f"answered {response.status}"
        except TimeoutError:
            return "no answer in time"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return f"{type(error).__name__}: {error}"

    # ------------------------------------------------------------ what hubs say

    async def answer(self, token: str, question: HubQuestion) -> str | None:
        """Return what a hub is to hear that asks whether we meant it; None: we did not.

        Raises DatabaseError.
        """
        push, now = await self._pushes.find(token), self._clock()
        if question.mode == "unsubscribe":
            return question.challenge if push is None or push.topic != question.topic else None
        if push is None or push.topic != question.topic:
            return None
        if question.mode == "denied":
            reason = f"denied: {question.reason}" if question.reason else "denied"
            await self._pushes.refused(
                push.feed, reason=reason, now=now, again=now + LONGEST_AGAIN
            )
            log.warning("hub refused", feed=push.url, hub=push.hub, error=reason)
            return ""
        until, renew = now + question.lease, now + question.lease * RENEWED
        await self._pushes.confirmed(push.feed, until=until, renew=renew)
        log.info("pushed by a hub", feed=push.url, hub=push.hub, until=until.isoformat())
        return question.challenge

    async def find(self, token: str) -> Push | None:
        """Return what an address of ours stands for; None: nothing. Raises DatabaseError."""
        return await self._pushes.find(token)

    async def take(self, push: Push, body: bytes, content_type: str, signature: str) -> bool:
        """Keep what a hub brought; False when it does not bear the hub's signature.

        Raises DatabaseError: the hub is to bring it again. What is no feed is logged, no more.
        """
        if not is_signed(body, signature, push.secret):
            log.warning("push without the right signature", feed=push.url)
            return False
        feed = await self._pushes.feed_of(push)
        if feed is None:
            return True
        try:
            parsed = await self._tools.pool.parse(body, content_type=content_type, url=feed.url)
        except ParseError as error:
            log.warning("push cannot be read", feed=push.url, error=str(error))
            return True
        # The validators stay those of the last poll: this body is only a part of the feed.
        fetched = FetchedFeed(
            url=feed.url,
            status=200,
            body=body,
            body_hash=feed.body_hash,
            content_type=content_type,
            etag=feed.etag,
            last_modified=feed.last_modified,
            size=len(body),
        )
        parsed = replace(parsed, items=feed.items)  # so do the items that its last poll showed
        if await keep_parsed(self._tools, feed, fetched, parsed):
            self._news()
        return True
