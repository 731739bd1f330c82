"""A story as a telephone shows it: from its reports, by way of the outbox, to the messages."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from telegram import Bot

from bot.alerts.decide import decide_articles, place_article, remember_article
from bot.models.wishes import Choice
from bot.stories.bursts import Habits
from bot.stories.window import StoryWindow
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import TelegramSender
from tests.builders import (
    ManualClock,
    add_feeds,
    build_article,
    build_feed,
    build_harvest,
    build_matcher,
    claim_one,
    subscribe,
    tell,
)
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.flood import FloodGate, Limit

CHAT, LOUD = 11, 12  # the second wants a ring when a story breaks
MINUTE = timedelta(minutes=1)
MATCHER = build_matcher(war="drone*")


class Story:
    """Reports of one event come in, one feed each, and go out to two chats."""

    def __init__(self, store, sender, api):
        self.store, self.sender, self.api = store, sender, api
        self.clock = ManualClock()
        self.window, self.habits = StoryWindow(), Habits()
        self.id = ""

    async def report(self, feed, *, adds="", wait=3 * MINUTE):
        """A report of a feed; `adds`: what is new in it. Then some time passes."""
        article = build_article(
            str(feed), title="Drones reach the harbour of Gdynia", published=None
        )
        harvest = build_harvest(build_feed(feed), [article], now=self.clock.now)
        await self.store.archive.keep(harvest, now=self.clock.now)
        (stored,) = await self.store.archive.undecided(limit=9)
        window, habits = self.window, self.habits
        one = place_article(stored, matcher=MATCHER, window=window, habits=habits)
        assert one.placement is not None
        placement = replace(one.placement, adds=adds)
        remember_article(stored, placement, one.topics, window=window, habits=habits)
        one, self.id = replace(one, placement=placement), placement.story
        audience = await self.store.chats.audience(one.topics, [self.id])
        await self.store.archive.decide(
            decide_articles([one], audience, now=self.clock.now), now=self.clock.now
        )
        await self.send()
        self.clock.move(wait)
        await self.send()

    async def send(self):
        outbox = self.store.outbox
        while due := await claim_one(outbox, now=self.clock.now, busy=(), terminal=False):
            number = await self.sender.send(due)
            await outbox.sent(due.id, message_id=number, now=self.clock.now)

    def shown(self, chat):
        """The messages of a chat: the first line, and the last."""
        return [
            (*message.visible.splitlines()[:: len(message.visible.splitlines()) - 1],)
            for message in self.api.messages(chat)
        ]


@asynccontextmanager
async def open_story(store):
    await add_feeds(store, *range(1, 9))
    await subscribe(store, CHAT, LOUD)
    await tell(store, f"UPDATE chats SET breaking = true WHERE id = {LOUD}")
    wide = Limit(count=1_000, window=1.0)  # the clock here is not the fake's
    async with FakeBotApi(gate=FloodGate(overall=wide, chat=wide)) as api:
        for chat in (CHAT, LOUD):
            api.add_chat(chat, "private")
        request = AiohttpRequest()
        bot = Bot(TOKEN, base_url=f"{api.url}/bot", request=request)
        await request.initialize()
        try:
            yield Story(store, TelegramSender(bot), api)
        finally:
            await request.shutdown()
        assert not api.complaints


async def test_a_story_is_one_message_with_silent_replies_and_rings_again_only_when_wanted(store):
    async with open_story(store) as story:
        await story.report(1)
        await story.report(2)
        await story.report(3, adds="toll 5")
        for feed in (4, 5, 6):
            await story.report(feed)
        also = "also reported by Feed 2, Feed 3, Feed 4 (+2)"
        alert = ("⚡ Breaking · war · 6 sources", also)
        update = ("↻ Update · war", "Feed 3 · 02 Mar 12:06 UTC")
        ring = ("⚡ Breaking · war", "Feed 5 · 02 Mar 12:12 UTC")
        assert story.shown(CHAT) == [alert, update]
        assert story.shown(LOUD) == [alert, update, ring]
        first, *replies = story.api.messages(LOUD)
        assert [(one.reply_to, one.silent) for one in replies] == [
            (first.message_id, True),
            (first.message_id, False),
        ]


async def test_a_muted_story_is_edited_only_and_a_followed_one_rings(store):
    async with open_story(store) as story:
        await story.report(1)
        await store.chats.choose(LOUD, story.id, Choice.MUTE)
        await store.chats.choose(CHAT, story.id, Choice.FOLLOW)
        for feed in (2, 3, 4, 5):
            await story.report(feed, adds="toll 5")
        (muted,) = story.api.messages(LOUD)
        assert muted.visible.startswith("⚡ Breaking")
        assert muted.edits
        _, *followed = story.api.messages(CHAT)
        assert [one.silent for one in followed] == [False] * 4


async def test_a_story_that_breaks_before_the_chat_is_told_says_so_at_once(store):
    async with open_story(store) as story:
        await store.chats.unsubscribe(CHAT, "war")
        for feed in (1, 2, 3, 4):
            await story.report(feed, wait=MINUTE)
        await subscribe(store, CHAT)
        await story.report(5)
        assert [line for line, _ in story.shown(CHAT)] == ["⚡ Breaking · war · 5 sources"]
