"""Saying what is wrong with an alert: what is pressed, kept and seen."""

from pathlib import Path

import pytest

from bot.errors import DatabaseError
from bot.models.feedback import FeedbackKind
from bot.store.store import open_store
from bot.telegram.feedback import read_feedback
from bot.telegram.words import LANGUAGES, open_words
from tests.builders import (
    NOON,
    add_feeds,
    address,
    build_decision,
    keep_articles,
    subscribe,
)
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.feedback_book import MemoryFeedback
from tests.telegram.stage import NOW, Stage, open_stage, patient_gate

ANNA, BORIS, GROUP = 11, 12, -500
STORY = "0123456789abcdef"
IRRELEVANT, DUPLICATE = FeedbackKind.IRRELEVANT, FeedbackKind.DUPLICATE
SAID = {IRRELEVANT: ("wrong", "right"), DUPLICATE: ("twice", "once")}


async def wait_for_labels(stage, message, labels):
    await stage.api.until(lambda: message.labels()[-2:] == labels, f"the buttons {labels}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FeedbackKind)
async def test_what_is_said_is_kept_ticked_and_taken_back(kind, language):
    say = open_words(language).say
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY)
        plain = [say("button-irrelevant"), say("button-duplicate")]
        ticked = [
            f"✓ {say(f'button-{one}-said')}" if one is kind else say(f"button-{one}")
            for one in FeedbackKind
        ]
        for sent, notice, labels in zip(
            SAID[kind],
            (say(f"answer-{kind}"), say("answer-taken-back")),
            (ticked, plain),
            strict=True,
        ):
            data = f"{sent}:{STORY}"
            assert await stage.press_oddly(message, ANNA, data, language=language) == notice
            await wait_for_labels(stage, message, labels)
            assert await stage.feedback.said(ANNA, STORY) == (
                {kind} if labels is ticked else set()
            )
        assert message.visible == f"Alert of {STORY}"


@pytest.mark.parametrize("kind", FeedbackKind)
async def test_pressing_twice_changes_nothing_more(kind):
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY)
        for sent, kept in zip(SAID[kind], ({(ANNA, STORY, kind): NOW}, {}), strict=True):
            for _ in range(2):
                query = stage.api.press(message, ANNA, f"{sent}:{STORY}", old=True)
                await stage.api.wait_for_answer(query)
                assert stage.feedback.kept == kept


async def test_both_can_be_said():
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY)
        await stage.press(ANNA, ANNA, f"wrong:{STORY}")
        await stage.press(ANNA, ANNA, f"twice:{STORY}")
        await wait_for_labels(stage, message, ["✓ Not relevant", "✓ Duplicate"])


async def test_of_an_alert_that_was_swept_nothing_can_be_said():
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY)
        stage.book.told.clear()
        stage.feedback.alerts.clear()
        notice = await stage.press(ANNA, ANNA, f"wrong:{STORY}")
        assert notice == open_words().say("answer-story-gone")
        await stage.api.until(lambda: message.labels() == [], "no buttons")
        assert stage.feedback.kept == {}


@pytest.mark.parametrize("data", ["wrong", "right", "twice", "once"])
async def test_in_groups_only_administrators_say_anything(data):
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {ANNA: "administrator", BORIS: "member"})
        await stage.tell(GROUP, STORY)
        await stage.feedback.note(GROUP, STORY, DUPLICATE, now=NOW)
        kept = dict(stage.feedback.kept)
        notice = await stage.press(GROUP, BORIS, f"{data}:{STORY}", old=True)
        assert notice == open_words().say("answer-administrators")
        assert stage.feedback.kept == kept


async def test_strangers_to_a_closed_bot_say_nothing():
    async with open_stage(open_to_all=False) as stage:
        await stage.tell(ANNA, STORY)
        notice = await stage.press(ANNA, ANNA, f"wrong:{STORY}")
        assert notice == open_words().say("answer-stranger")
        assert stage.feedback.kept == {}


class BrokenFeedback(MemoryFeedback):
    """Cannot keep anything."""

    async def note(self, chat, story, kind, *, now):
        raise DatabaseError("the disk is full")


async def test_what_could_not_be_kept_is_not_shown():
    async with FakeBotApi() as api:
        stage = Stage(api)
        stage.feedback = BrokenFeedback()
        bot = stage.open()
        await bot.start()
        message = await stage.tell(ANNA, STORY)
        before = message.labels()
        notice = await stage.press(ANNA, ANNA, f"wrong:{STORY}")
        assert notice == open_words().say("answer-trouble")
        await bot.stop()
        assert message.labels() == before


@pytest.mark.parametrize("data", ["", "wrong", "wrong:", ":s", "why:s", "follow:s", "hush:0:s"])
def test_other_data_says_nothing(data):
    assert read_feedback(data) is None


async def test_in_the_archive_a_story_that_is_not_relevant_is_muted_until_that_is_taken_back(
    tmp_path: Path,
):
    store = open_store(address(tmp_path))
    await add_feeds(store, 1)
    await subscribe(store, ANNA)
    (stored,) = await keep_articles(store, "a")
    await store.archive.decide([build_decision(stored, STORY, alerts=[ANNA])], now=NOON)
    async with FakeBotApi(gate=patient_gate()) as api:
        stage = Stage(api)
        stage.book, stage.feedback = store.chats, store.feedback  # type: ignore[assignment]
        bot = stage.open()
        await bot.start()
        message = await stage.show_alert(ANNA, STORY)
        for data, labels in [
            ("wrong", ["✓ Muted", "✓ Not relevant", "🔁 Duplicate"]),
            ("twice", ["✓ Muted", "✓ Not relevant", "✓ Duplicate"]),
            ("right", ["🔕 Mute", "👎 Not relevant", "✓ Duplicate"]),
            ("once", ["🔕 Mute", "👎 Not relevant", "🔁 Duplicate"]),
        ]:
            await stage.press(ANNA, ANNA, f"{data}:{STORY}")
            await wait_for_labels(stage, message, labels[1:])
            assert message.labels()[2] == labels[0]
        await stage.press(ANNA, ANNA, f"mutes:{STORY}")
        await api.until(lambda: "🔕 war: 8 h" in message.labels(), "the topic of the alert")
        await bot.stop()
        assert not api.complaints
    await store.close()
