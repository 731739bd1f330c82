"""The buttons under alerts: what is pressed, kept and seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DatabaseError
from bot.models.feedback import FeedbackKind
from bot.models.wishes import Choice
from bot.telegram.feedback import read_feedback
from bot.telegram.keyboard import build_keyboard, read_button
from bot.telegram.story_buttons import BACK, MUTES, build_story_keyboard, read_story_button
from bot.telegram.story_mutes import build_mutes, read_mute_button
from bot.telegram.words import open_words
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api_params import DATA_LIMIT
from tests.fakes.chat_book import MemoryChatBook
from tests.telegram.stage import SampleTopic, Stage, open_stage

ANNA, BORIS, GROUP = 11, 12, -500
STORY = "0123456789abcdef"
say = open_words("en").say

BELOW = ["👎 Not relevant", "🔁 Duplicate"]
UNPRESSED = ["❔ Why", "🔔 Follow", "🔕 Mute", *BELOW]
FOLLOWED = ["❔ Why", "✓ Following", "🔕 Mute", *BELOW]
MUTED = ["❔ Why", "🔔 Follow", "✓ Muted", *BELOW]
LABELS = {Choice.USUAL: UNPRESSED, Choice.FOLLOW: FOLLOWED, Choice.MUTE: MUTED}


# ---------------------------------------------------------------- the keyboard


@pytest.mark.parametrize(
    ("choice", "follow"),
    [(Choice.USUAL, "follow"), (Choice.FOLLOW, "usual"), (Choice.MUTE, "follow")],
)
def test_what_is_chosen_is_ticked_and_pressing_it_goes_back(choice, follow):
    above, below = build_story_keyboard(STORY, choice).inline_keyboard
    assert [button.text for button in (*above, *below)] == LABELS[choice]
    sent = [button.callback_data for button in (*above, *below)]
    assert sent == [f"{one}:{STORY}" for one in ("why", follow, "mutes", "wrong", "twice")]


@pytest.mark.parametrize(
    ("said", "labels", "sent"),
    [
        ([FeedbackKind.IRRELEVANT], ["✓ Not relevant", "🔁 Duplicate"], ["right", "twice"]),
        ([FeedbackKind.DUPLICATE], ["👎 Not relevant", "✓ Duplicate"], ["wrong", "once"]),
        (tuple(FeedbackKind), ["✓ Not relevant", "✓ Duplicate"], ["right", "once"]),
    ],
)
def test_what_was_said_is_ticked_and_pressing_it_takes_it_back(said, labels, sent):
    _, below = build_story_keyboard(STORY, Choice.USUAL, said=said).inline_keyboard
    assert [button.text for button in below] == labels
    assert [button.callback_data for button in below] == [f"{one}:{STORY}" for one in sent]


@given(story=st.text("0123456789abcdef", min_size=1, max_size=32), choice=st.sampled_from(Choice))
def test_every_button_is_read_as_it_was_meant_and_by_nothing_else(story, choice):
    rows = build_story_keyboard(story, choice).inline_keyboard
    rows += build_mutes(
        story, choice, ["Ports"] * 9, open_words(), [False] * 9, False
    ).inline_keyboard
    readers = (read_story_button, read_mute_button, read_feedback)
    for button in (button for row in rows for button in row):
        data = str(button.callback_data)
        assert len(data.encode()) <= DATA_LIMIT
        assert story in data
        opens = data.startswith(("why:", MUTES, BACK))
        assert sum(read(data) is not None for read in readers) == (not opens)
        assert read_button(data) is None
        assert not data.startswith(("set:", "see:"))


@given(name=st.text(min_size=1) | st.sampled_from(["follow", "mute:a", "usual", "set:updates"]))
def test_no_topic_is_taken_for_a_story_or_a_setting(name):
    topic = SampleTopic(name=name, title=name)
    for subscribed in ((), (name,)):
        for row in build_keyboard([topic], subscribed).inline_keyboard:
            data = str(row[0].callback_data)
            assert read_story_button(data) is None
            assert not data.startswith(("set:", "see:"))


@pytest.mark.parametrize("data", [None, "", "follow", "follow:", "adore:a", ":a", "on:a"])
def test_other_data_is_no_story_button(data):
    assert read_story_button(data) is None


# ---------------------------------------------------------------- pressing


async def wait_for_labels(stage: Stage, message, labels: list[str]) -> None:
    await stage.api.until(lambda: message.labels() == labels, f"the buttons {labels}")


@pytest.mark.parametrize("old", [False, True])
async def test_a_story_is_followed_muted_and_let_go_again(old):
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY)
        assert message.labels() == UNPRESSED
        for choice, notice in [
            (Choice.FOLLOW, "Updates of this story will ring"),
            (Choice.USUAL, "Back to usual"),
            (Choice.MUTE, "No more updates of this story"),
            (Choice.USUAL, "Back to usual"),
        ]:
            if choice is Choice.MUTE or stage.book.told[ANNA, STORY] is Choice.MUTE:
                assert await stage.press(ANNA, ANNA, f"mutes:{STORY}", old=old) == ""
                await stage.api.until(lambda: "‹ Back" in message.labels(), "the choice")
            assert await stage.press(ANNA, ANNA, f"{choice}:{STORY}", old=old) == notice
            assert stage.book.told[ANNA, STORY] is choice
            await wait_for_labels(stage, message, LABELS[choice])
        assert message.visible == f"Alert of {STORY}"


async def test_pressing_twice_changes_nothing_more():
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY)
        for _ in range(2):
            query = stage.api.press(message, ANNA, f"follow:{STORY}", old=True)
            assert await stage.api.wait_for_answer(query) == say("answer-follow")
            await wait_for_labels(stage, message, FOLLOWED)
        assert stage.book.told == {(ANNA, STORY): Choice.FOLLOW}


async def test_of_many_presses_at_once_the_last_counts_and_is_shown():
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY)
        queries = [
            stage.api.press(message, ANNA, f"{wanted}:{STORY}", old=True)
            for wanted in ("follow", "mute", "usual", "follow", "usual", "mute")
        ]
        assert await stage.api.wait_for_answer(queries[-1]) == say("answer-mute")
        await wait_for_labels(stage, message, MUTED)
        assert stage.book.told == {(ANNA, STORY): Choice.MUTE}
    assert message.labels() == MUTED


async def test_a_choice_is_for_one_story_of_one_chat():
    async with open_stage() as stage:
        others = [await stage.tell(BORIS, STORY), await stage.tell(ANNA, "a" * 16)]
        message = await stage.tell(ANNA, STORY)
        await stage.press(ANNA, ANNA, f"mute:{STORY}", old=True)
        await wait_for_labels(stage, message, MUTED)
        assert [other.labels() for other in others] == [UNPRESSED, UNPRESSED]
        muted = [key for key, choice in stage.book.told.items() if choice is Choice.MUTE]
        assert muted == [(ANNA, STORY)]


@pytest.mark.parametrize("old", [False, True])
async def test_a_story_that_was_swept_says_so_and_loses_its_buttons(old):
    async with open_stage() as stage:
        message = await stage.tell(ANNA, STORY)
        stage.book.told.clear()
        notice = await stage.press(ANNA, ANNA, f"follow:{STORY}", old=old)
        assert notice == "This story is too old: there will be no more about it."
        await wait_for_labels(stage, message, [])
        assert stage.book.told == {}


class WatchedBook(MemoryChatBook):
    """Notes which presses were answered at the moment of a choice."""

    def __init__(self, api: FakeBotApi) -> None:
        super().__init__()
        self._api = api
        self.answered: list[bool] = []

    async def choose(self, chat: int, story: str, choice: Choice) -> bool:
        self.answered.append(not self._api.unanswered())
        return await super().choose(chat, story, choice)


async def test_the_choice_is_kept_before_the_press_is_answered_and_shown_after():
    async with FakeBotApi() as api:
        stage = Stage(api)
        stage.book = book = WatchedBook(api)
        bot = stage.open()
        await bot.start()
        message = await stage.tell(ANNA, STORY)
        await stage.press(ANNA, ANNA, f"follow:{STORY}")
        await wait_for_labels(stage, message, FOLLOWED)
        await bot.stop()
        assert book.answered == [False]
        methods = [call.method for call in api.calls]
        assert methods.index("answerCallbackQuery") < methods.index("editMessageReplyMarkup")


class BrokenBook(MemoryChatBook):
    """Cannot keep a choice."""

    async def choose(self, chat: int, story: str, choice: Choice) -> bool:
        raise DatabaseError("the disk is full")


async def test_what_could_not_be_kept_is_not_shown():
    async with FakeBotApi() as api:
        stage = Stage(api)
        stage.book = BrokenBook()
        bot = stage.open()
        await bot.start()
        message = await stage.tell(ANNA, STORY)
        assert await stage.press(ANNA, ANNA, f"follow:{STORY}") == say("answer-trouble")
        await bot.stop()
        assert message.labels() == UNPRESSED


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize(
    ("user", "notice", "choice"),
    [
        (ANNA, say("answer-mute"), Choice.MUTE),
        (13, say("answer-mute"), Choice.MUTE),
        (BORIS, say("answer-administrators"), Choice.USUAL),
        (99, say("answer-administrators"), Choice.USUAL),
    ],
)
async def test_in_groups_only_administrators_choose(user, notice, choice):
    async with open_stage() as stage:
        members = {ANNA: "administrator", BORIS: "member", 13: "creator"}
        stage.api.add_chat(GROUP, "supergroup", members)
        message = await stage.tell(GROUP, STORY)
        assert await stage.press(GROUP, user, f"mute:{STORY}", old=True) == notice
        assert stage.book.told[GROUP, STORY] is choice
    assert message.labels() == LABELS[choice]


async def test_whom_the_bot_is_closed_to_cannot_choose():
    async with open_stage(open_to_all=False) as stage:
        await stage.tell(ANNA, STORY)
        assert await stage.press(ANNA, ANNA, f"mute:{STORY}", old=True) == say("answer-stranger")
        assert stage.book.told[ANNA, STORY] is Choice.USUAL
