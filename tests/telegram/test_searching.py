"""/search: what is looked for, and the pages of what is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.searching import PAGES, SIGN, build_pages, read_page, read_typed
from bot.telegram.words import LANGUAGES, open_words
from tests.fakes.bot_api_params import DATA_LIMIT
from tests.fakes.bot_api_world import Message
from tests.telegram.stage import Stage, open_stage
from tests.telegram.test_story_lines import build_found

ANNA, BORIS, GROUP = 11, 12, -500
OLDER, NEWER = "Older ›", "‹ Newer"
say = open_words("en").say


def fill(stage: Stage, typed: str, count: int) -> None:
    stage.archive.found[typed] = [
        build_found(headline=f"Story {number}", sources=1) for number in range(1, count + 1)
    ]


def headlines(seen: str) -> list[str]:
    return [line.split(" · ")[0].removeprefix("• ") for line in seen.splitlines()[2:]]


async def test_what_is_found_comes_as_one_message():
    async with open_stage() as stage:
        fill(stage, 'harbour "big strike" <b>', 2)
        seen = await stage.hear(ANNA, ANNA, '/search harbour   "big strike"\n<b>')
        assert seen.startswith('🔎 harbour "big strike" <b>\n\n• Story 1 · Paper & Sons · 1 Mar')
        assert headlines(seen) == ["Story 1", "Story 2"]
        assert stage.api.messages(ANNA)[-1].buttons == []


async def test_nothing_to_look_for_tells_how():
    async with open_stage() as stage:
        assert await stage.hear(ANNA, ANNA, "/search") == say("search-how").replace(
            "<code>", ""
        ).replace("</code>", "")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_found_says_so_and_what_to_try(language):
    words = open_words(language)
    async with open_stage() as stage:
        message = await stage.hear_oddly(ANNA, ANNA, "/search xyz", language=language)
        assert message.visible == f"🔎 xyz\n\n{words.say('search-none')}"
        assert message.buttons == []


async def wait_for_page(
    stage: Stage, message: Message, labels: list[str], stories: list[str]
) -> None:
    await stage.api.until(
        lambda: (message.labels(), headlines(message.visible)) == (labels, stories),
        f"{labels} under {stories}",
    )


async def test_pages_are_turned_in_one_message_there_and_back():
    async with open_stage() as stage:
        fill(stage, "strike", 23)
        await stage.hear(ANNA, ANNA, "/search strike")
        (message,) = stage.api.messages(ANNA)
        shown = [f"Story {number}" for number in range(1, 24)]
        for data, labels, stories in [
            (None, [OLDER], shown[:10]),
            ("more:1", [NEWER, OLDER], shown[10:20]),
            ("more:2", [NEWER], shown[20:]),
            ("more:1", [NEWER, OLDER], shown[10:20]),
            ("more:0", [OLDER], shown[:10]),
        ]:
            if data:
                assert await stage.press(ANNA, ANNA, data) == ""
            await wait_for_page(stage, message, labels, stories)


@pytest.mark.parametrize(("count", "labels"), [(10, []), (11, [OLDER]), (20, [NEWER])])
async def test_there_is_a_button_only_where_there_is_a_page(count, labels):
    async with open_stage() as stage:
        fill(stage, "strike", count)
        await stage.hear(ANNA, ANNA, "/search strike")
        message = stage.api.messages(ANNA)[-1]
        if count == 20:
            await stage.press(ANNA, ANNA, "more:1")
            await stage.api.until(lambda: "Story 11" in message.visible, "the second page")
        assert message.labels() == labels


async def test_pages_survive_a_restart():
    async with open_stage() as stage:
        fill(stage, "strike", 11)
        await stage.hear(ANNA, ANNA, "/search strike")
        assert stage.bot is not None
        await stage.bot.stop()
        second = stage.open()
        await second.start()
        await stage.press(ANNA, ANNA, "more:1")
        message = stage.api.messages(ANNA)[-1]
        await stage.api.until(lambda: "Story 11" in message.visible, "the second page")
        await second.stop()


async def test_what_vanished_since_leaves_a_way_back():
    async with open_stage() as stage:
        fill(stage, "strike", 11)
        await stage.hear(ANNA, ANNA, "/search strike")
        stage.archive.found.clear()
        await stage.press(ANNA, ANNA, "more:1")
        message = stage.api.messages(ANNA)[-1]
        await stage.api.until(lambda: say("search-none") in message.visible, "an empty page")
        assert message.labels() == [NEWER]


async def test_a_message_that_telegram_shows_no_longer_loses_its_buttons():
    async with open_stage() as stage:
        fill(stage, "strike", 11)
        seen = await stage.hear(ANNA, ANNA, "/search strike")
        message = stage.api.messages(ANNA)[-1]
        await stage.press(ANNA, ANNA, "more:1", old=True)
        await stage.api.until(lambda: message.buttons == [], "no buttons")
        assert message.visible == seen


@pytest.mark.parametrize("data", ["more:", "more:x", "more:-1", "more:50", "more:1234", "more:²"])
async def test_a_page_that_cannot_be_is_not_turned_to(data):
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/search strike")
        assert await stage.press(ANNA, ANNA, data, old=True) == say("answer-old-button")


async def test_a_pasted_text_is_searched_by_its_beginning():
    async with open_stage() as stage:
        fill(stage, "🐙" * 100, 1)
        assert "Story 1" in await stage.hear(ANNA, ANNA, f"/search {'🐙' * 400}")


async def test_in_a_group_everybody_may_search():
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {BORIS: "member"})
        fill(stage, "strike", 11)
        await stage.hear(GROUP, BORIS, "/search strike")
        assert await stage.press(GROUP, BORIS, "more:1") == ""
        message = stage.api.messages(GROUP)[-1]
        await stage.api.until(lambda: "Story 11" in message.visible, "the second page")


@given(page=st.integers(min_value=0, max_value=PAGES - 1), more=st.booleans())
def test_every_page_has_buttons_that_are_read_as_meant(page, more):
    keyboard = build_pages(page, more=more, words=open_words())
    data = (
        [str(button.callback_data) for button in keyboard.inline_keyboard[0]] if keyboard else []
    )
    assert all(len(one) <= DATA_LIMIT for one in data)
    wanted = [page - 1] * (page > 0) + [page + 1] * (more and page + 1 < PAGES)
    assert [read_page(one) for one in data] == wanted


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (f"{SIGN}harbour strike\n\n• Story", "harbour strike"),
        (f"{SIGN}harbour", "harbour"),
        (f"{SIGN}", ""),
        ("harbour\n\n• Story", ""),
        ("", ""),
    ],
)
def test_what_was_searched_is_read_from_the_first_line(text, typed):
    assert read_typed(text) == typed
