"""Channels: who is told that the bot may post, and who chooses what is told there."""

from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot
from telegram.error import TelegramError

from bot.telegram.request import AiohttpRequest
from bot.telegram.rights import SURE, Rights
from bot.telegram.words import LANGUAGES, open_words
from tests.builders import NOON, ManualClock
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.bot_api_world import BOT_ID
from tests.telegram.stage import SampleTopic, Stage, open_stage, patient_gate

ANNA, BORIS = 11, 12
NEWS, GROUP = -1001234567890, -500
say = open_words("en").say
MINE = say("channel-mine", title="Harbour news")
LOST = say("answer-channel-lost")


def found(stage: Stage, chat: int = NEWS, type: str = "channel", title: str = "Harbour news"):
    """Make a chat that Anna administers."""
    stage.api.add_chat(chat, type, {ANNA: "administrator", BORIS: "member"})
    stage.api.world.rooms[chat].title = title


async def promote(stage: Stage, chat: int = NEWS, user: int = ANNA, **how: Any) -> None:
    stage.api.promote(chat, user, **how)
    await stage.api.wait_until_handled()


async def meet(stage: Stage, user: int = ANNA) -> None:
    await stage.hear(user, user, "/help")


async def open_menu(stage: Stage, chat: int = NEWS) -> Any:
    """Have Anna, who was told of a channel, look at its menu."""
    await meet(stage)
    found(stage, chat)
    await promote(stage, chat)
    await stage.hear(ANNA, ANNA, "/channels")
    message = stage.api.messages(ANNA)[-1]
    assert await stage.press(ANNA, ANNA, f"@{chat}:open") == ""
    await see(stage, message, say("channel-silent"))
    return message


async def see(stage: Stage, message: Any, text: str) -> None:
    await stage.api.until(lambda: text in message.visible, repr(text))


# ---------------------------------------------------------------- being told


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_makes_the_bot_an_administrator_is_told_in_private_and_in_their_language(
    language,
):
    words = open_words(language)
    async with open_stage() as stage:
        await meet(stage)
        found(stage, title="Harbour <news>")
        stage.api.promote(NEWS, ANNA, language=language)
        message = (await stage.api.wait_for_messages(ANNA, 2))[-1]
        assert message.visible == words.say("channel-mine", title="Harbour <news>")
        assert message.labels() == [words.say("label-channel-topics", title="Harbour <news>")]
        assert message.data() == [f"@{NEWS}:page:0"]
        assert stage.api.messages(NEWS) == []
        assert stage.book.clients[NEWS] == language


async def test_who_never_wrote_to_the_bot_is_told_at_the_start_and_once():
    async with open_stage() as stage:
        found(stage)
        await promote(stage)
        assert stage.api.messages(ANNA) == []
        stage.api.say(ANNA, ANNA, "/start")
        first, second = await stage.api.wait_for_messages(ANNA, 2)
        assert "I watch the news" in first.visible
        assert second.visible == MINE
        await stage.hear(ANNA, ANNA, "/start")
        await promote(stage)
        assert len(stage.api.messages(ANNA)) == 3


async def test_a_closed_bot_does_not_write_to_strangers():
    async with open_stage(open_to_all=False) as stage:
        await stage.hear(ANNA, ANNA, "/start")
        found(stage)
        await promote(stage)
        await stage.book.allow(ANNA, True, now=NOON)
        assert len(stage.api.messages(ANNA)) == 1
        stage.api.say(ANNA, ANNA, "/start")
        assert (await stage.api.wait_for_messages(ANNA, 3))[-1].visible == MINE


@pytest.mark.parametrize(
    ("type", "how"),
    [
        ("group", {}),
        ("supergroup", {"status": "member"}),
        ("supergroup", {"anonymous": True}),
        ("channel", {"silenced": True}),
    ],
)
async def test_nobody_is_told_of_a_group_or_where_the_bot_may_not_post(type, how):
    async with open_stage() as stage:
        await meet(stage)
        found(stage, type=type)
        await promote(stage, **how)
        await stage.hear(ANNA, ANNA, "/start")
        assert len(stage.api.messages(ANNA)) == 2


