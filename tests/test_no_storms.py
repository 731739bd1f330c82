"""From feeds to telephones: whatever happens, nobody is woken by a heap of old news."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from telegram import Bot

from bot.alerts.deliver import Courier
from bot.alerts.deliveryplan import DeliveryPlan
from bot.alerts.digest import LINES
from bot.alerts.pace import Limits, Pace
from bot.alerts.titled import TitledSender
from bot.alerts.turns import Turns
from bot.models.wishes import Wishes
from bot.pipeline import Memory, decide_undecided
from bot.stories.bursts import Habits
from bot.stories.window import StoryWindow
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import TelegramSender
from bot.trouble import Trouble
from tests.builders import HOUR, NOON, build_matcher
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.bot_api_world import Message
from tests.newsroom import Desk, open_desk, write_feed
from tests.telegram.stage import patient_gate

CHAT, FORUM, ADMIN = 11, -12, 1
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
INSTANTLY = timedelta(microseconds=1)
MATCHER = build_matcher(war="drone*")
SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]


def word(number: int) -> str:
    """A word of its own for each number."""
    parts = []
    for _ in range(4):
        number, which = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[which])
    return "".join(parts).capitalize()


class House:
    """A newsroom, a bot without loops, a strict Bot API, and one telephone."""

    def __init__(self, desk: Desk, api: FakeBotApi, bot: Bot) -> None:
        self.desk, self.api, self.clock = desk, api, desk.clock
        self.memory = Memory(StoryWindow(), Habits())
        self.told: list[str] = []  # to the administrators
        self.courier = Courier(
            desk.store,
            TitledSender(TelegramSender(bot), str.title),
            DeliveryPlan(
                retry_uncertain=MINUTE, terminal=False, trouble=Trouble(), tell=self.told.append
            ),
            clock=self._creep,
            turns=Turns(
                Pace(Limits(rate=1_000, private=INSTANTLY, group=INSTANTLY)), clock=self._creep
            ),
        )

    def _creep(self) -> datetime:
        return self.clock.move(timedelta(milliseconds=2))

    def publish(
        self,
        *numbers: int,
        guid: str = "id",
        published: datetime | None = None,
        path: str = "/feed",
    ) -> None:
        """Have a feed show stories that have nothing in common."""
        items = [
            (
                f"{guid}-{number}",
                f"https://n.example/{guid}/{number}",
                f"Drones {word(3 * number)} {word(3 * number + 1)} {word(3 * number + 2)}",
            )
            for number in numbers
        ]
        self.desk.room.bodies[path] = write_feed(items, published=published)

    async def poll(self, after: timedelta = 10 * MINUTE, *, send: bool = True) -> int:
        """Poll the one feed that is due, decide and send; returns the messages since."""
        before = len(self.messages())
        await self.desk.poll(after)
        await self.decide()
        if send:
            await self.send()
        return len(self.messages()) - before

    async def decide(self) -> None:
        while await decide_undecided(
            self.desk.store, matcher=MATCHER, memory=self.memory, clock=self._creep
        ):
            pass

    async def send(self, after: timedelta = timedelta()) -> None:
        self.clock.move(after)
        async with asyncio.timeout(10):
            await self.courier.drain()

    async def sleep_until_eight(self) -> list[Message]:
        """What the telephone gets by the next morning."""
        before = len(self.messages())
        await self.send((NOON.replace(hour=8) - self.clock.now) % DAY + MINUTE)
        return self.messages()[before:]

    def messages(self, chat: int = CHAT) -> list[Message]:
        return self.api.messages(chat)

    async def subscribe(self, chat: int = CHAT, thread: int | None = None) -> None:
        now = self.clock.now
        await self.desk.store.chats.meet(chat, "private" if chat > 0 else "group", now=now)
        await self.desk.store.chats.subscribe(chat, "war", now=now, thread=thread)


@asynccontextmanager
async def open_house(database) -> AsyncIterator[House]:
    async with open_desk(database) as desk, FakeBotApi(gate=patient_gate()) as api:
        api.add_chat(CHAT, "private")
        request = AiohttpRequest()
        bot = Bot(TOKEN, base_url=f"{api.url}/bot", request=request)
        await request.initialize()
        try:
            yield House(desk, api, bot)
        finally:
            await request.shutdown()
        assert not api.complaints


@pytest.fixture
async def house(database) -> AsyncIterator[House]:
    """A feed that was polled once, and a chat that is subscribed."""
    async with open_house(database) as house:
        await house.subscribe()
        house.publish(*range(100, 105))
        await house.desk.list_feeds(house.desk.url())
        assert await house.poll() == 0
        yield house


async def test_news_rings(house):
    house.publish(1, *range(100, 105))
    assert await house.poll() == 1
    assert not house.messages()[0].silent


async def test_the_first_start_rings_nowhere(database):
    async with open_house(database) as house:
        await house.subscribe()
        house.publish(*range(40))
        await house.desk.list_feeds(house.desk.url())
        assert await house.poll() == 0
        assert await house.sleep_until_eight() == []


async def test_a_new_feed_rings_nowhere(house):
    house.publish(*range(200, 240), path="/new")
    await house.desk.list_feeds(house.desk.url("/new"))
    assert await house.poll() == 0
    assert await house.sleep_until_eight() == []


@pytest.mark.parametrize("decided", [True, False], ids=["after", "before it is decided"])
async def test_subscribing_brings_no_flood_of_what_was(database, decided):
    async with open_house(database) as house:
        house.publish(100)
        await house.desk.list_feeds(house.desk.url())
        await house.poll()
        house.publish(*range(10), 100)
        await house.desk.poll()
        if decided:
            await house.decide()
        house.clock.move(MINUTE)
        await house.subscribe()
        await house.decide()
        await house.send()
        assert house.messages() == []
        house.publish(*range(11), 100)
        assert await house.poll() == 1


async def test_a_chat_that_comes_back_is_not_told_what_it_missed(house):
    house.publish(*range(10), 100)
    await house.poll(send=False)
    await house.desk.store.chats.close(CHAT, "blocked")
    house.publish(*range(20), 100)
    await house.poll()
    await house.subscribe()
    await house.send()
    assert house.messages() == []
    house.publish(*range(21), 100)
    assert await house.poll() == 1


async def test_a_chat_whose_mute_is_over_gets_what_waited_in_one_message(house):
    house.publish(*range(9), 100)
    await house.poll(send=False)

    def mute(wishes: Wishes) -> Wishes:
        return Wishes(chat=wishes.chat, muted_until=house.clock.now + HOUR)

    await house.desk.store.chats.change_wishes(CHAT, mute)
    house.publish(*range(18), 100)
    assert await house.poll() == 0
    await house.send(HOUR)
    (message,) = house.messages()
    assert message.visible.count("•") == 9


async def test_changed_guids_are_one_silent_summary(house):
    house.publish(*range(300, 330), guid="other")
    assert await house.poll() == 0
    (summary,) = await house.sleep_until_eight()
    assert summary.silent
    assert summary.visible.startswith("📰 30 stories")
    assert summary.visible.count("•") <= LINES


async def test_a_restored_backup_is_one_silent_summary_that_counts_the_rest(house):
    house.publish(*range(80), *range(100, 105))
    assert await house.poll(3 * DAY) == 0
    (summary,) = await house.sleep_until_eight()
    assert summary.silent
    assert summary.visible.startswith("📰 80 stories")
    more = 80 - summary.visible.count("•")
    assert more >= 80 - LINES
    assert summary.visible.endswith(f"{more} more: /latest")
    assert await house.sleep_until_eight() == []


async def test_what_was_published_long_ago_stands_in_the_digest_and_never_rings(house):
    house.publish(1, 100, published=NOON - 5 * DAY)
    assert await house.poll() == 0
    (digest,) = await house.sleep_until_eight()
    assert (digest.silent, digest.visible.count("•")) == (True, 1)


async def test_a_story_from_a_storm_rings_when_there_is_news_of_it(house):
    house.publish(*range(30), *range(100, 105))
    assert await house.poll(DAY) == 0
    house.publish(7, *range(100, 105), guid="later")
    assert await house.poll() == 1
    assert word(21) in house.messages()[0].visible
    (summary,) = await house.sleep_until_eight()
    assert summary.visible.startswith("📰 29 stories")


async def test_a_clock_that_jumps_ahead_makes_one_silent_message_of_what_waits(house):
    house.publish(*range(4), 100)
    await house.poll(send=False)
    await house.send(365 * DAY)
    (message,) = house.messages()
    assert (message.silent, message.visible.count("•")) == (True, 4)
    house.clock.move(-365 * DAY)
    await house.send()
    assert len(house.messages()) == 1


async def test_a_clock_that_was_ahead_and_is_set_right_rings_for_news_only(house):
    house.publish(100)
    assert await house.poll(2 * DAY) == 0
    house.clock.move(-2 * DAY)
    await house.desk.list_feeds(house.desk.url("/other"))
    house.publish(100, path="/other")
    await house.poll(timedelta())
    house.publish(1, 100, path="/other")
    assert await house.poll() == 1


# ---------------------------------------------------------------- what waited too long


@pytest.mark.parametrize("outage", [5 * HOUR, 7 * HOUR])
async def test_after_an_outage_what_is_still_news_rings_and_what_is_not_joins_a_digest(
    house, outage
):
    house.publish(1, 2, 100)
    await house.poll(send=False)
    house.clock.move(outage)
    house.publish(3, 1, 2, 100)
    await house.poll()
    rung = [one.visible.splitlines()[0] for one in house.messages() if not one.silent]
    digests = [one for one in house.messages() if one.silent]
    if outage == 5 * HOUR:
        assert rung == ["🔔 War"] * 3
        assert digests == []
    else:
        assert rung == ["🔔 War"]
        (digest,) = digests
        assert digest.visible.count("•") == 2
        assert not house.messages()[0].silent  # what is news goes first


async def test_a_flood_is_one_message_that_rings(house):
    house.publish(*range(8), *range(100, 105))
    assert await house.poll() == 1
    (message,) = house.messages()
    assert not message.silent
    assert message.visible.startswith("📰 8 stories")
    assert message.visible.splitlines()[2] == "War"


# ---------------------------------------------------------------- threads of forums


@pytest.mark.parametrize("why", ["TOPIC_CLOSED", "TOPIC_DELETED", "message thread not found"])
async def test_a_thread_that_is_gone_is_left_at_once_and_administrators_are_told_once(house, why):
    house.api.add_chat(FORUM, "supergroup")
    await house.subscribe(FORUM, thread=7)
    for number in range(3):
        house.publish(*range(number + 1), *range(100, 105))
        await house.poll()
        house.api.world.rooms[FORUM].threads[7] = why
    assert [one.thread for one in house.messages(FORUM)] == [7, None, None]
    (told,) = house.told
    assert str(FORUM) in told
    assert [one.thread for one in await house.desk.store.chats.topics_of(FORUM)] == [None]
