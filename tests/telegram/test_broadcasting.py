"""What an administrator tells all readers: shown, confirmed, and only then sent."""

from typing import Any

import pytest

from bot.telegram.broadcasting import read_press
from bot.telegram.words import LANGUAGES, open_words
from tests.telegram.stage import open_stage

ADMIN, ANNA = 1, 11
OURS: dict[str, Any] = {"admins": frozenset({ADMIN})}
say = open_words("en").say


async def ask(stage, text):
    """Say it as the administrator; return what the two messages of the answer show."""
    before = len(stage.api.messages(ADMIN))
    stage.api.say(ADMIN, ADMIN, text)
    await stage.api.wait_until_handled()
    return [message.visible for message in stage.api.messages(ADMIN)[before:]]


async def test_the_text_is_shown_as_it_will_be_seen_and_then_asked_about():
    async with open_stage(**OURS) as stage:
        shown = await ask(stage, "/broadcast Tonight <b>I</b> rest & sleep.\n\nFor an hour.")
        assert shown == [
            "Tonight <b>I</b> rest & sleep.\n\nFor an hour.",
            say("broadcast-ask", count=3),
        ]
        assert stage.broadcasts.sent == {}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_sent_once_it_is_confirmed(language):
    async with open_stage(**OURS) as stage:
        words = open_words(language)
        await stage.hear_oddly(ADMIN, ADMIN, "/broadcast Hello", language=language)
        _, message = await stage.api.wait_for_messages(ADMIN, 2)
        assert message.visible == words.say("broadcast-ask", count=3)
        notice = await stage.press_oddly(message, ADMIN, "cast:send:1", language=language)
        assert notice == words.say("answer-broadcast-sent")
        told = words.say("broadcast-sent", count=3)
        await stage.api.until(lambda: message.visible == told, "the outcome")
        assert stage.broadcasts.sent == {1: "Hello"}


async def test_it_can_be_dropped():
    async with open_stage(**OURS) as stage:
        await ask(stage, "/broadcast Hello")
        assert await stage.press(ADMIN, ADMIN, "cast:drop:1") == say("answer-broadcast-dropped")
        message = stage.api.messages(ADMIN)[-1]
        await stage.api.until(lambda: message.visible == say("broadcast-dropped"), "the outcome")
        assert stage.broadcasts.sent == {}


async def test_a_second_press_sends_nothing_twice():
    async with open_stage(**OURS) as stage:
        await ask(stage, "/broadcast Hello")
        await stage.press(ADMIN, ADMIN, "cast:send:1")
        for late in ("cast:send:1", "cast:drop:1"):
            notice = await stage.press(ADMIN, ADMIN, late, old=True)
            assert notice == say("answer-broadcast-over")
        assert stage.broadcasts.sent == {1: "Hello"}


async def test_nothing_to_say_explains_the_command():
    async with open_stage(**OURS) as stage:
        assert "/broadcast Tonight" in "".join(await ask(stage, "/broadcast"))
        assert stage.broadcasts.drafts == {}


async def test_nobody_to_tell_is_said():
    async with open_stage(**OURS) as stage:
        stage.broadcasts.readers = 0
        assert await ask(stage, "/broadcast Hello") == [say("broadcast-nobody")]


async def test_others_can_neither_ask_nor_press():
    async with open_stage(**OURS) as stage:
        assert await stage.hear(ANNA, ANNA, "/broadcast Hello") == say("unknown")
        await ask(stage, "/broadcast Hello")
        assert await stage.press(ADMIN, ANNA, "cast:send:1") == say("answer-operators")
        assert stage.broadcasts.sent == {}


@pytest.mark.parametrize(
    ("data", "read"),
    [
        ("cast:send:7", (True, 7)),
        ("cast:drop:7", (False, 7)),
        ("cast:burn:7", (False, None)),
        ("cast:send:", (True, None)),
        ("cast:send:-1", (True, None)),
        ("cast:send:٧", (True, None)),
        ("cast:send:" + "9" * 20, (True, None)),
    ],
)
def test_a_button_names_its_draft(data, read):
    assert read_press(data) == read