# ---------------------------------------------------------------- the list


async def test_the_list_shows_what_one_administers_and_where_the_bot_may_post():
    async with open_stage() as stage:
        await meet(stage)
        await meet(stage, BORIS)
        assert await stage.hear(ANNA, ANNA, "/channels") == say("channels-none")
        found(stage, title="Harbour news " * 5)
        found(stage, -7, "supergroup", "Dockers")
        found(stage, -8, "group", "Managed by neither")
        stage.api.world.rooms[-8].members[ANNA] = "member"
        await promote(stage)
        await promote(stage, -7, status="member")
        await promote(stage, -8, BORIS, status="member")
        assert await stage.hear(ANNA, ANNA, "/channels") == say("channels-list")
        message = stage.api.messages(ANNA)[-1]
        assert message.data() == ["@-7:open", f"@{NEWS}:open"]
        assert message.labels() == ["Dockers", "Harbour news Harbour news…"]
        assert await stage.hear(BORIS, BORIS, "/channels") == say("channels-none")


async def test_an_administrator_finds_what_somebody_else_let_the_bot_in_to():
    async with open_stage() as stage:
        await meet(stage, BORIS)
        found(stage)
        await promote(stage)
        found(stage, -7, "channel", "Not his")
        await promote(stage, -7)
        stage.api.world.rooms[NEWS].members[BORIS] = "creator"
        assert await stage.hear(BORIS, BORIS, "/channels") == say("channels-list")
        assert stage.api.messages(BORIS)[-1].data() == [f"@{NEWS}:open"]
        await stage.hear(BORIS, BORIS, "/start")
        assert len(stage.api.messages(BORIS)) == 3


@pytest.mark.parametrize("loss", ["silenced", "removed", "dismissed"])
async def test_what_is_lost_is_not_listed_any_more(loss):
    async with open_stage() as stage:
        await meet(stage)
        found(stage)
        await promote(stage)
        if loss == "silenced":
            await promote(stage, silenced=True)
        elif loss == "removed":
            stage.api.block(NEWS)
            await stage.api.wait_until_handled()
        else:
            stage.api.world.rooms[NEWS].members[ANNA] = "member"
        assert await stage.hear(ANNA, ANNA, "/channels") == say("channels-none")


async def test_many_are_listed_in_pages():
    async with open_stage() as stage:
        await meet(stage)
        for number in range(21):
            found(stage, -100 - number, "group", f"Group {number:02}")
            await promote(stage, -100 - number)
        await stage.hear(ANNA, ANNA, "/channels")
        message = stage.api.messages(ANNA)[-1]
        assert message.labels()[19:] == ["Group 19", "1/2", "›"]
        await stage.press(ANNA, ANNA, "channels:1")
        await stage.api.until(lambda: message.labels() == ["Group 20", "‹", "2/2"], "page 2")


async def test_a_group_is_told_that_channels_are_managed_in_private():
    async with open_stage() as stage:
        found(stage, GROUP, "group")
        assert await stage.hear(GROUP, ANNA, "/channels") == say("channels-private")


# ---------------------------------------------------------------- a channel's menus


async def test_topics_of_a_channel_are_chosen_in_private():
    async with open_stage() as stage:
        message = await open_menu(stage)
        assert message.visible == f"Harbour news\n\n{say('channel-silent')}"
        assert message.labels() == ["Topics", "What is told", "Settings", "‹ Back"]
        await stage.press(ANNA, ANNA, f"@{NEWS}:page:0")
        await see(stage, message, say("channel-topics"))
        assert message.labels() == ["Harbour strike", "Storms", "Railways", "‹ Harbour news"]
        notice = await stage.press(ANNA, ANNA, f"@{NEWS}:on:storms")
        assert notice == "🔔 Storms: on\nWeather that breaks things."
        await stage.api.until(lambda: "🔔 Storms" in message.labels(), "the bell")
        assert await stage.book.subscriptions(NEWS) == ("storms",)
        assert await stage.book.subscriptions(ANNA) == ()
        await stage.press(ANNA, ANNA, f"@{NEWS}:open")
        await see(stage, message, "1 topic is told here.")
        await stage.press(ANNA, ANNA, f"@{NEWS}:listed")
        await see(stage, message, say("channel-listed"))
        assert message.labels() == ["🔔 Storms", "‹ Harbour news"]
        assert await stage.press(ANNA, ANNA, f"@{NEWS}:out:storms") == "Storms: off"
        await see(stage, message, say("channel-silent"))
        assert await stage.book.subscriptions(NEWS) == ()
        assert stage.api.messages(NEWS) == []


