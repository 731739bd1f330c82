"""/mute, /forget, and naming a time zone."""

from datetime import timedelta

import pytest

from bot.models.wishes import Choice, Wishes
from bot.telegram.words import open_words
from tests.telegram.stage import NOW, open_stage

ANNA, BORIS, GROUP = 11, 12, -500
say = open_words("en").say


# ---------------------------------------------------------------- /mute


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ("/mute 2h", timedelta(hours=2)),
        ("/mute 1d12h", timedelta(hours=36)),
        ("/mute 1d 12h", timedelta(hours=36)),
        ("/mute 30M", timedelta(minutes=30)),
        ("/mute 366d", timedelta(days=366)),
    ],
)
async def test_a_chat_is_muted_for_a_while(said, length):
    async with open_stage() as stage:
        assert "Nothing is told until" in await stage.hear(ANNA, ANNA, said)
        assert await stage.book.wishes(ANNA) == Wishes(chat=ANNA, muted_until=NOW + length)


@pytest.mark.parametrize(
    "said",
    ["/mute", "/mute 5", "/mute 59s", "/mute 367d", "/mute -2h", "/mute forever", "/mute <b>"],
)
async def test_what_is_no_length_of_time_mutes_nothing(said):
    async with open_stage() as stage:
        assert "Say for how long: /mute 2h" in await stage.hear(ANNA, ANNA, said)
        assert await stage.book.wishes(ANNA) == Wishes(chat=ANNA)


async def test_the_time_is_said_by_the_chats_clock():
    async with open_stage() as stage:
        stage.book.wanted[ANNA] = Wishes(chat=ANNA, zone="Europe/Kyiv")
        assert "until 01.03. 16:00." in await stage.hear(ANNA, ANNA, "/mute 2h")
        assert "Muted until 01.03. 16:00." in await stage.hear(ANNA, ANNA, "/settings")


async def test_a_mute_ends_by_a_word():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/mute 2h")
        assert await stage.hear(ANNA, ANNA, "/mute off") == say("unmuted")
        assert await stage.book.wishes(ANNA) == Wishes(chat=ANNA)


@pytest.mark.parametrize(
    ("said", "data", "left"),
    [
        ("/mute 1h", "set:muted:off:told", "Alerts are on again."),
        ("/settings", "set:muted:off", "Format: Normal"),
    ],
)
async def test_a_mute_ends_by_the_button_under_its_message_or_the_menu(said, data, left):
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/mute 2h")
        assert "until" in await stage.hear(ANNA, ANNA, said)
        message = stage.api.messages(ANNA)[-1]
        assert await stage.press(ANNA, ANNA, data) == say("answer-unmuted")
        await stage.api.until(lambda: message.visible.endswith(left), "the end of the mute")
        assert await stage.book.wishes(ANNA) == Wishes(chat=ANNA)


async def test_only_administrators_mute_and_forget_a_group():
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {ANNA: "administrator", BORIS: "member"})
        for said in ("/mute 2h", "/forget"):
            assert await stage.hear(GROUP, BORIS, said) == say("answer-administrators")
        assert await stage.book.wishes(GROUP) == Wishes(chat=GROUP)
        await stage.hear(GROUP, ANNA, "/forget")
        assert await stage.press(GROUP, BORIS, "forget:yes") == say("answer-administrators")
        assert GROUP in stage.book.chats
        await stage.hear(GROUP, ANNA, "/mute 2h")
        assert (await stage.book.wishes(GROUP)).muted_until


# ---------------------------------------------------------------- /forget


async def test_all_that_is_kept_of_a_chat_is_forgotten_once_confirmed():
    async with open_stage() as stage:
        await stage.tell(ANNA, "abc")
        await stage.hear(ANNA, ANNA, "/topics")
        await stage.press(ANNA, ANNA, "on:rail")
        await stage.press(ANNA, ANNA, "set:updates:ring", old=True)
        assert await stage.hear(ANNA, ANNA, "/forget") == say("forget-ask")
        assert await stage.book.subscriptions(ANNA) == ("rail",)
        message = stage.api.messages(ANNA)[-1]
        for old in (False, True):
            assert await stage.press(ANNA, ANNA, "forget:yes", old=old) == say("answer-forgotten")
            await stage.api.until(lambda: message.visible == say("forgotten"), "the end")
        book = stage.book
        assert (book.chats, book.wanted, book.told) == ({}, {}, {})
        assert await book.topics_of(ANNA) == ()
        assert message.labels() == []
        assert "I watch the news" in await stage.hear(ANNA, ANNA, "/start")


