"""What can be muted under an alert: its story, its topics, everything; and ended again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.models.wishes import Choice, Wishes
from bot.telegram.story_mutes import TOPICS, build_mutes, extend_mute, read_mute_button
from bot.telegram.words import LANGUAGES, open_words
from tests.telegram.stage import NOW, open_stage

ANNA, BORIS, GROUP = 11, 12, -500
STORY = "0123456789abcdef"
OFF = NOW + timedelta(hours=8)
MINUTE = timedelta(minutes=1)
say = open_words("en").say

ALERT = ["❔ Why", "🔔 Follow", "🔕 Mute", "👎 Not relevant", "🔁 Duplicate"]
OPEN = ["🔕 This story", "🔕 Harbour strike: 8 h", "🔕 Everything: 8 h", "‹ Back"]


async def wait_for_labels(stage, message, labels):
    await stage.api.until(lambda: message.labels() == labels, f"the buttons {labels}")


async def open_mutes(stage, message, *, old=False):
    assert await stage.press(message.chat, ANNA, f"mutes:{STORY}", old=old) == ""


@pytest.mark.parametrize("old", [False, True])
async def test_the_choice_opens_in_place_and_closes_again(old):
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY)
        await open_mutes(stage, message, old=old)
        await wait_for_labels(stage, message, OPEN)
        assert await stage.press(ANNA, ANNA, f"alert:{STORY}", old=old) == ""
        await wait_for_labels(stage, message, ALERT)
        assert message.visible == f"Alert of {STORY}"
        assert stage.book.wanted == {}


@pytest.mark.parametrize("old", [False, True])
async def test_a_topic_is_muted_for_hours_and_told_again(old):
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/start")
        await stage.book.subscribe(ANNA, "harbour", now=NOW)
        message = await stage.tell(ANNA, STORY)
        for off, ticked, notice in [
            (OFF, "✓ 🔕 Harbour strike: 8 h", "Nothing of Harbour strike for 8 hours"),
            (None, "🔕 Harbour strike: 8 h", "Harbour strike is told again"),
        ]:
            await open_mutes(stage, message, old=old)
            await stage.api.until(lambda: "‹ Back" in message.labels(), "the choice")
            data = next(one for one in message.data() if ":0:" in one)
            assert await stage.press(ANNA, ANNA, data, old=old) == notice
            (wanted,) = await stage.book.topics_of(ANNA)
            assert wanted.muted_until == off
            await wait_for_labels(stage, message, ALERT)
            await open_mutes(stage, message, old=old)
            await wait_for_labels(stage, message, [OPEN[0], ticked, *OPEN[2:]])
            await stage.press(ANNA, ANNA, f"alert:{STORY}", old=old)
            await wait_for_labels(stage, message, ALERT)


async def test_everything_is_muted_for_hours_and_told_again():
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY)
        await open_mutes(stage, message)
        await wait_for_labels(stage, message, OPEN)
        notice = await stage.press(ANNA, ANNA, f"hush:all:{STORY}")
        assert notice == "Nothing at all for 8 hours. /mute off ends that sooner."
        assert (await stage.book.wishes(ANNA)).muted_until == OFF
        await wait_for_labels(stage, message, ALERT)
        await open_mutes(stage, message)
        await wait_for_labels(stage, message, [*OPEN[:2], "✓ 🔕 Everything: 8 h", OPEN[3]])
        assert await stage.press(ANNA, ANNA, f"hear:all:{STORY}") == say("answer-unmuted")
        assert await stage.book.wishes(ANNA) == Wishes(chat=ANNA)


@pytest.mark.parametrize(
    ("until", "then"),
    [
        (None, OFF),
        (NOW - MINUTE, OFF),
        (NOW + MINUTE, OFF),
        (OFF - MINUTE / 2, OFF - MINUTE / 2),
        (OFF, OFF),
        (OFF + 99 * MINUTE, OFF + 99 * MINUTE),
    ],
)
def test_a_mute_is_never_shortened_and_a_second_press_changes_nothing(until, then):
    assert extend_mute(until, NOW) == then


async def test_a_longer_mute_outlives_a_press():
    async with open_stage() as stage:
        await stage.tell(ANNA, STORY)
        longer = NOW + timedelta(days=3)
        await stage.book.change_wishes(ANNA, lambda one: replace(one, muted_until=longer))
        await stage.press(ANNA, ANNA, f"hush:all:{STORY}", old=True)
        assert (await stage.book.wishes(ANNA)).muted_until == longer


async def test_a_topic_that_left_the_subscriptions_or_the_alert_is_said_so():
    async with open_stage() as stage:
        await stage.tell(ANNA, STORY)
        notice = await stage.press(ANNA, ANNA, f"hush:0:{STORY}", old=True)
        assert notice == "You are not subscribed to Harbour strike any more."
        notice = await stage.press(ANNA, ANNA, f"hush:3:{STORY}", old=True)
        assert notice == say("answer-story-gone")
        assert stage.book.wanted == {}


@pytest.mark.parametrize("data", ["mutes", "alert", "hush:0"])
async def test_a_story_that_was_swept_loses_its_buttons(data):
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY)
        stage.book.told.clear()
        stage.feedback.alerts.clear()
        await stage.press(ANNA, ANNA, f"{data}:{STORY}", old=True)
        await wait_for_labels(stage, message, [])


async def test_topics_that_left_the_rules_are_offered_by_name_and_only_so_many():
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY, ("gone-topic", "storms", *"abcdef"))
        await open_mutes(stage, message)
        labels = ["🔕 gone-topic: 8 h", "🔕 Storms: 8 h", "🔕 a: 8 h", "🔕 b: 8 h"]
        assert len(labels) == TOPICS
        await wait_for_labels(stage, message, [OPEN[0], *labels, *OPEN[2:]])


@pytest.mark.parametrize("data", ["mutes", "alert", "hush:0", "hear:0", "hush:all", "hear:all"])
async def test_in_groups_only_administrators_mute(data):
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {ANNA: "administrator", BORIS: "member"})
        message = await stage.tell(GROUP, STORY)
        notice = await stage.press(GROUP, BORIS, f"{data}:{STORY}", old=True)
        assert notice == say("answer-administrators")
        assert stage.book.wanted == {}
    assert message.labels() == ALERT


@pytest.mark.parametrize(
    ("data", "meant"),
    [
        ("hush:0:s", (True, 0, "s")),
        ("hear:9:s", (False, 9, "s")),
        ("hush:all:s", (True, None, "s")),
        ("hush:10:s", None),
        ("hush:0:", None),
        ("hush::s", None),
        ("hush:٣:s", None),
        ("mute:s", None),
        ("", None),
    ],
)
def test_buttons_are_read_as_they_are_meant(data, meant):
    assert read_mute_button(data) == meant


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_titles_keep_their_hours_in_every_language(language):
    words = open_words(language)
    keyboard = build_mutes(STORY, Choice.USUAL, ["Ж" * 90], words, [True], False)
    label = keyboard.inline_keyboard[1][0].text
    assert "8" in label
    assert len(label) <= 42