async def test_settings_of_a_channel_are_chosen_in_private():
    async with open_stage() as stage:
        message = await open_menu(stage)
        await stage.press(ANNA, ANNA, f"@{NEWS}:see:main")
        await see(stage, message, "Harbour news\n\n")
        await stage.api.until(lambda: f"@{NEWS}:see:sound" in message.data(), "the settings")
        await stage.press(ANNA, ANNA, f"@{NEWS}:see:sound")
        await stage.api.until(lambda: f"@{NEWS}:set:sound:silent" in message.data(), "the sound")
        await stage.press(ANNA, ANNA, f"@{NEWS}:set:sound:silent")
        await stage.api.until(lambda: any("✓" in label for label in message.labels()), "a tick")
        assert (await stage.book.wishes(NEWS)).silent
        assert not (await stage.book.wishes(ANNA)).silent


async def test_the_zone_of_a_channel_is_written_in_reply_to_its_settings():
    async with open_stage() as stage:
        message = await open_menu(stage)
        await stage.press(ANNA, ANNA, f"@{NEWS}:see:main")
        await stage.api.until(lambda: f"@{NEWS}:see:zone" in message.data(), "the settings")
        await stage.press(ANNA, ANNA, f"@{NEWS}:see:zone")
        await stage.api.until(lambda: f"@{NEWS}:set:zone:UTC" in message.data(), "the zone")
        shown = stage.api.world.show(message)
        offer = await stage.hear_oddly(ANNA, ANNA, "Kyiv", reply_to_message=shown)
        assert offer.data() == [f"@{NEWS}:set:zone:Europe/Kyiv"]
        await stage.press(ANNA, ANNA, offer.data()[0])
        assert (await stage.book.wishes(NEWS)).zone == "Europe/Kyiv"
        assert (await stage.book.wishes(ANNA)).zone == ""
        unknown = await stage.hear_oddly(ANNA, ANNA, "Atlantis", reply_to_message=shown)
        assert unknown.visible == say("zone-unknown")
        own = await stage.hear_oddly(ANNA, ANNA, "Kyiv")
        assert own.data() == ["set:zone:Europe/Kyiv"]


async def test_a_topic_on_a_later_page_stays_in_sight():
    async with open_stage() as stage:
        stage.topics = [SampleTopic(name=f"t{n}", title=f"Topic {n}") for n in range(25)]
        message = await open_menu(stage)
        await stage.press(ANNA, ANNA, f"@{NEWS}:page:0")
        await stage.api.until(lambda: f"@{NEWS}:page:1" in message.data(), "a pager")
        await stage.press(ANNA, ANNA, f"@{NEWS}:page:1")
        await stage.api.until(lambda: f"@{NEWS}:on:t24" in message.data(), "the last topic")
        await stage.press(ANNA, ANNA, f"@{NEWS}:on:t24")
        await stage.api.until(lambda: "🔔 Topic 24" in message.labels(), "the bell")