async def test_who_thinks_better_of_it_keeps_everything():
    async with open_stage() as stage:
        await stage.tell(ANNA, "abc")
        await stage.hear(ANNA, ANNA, "/forget")
        message = stage.api.messages(ANNA)[-1]
        assert await stage.press(ANNA, ANNA, "forget:no") == say("answer-kept")
        await stage.api.until(lambda: message.visible == say("kept"), "nothing deleted")
        assert stage.book.told == {(ANNA, "abc"): Choice.USUAL}
        assert ANNA in stage.book.chats


# ---------------------------------------------------------------- the time zone


async def test_a_city_is_offered_with_its_clock_and_a_press_takes_it():
    async with open_stage() as stage:
        for said in ("Київ", "Kyiv", "europe/kyiv"):
            assert "Europe/Kyiv: it is 14:00 there now." in await stage.hear(ANNA, ANNA, said)
        message = stage.api.messages(ANNA)[-1]
        assert await stage.book.wishes(ANNA) == Wishes(chat=ANNA)
        notice = await stage.press(ANNA, ANNA, "set:zone:Europe/Kyiv")
        assert notice == "Time zone: Europe/Kyiv, 14:00"
        assert await stage.book.wishes(ANNA) == Wishes(chat=ANNA, zone="Europe/Kyiv")
        await stage.api.until(lambda: "Now: Europe/Kyiv" in message.visible, "the zone")


async def test_hours_from_utc_are_offered_as_they_were_written():
    async with open_stage() as stage:
        assert "UTC+2: it is 14:00 there" in await stage.hear(ANNA, ANNA, "utc+2")
        notice = await stage.press(ANNA, ANNA, "set:zone:Etc/GMT-2")
        assert notice == "Time zone: UTC+2, 14:00"


async def test_a_shared_place_offers_the_nearest_zones():
    async with open_stage() as stage:
        place = {"latitude": 49.84, "longitude": 24.03}
        message = await stage.hear_oddly(ANNA, ANNA, location=place)
        assert message.visible == say("zone-choose")
        assert message.labels()[0] == "Europe/Warsaw · 13:00"
        assert "Europe/Kyiv · 14:00" in message.labels()
        await stage.press(ANNA, ANNA, "set:zone:Europe/Kyiv")
        assert (await stage.book.wishes(ANNA)).zone == "Europe/Kyiv"


async def test_a_reply_to_the_menu_that_names_no_place_is_told_so():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/settings")
        menu = stage.api.world.show(stage.api.messages(ANNA)[-1])
        answer = await stage.hear_oddly(ANNA, ANNA, "Atlantis", reply_to_message=menu)
        assert answer.visible == say("zone-unknown")
        assert await stage.hear(ANNA, ANNA, "Atlantis") == say("unknown")


async def test_in_groups_only_replies_to_the_menu_name_a_zone():
    async with open_stage() as stage:
        members = {ANNA: "administrator", BORIS: "member"}
        stage.api.add_chat(GROUP, "supergroup", members)
        await stage.hear(GROUP, ANNA, "/settings")
        menu = stage.api.world.show(stage.api.messages(GROUP)[-1])
        stage.api.say(GROUP, BORIS, "Berlin")
        other = {**menu, "from": {"id": 77, "is_bot": True, "first_name": "Other bot"}}
        plain = {name: value for name, value in menu.items() if name != "reply_markup"}
        for replied in (other, plain):
            update = stage.api.world.say(GROUP, BORIS, "Berlin")
            stage.api._push({"message": update["message"] | {"reply_to_message": replied}})
        answer = await stage.hear_oddly(GROUP, BORIS, "Berlin", reply_to_message=menu)
        assert "Europe/Berlin: it is 13:00 there now." in answer.visible
        assert len(stage.api.messages(GROUP)) == 2
        data = "set:zone:Europe/Berlin"
        assert await stage.press(GROUP, BORIS, data) == say("answer-administrators")
        assert await stage.press(GROUP, ANNA, data) == "Time zone: Europe/Berlin, 13:00"