async def test_no_button_of_any_screen_is_longer_than_telegram_takes():
    """The fake refuses what is; the id, and the names of topics, are as long as they get."""
    far = -1997852516352
    async with open_stage() as stage:
        stage.topics = [SampleTopic(name=f"{n:02}-{'t' * 37}", title=f"T {n}") for n in range(3)]
        message = await open_menu(stage, far)
        for topic in stage.topics:
            await stage.book.subscribe(far, topic.name, now=NOON)
        waiting, seen = [f"@{far}:{sent}" for sent in ("page:0", "listed", "see:main")], set()
        while waiting:
            data, edits = waiting.pop(0), len(message.edits)
            query = stage.api.press(message, ANNA, data, old=True)
            assert await stage.api.wait_for_answer(query) == ""
            await stage.api.until(lambda: len(message.edits) > edits, data)  # noqa: B023
            seen.add(data)
            waiting += {one for one in message.data() if ":see:" in one} - {*seen, *waiting}
        assert len(seen) > 40  # every hour of quiet, too


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("sent", ["open", "page:0", "on:storms", "set:sound:silent", "see:main"])
@pytest.mark.parametrize("loss", ["dismissed", "removed", "silenced", "stranger", "in a group"])
async def test_who_may_not_manage_a_channel_changes_and_sees_nothing(sent, loss):
    async with open_stage() as stage:
        await meet(stage)
        found(stage)
        await promote(stage, silenced=loss == "silenced")
        room, place, person = stage.api.world.rooms[NEWS], ANNA, ANNA
        if loss == "dismissed":
            room.members[ANNA] = "member"
        elif loss == "removed":
            room.closed = "bot is not a member of the channel chat"
        elif loss == "stranger":
            place = person = BORIS
        elif loss == "in a group":
            found(stage, GROUP, "group", "Dockers")
            place = GROUP
        await stage.hear(place, person, "/topics")
        message = stage.api.messages(place)[-1]
        query = stage.api.press(message, person, f"@{NEWS}:{sent}", old=True)
        assert await stage.api.wait_for_answer(query) == LOST
        assert await stage.book.subscriptions(NEWS) == ()
        assert NEWS not in stage.book.wanted
    assert "Harbour news" not in message.visible


@pytest.mark.parametrize("data", ["@", "@x:open", "@:open", "@--1:open", "@²:open", "@7"])
async def test_a_button_that_means_no_chat_is_too_old(data):
    async with open_stage() as stage:
        await meet(stage)
        query = stage.api.press(stage.api.messages(ANNA)[-1], ANNA, data, old=True)
        assert await stage.api.wait_for_answer(query) == say("answer-old-button")


@pytest.mark.parametrize("sent", ["", "nothing", "forget:yes", "@-1:open"])
async def test_a_button_that_means_nothing_in_a_channel_is_too_old(sent):
    async with open_stage() as stage:
        message = await open_menu(stage)
        query = stage.api.press(message, ANNA, f"@{NEWS}:{sent}", old=True)
        assert await stage.api.wait_for_answer(query) == say("answer-old-button")


async def test_what_telegram_says_of_rights_holds_for_a_minute():
    clock = ManualClock()
    async with FakeBotApi(gate=patient_gate()) as api:
        api.add_chat(NEWS, "channel", {ANNA: "member", BOT_ID: "administrator"})
        members = api.world.rooms[NEWS].members
        async with Bot(TOKEN, f"{api.url}/bot", request=AiohttpRequest()) as bot:
            rights = Rights(clock=clock)

            async def ask() -> tuple[bool, int]:
                before = len(api.calls)
                return await rights.may_manage(bot, ANNA, NEWS), len(api.calls) - before

            assert await ask() == (False, 1)
            members[ANNA] = "administrator"
            assert await ask() == (False, 0)
            clock.move(SURE)
            assert await ask() == (True, 2)
            members[ANNA] = "left"
            assert await ask() == (True, 0)
            clock.move(SURE - timedelta(seconds=1))
            assert await ask() == (True, 0)
            clock.move(timedelta(seconds=1))
            assert await ask() == (False, 1)
            members[ANNA] = "creator"
            clock.move(SURE)
            assert await ask() == (True, 2)
            rights.forget(-1)
            assert await ask() == (True, 0)
            rights.forget(NEWS)
            assert await ask() == (True, 2)
            rights.forget(NEWS)
            api.fault("refuse", method="getChatMember", code=500, description="down")
            with pytest.raises(TelegramError):
                await ask()
    assert timedelta(minutes=1) >= SURE
