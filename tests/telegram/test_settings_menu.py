"""/settings: what is pressed, kept and seen."""

from dataclasses import replace
from datetime import time

import pytest

from bot.models.wishes import Format, Preview, QuietHours, Updates, Urgency, Wishes
from bot.telegram.screens import LINES
from bot.telegram.urgencies import ALL
from bot.telegram.words import LANGUAGES, open_words
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api_params import ANSWER_LIMIT
from tests.fakes.chat_book import MemoryChatBook
from tests.telegram.stage import NOW, SampleTopic, Stage, open_stage

ANNA, BORIS, GROUP = 11, 12, -500
say = open_words("en").say


# ---------------------------------------------------------------- pressing


async def open_menu(stage: Stage, chat: int = ANNA, user: int = ANNA):
    await stage.hear(chat, user, "/settings")
    return stage.api.messages(chat)[-1]


async def look(stage: Stage, message, data: str, shown: str):
    assert await stage.press(message.chat, ANNA, data) == ""
    await stage.api.until(lambda: shown in message.visible, f"{shown} on the screen")


USUAL = Wishes(chat=ANNA)
PRESSES = [
    ("updates", "set:updates:silent", "Updates: Silent", USUAL),
    ("updates", "set:updates:ring", "Updates: Ring", replace(USUAL, updates=Updates.RING)),
    ("updates", "set:updates:none", "Updates: None", replace(USUAL, updates=Updates.NONE)),
    ("breaking", "set:breaking:ring", "Big stories: Ring again", replace(USUAL, breaking=True)),
    ("sound", "set:sound:silent", "Sound: Off", replace(USUAL, silent=True)),
    (
        "wakes",
        "set:wakes:yes",
        "Big in quiet hours: Ring",
        replace(USUAL, breaking_wakes=True),
    ),
    ("preview", "set:preview:large", "Preview: Large", replace(USUAL, preview=Preview.LARGE)),
    ("format", "set:format:short", "Format: Short", replace(USUAL, format=Format.SHORT)),
    ("digest", "set:digest:19", "Daily digest: 19:00", replace(USUAL, digest_at=time(19))),
    ("digest", "set:digest:0", "Daily digest: 00:00", replace(USUAL, digest_at=time(0))),
    ("zone", "set:zone:UTC", "Time zone: UTC, 12:00", replace(USUAL, zone="UTC")),
    ("articles", "set:articles:all", "Articles in: All languages", USUAL),
    (
        "articles",
        "set:articles:+uk",
        "Articles in: українська",
        replace(USUAL, article_languages=("uk",)),
    ),
]


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize(("screen", "data", "notice", "wanted"), PRESSES)
async def test_a_press_is_kept_and_pressing_twice_changes_nothing(
    screen, data, notice, wanted, old
):
    async with open_stage() as stage:
        message = await open_menu(stage)
        await look(stage, message, f"see:{screen}", say(f"about-{screen}").split("\n")[-1])
        for again in (old, True):
            assert await stage.press(ANNA, ANNA, data, old=again) == notice
            assert await stage.book.wishes(ANNA) == wanted
        await stage.api.until(
            lambda: any(label.startswith("✓") for label in message.labels()), "a tick"
        )
    assert len(stage.api.messages(ANNA)) == 1


async def test_the_way_goes_from_the_menu_to_a_screen_and_back():
    async with open_stage() as stage:
        message = await open_menu(stage)
        menu, labels = message.visible, message.labels()
        await look(stage, message, "see:updates", "✓ Silent: a reply under its alert")
        assert message.labels() == ["✓ Silent", "Ring", "None", "‹ Back"]
        await stage.press(ANNA, ANNA, "set:updates:ring")
        await stage.api.until(lambda: "✓ Ring" in message.labels(), "the tick")
        await look(stage, message, "see:main", "Updates: Ring")
        assert message.visible == menu.replace("Updates: Silent", "Updates: Ring")
        assert message.labels() == labels


async def test_languages_of_articles_are_put_together():
    async with open_stage() as stage:
        message = await open_menu(stage)
        await look(stage, message, "see:articles", "Languages of articles")
        for data, languages in [
            ("set:articles:+en", ("en",)),
            ("set:articles:+uk", ("uk", "en")),
            ("set:articles:+uk", ("uk", "en")),
            ("set:articles:-en", ("uk",)),
            ("set:articles:-uk", ()),
            ("set:articles:-uk", ()),
        ]:
            await stage.press(ANNA, ANNA, data, old=True)
            assert (await stage.book.wishes(ANNA)).article_languages == languages
        await stage.press(ANNA, ANNA, "set:articles:+de")
        await stage.api.until(lambda: "✓ Deutsch" in message.labels(), "the tick")
        assert "set:articles:-de" in message.data()
        assert "All languages" in message.labels()


async def test_quiet_hours_are_two_presses():
    async with open_stage() as stage:
        message = await open_menu(stage)
        await look(stage, message, "see:quiet", "From when?")
        await look(stage, message, "see:quiet:22", "from 22:00. Until when?")
        assert "22:00" not in message.labels()
        assert await stage.press(ANNA, ANNA, "set:quiet:22-7") == "Quiet hours: 22:00–07:00"
        wanted = QuietHours(start=time(22), end=time(7))
        assert (await stage.book.wishes(ANNA)).quiet == wanted
        await stage.api.until(lambda: "✓ 22:00" in message.labels(), "the tick")
        assert await stage.press(ANNA, ANNA, "set:quiet:off") == "Quiet hours: None"
        assert (await stage.book.wishes(ANNA)).quiet is None


async def test_the_language_changes_at_once():
    async with open_stage() as stage:
        message = await open_menu(stage)
        await look(stage, message, "see:language", "The language I speak here")
        assert await stage.press(ANNA, ANNA, "set:language:uk") == "Мова: Українська"
        await stage.api.until(lambda: "✓ Українська" in message.labels(), "the tick")
        assert "Якою мовою" in message.visible
        assert "Я стежу за новинами" in await stage.hear(ANNA, ANNA, "/start")
        await stage.press(ANNA, ANNA, "set:language:client", old=True)
        assert "I watch the news" in await stage.hear(ANNA, ANNA, "/start")


async def test_the_language_goes_back_to_the_clients():
    async with open_stage() as stage:
        message = await open_menu(stage)
        await look(stage, message, "see:language", "The language I speak here")
        await stage.press(ANNA, ANNA, "set:language:de")
        await stage.api.until(lambda: "✓ Deutsch" in message.labels(), "German")
        await stage.press(ANNA, ANNA, "set:language:client")
        await stage.api.until(lambda: "✓ Like your Telegram" in message.labels(), "English")


async def test_how_soon_is_chosen_for_one_topic_and_for_all():
    async with open_stage() as stage:
        message = await open_menu(stage)
        await look(stage, message, "see:urgency", "You are subscribed to nothing")
        assert message.labels() == ["‹ Back"]
        for topic in stage.topics:
            await stage.book.subscribe(ANNA, topic.name, now=NOW)
        await look(stage, message, "see:main", "How soon: At once")
        await look(stage, message, "see:urgency", "Hourly: all of an hour in one message")
        assert message.labels()[:3] == [
            "All topics",
            "Harbour strike · At once",
            "Railways · At once",
        ]
        rail = message.data()[2]
        await look(stage, message, rail, "How soon you hear of Railways")
        hourly = message.data()[1]
        for old in (False, True):
            assert await stage.press(ANNA, ANNA, hourly, old=old) == "Railways: Hourly"
        urgencies = {one.topic: one.urgency for one in await stage.book.topics_of(ANNA)}
        assert urgencies == {"rail": "hourly", "harbour": "instant", "storms": "instant"}
        await stage.api.until(lambda: "✓ Hourly" in message.labels(), "the tick")
        await look(stage, message, "see:urgency", "How soon you hear of a topic")
        await look(stage, message, f"see:urgency:{ALL}", "How soon you hear of All topics")
        assert not any(label.startswith("✓") for label in message.labels())
        assert await stage.press(ANNA, ANNA, "set:urgency:daily:all") == "All topics: Daily"
        assert {one.urgency for one in await stage.book.topics_of(ANNA)} == {Urgency.DAILY}


async def test_a_hostile_title_is_only_a_title():
    async with open_stage() as stage:
        stage.topics = [SampleTopic(name="a:b:<c>", title="<b>&{bold}")]
        await stage.hear(ANNA, ANNA, "/topics")
        await stage.press(ANNA, ANNA, stage.api.messages(ANNA)[0].data()[0])
        message = await open_menu(stage)
        await look(stage, message, "see:urgency", "How soon you hear of a topic")
        await look(stage, message, message.data()[0], "How soon you hear of <b>&{bold}")
        await stage.press(ANNA, ANNA, message.data()[1])
        assert (await stage.book.topics_of(ANNA))[0].urgency is Urgency.HOURLY


async def test_the_menu_opens_with_what_was_chosen_and_an_old_one_catches_up():
    async with open_stage() as stage:
        message = await open_menu(stage)
        await stage.book.change_wishes(ANNA, lambda wishes: replace(wishes, breaking=True))
        assert "Big stories: Ring again" in (await open_menu(stage)).visible
        query = stage.api.press(message, ANNA, "see:main", old=True)
        assert await stage.api.wait_for_answer(query) == ""
        await stage.api.until(lambda: "Big stories: Ring again" in message.visible, "the news")


GONE = """set:updates:loud set:colour:red set:updates set: set:digest:24 set:digest:-1
set:quiet:22 set:quiet:7-7 set:quiet:22-25 set:quiet:- set:zone:Mars set:zone: set:zone:../x
set:articles:uk set:articles:+ set:articles:+xx set:language:xx set:language:
set:urgency:hourly:nothing set:urgency:never:all set:urgency set:muted:on"""


@pytest.mark.parametrize("data", GONE.split())
async def test_a_choice_that_is_not_offered_any_more_says_so(data):
    async with open_stage() as stage:
        await open_menu(stage)
        assert await stage.press(ANNA, ANNA, data, old=True) == say("answer-setting-gone")
        assert await stage.book.wishes(ANNA) == Wishes(chat=ANNA)


class WatchedBook(MemoryChatBook):
    """Notes which presses were answered at the moment of a change."""

    def __init__(self, api: FakeBotApi) -> None:
        super().__init__()
        self._api = api
        self.answered: list[bool] = []

    async def change_wishes(self, chat, change):
        self.answered.append(not self._api.unanswered())
        return await super().change_wishes(chat, change)


async def test_a_setting_is_kept_before_the_press_is_answered():
    async with FakeBotApi() as api:
        stage = Stage(api)
        stage.book = book = WatchedBook(api)
        bot = stage.open()
        await bot.start()
        await open_menu(stage)
        notice = await stage.press(ANNA, ANNA, "set:updates:ring", old=True)
        assert notice == "Updates: Ring"
        await bot.stop()
        assert book.answered == [False]


def test_notices_are_short_enough():
    for language in LANGUAGES:
        words = open_words(language)
        for line in LINES:
            name = words.say(f"label-setting-{line}")
            assert len(words.say("answer-set", setting=name, value="Ж" * 120)) <= ANSWER_LIMIT


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize(
    ("user", "notice", "updates"),
    [
        (ANNA, "Updates: Ring", Updates.RING),
        (13, "Updates: Ring", Updates.RING),
        (BORIS, say("answer-administrators"), Updates.SILENT),
    ],
)
async def test_in_groups_everyone_reads_and_administrators_choose(user, notice, updates):
    async with open_stage() as stage:
        members = {ANNA: "administrator", BORIS: "member", 13: "creator"}
        stage.api.add_chat(GROUP, "supergroup", members)
        await open_menu(stage, GROUP, BORIS)
        assert await stage.press(GROUP, user, "set:updates:ring", old=True) == notice
        assert await stage.book.wishes(GROUP) == Wishes(chat=GROUP, updates=updates)


async def test_whom_the_bot_was_closed_to_meanwhile_cannot_choose():
    async with open_stage(open_to_all=False) as stage:
        await stage.book.allow(ANNA, True, now=NOW)
        await open_menu(stage)
        await stage.book.allow(ANNA, False, now=NOW)
        refused = await stage.press(ANNA, ANNA, "set:updates:ring", old=True)
        assert refused == say("answer-stranger")
        assert await stage.book.wishes(ANNA) == Wishes(chat=ANNA)


async def test_a_group_that_moves_keeps_its_settings():
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {ANNA: "administrator"})
        await open_menu(stage, GROUP, ANNA)
        await stage.press(GROUP, ANNA, "set:updates:ring", old=True)
        stage.api.migrate(GROUP, -100500)
        await stage.api.wait_until_handled()
        assert (await stage.book.wishes(-100500)).updates is Updates.RING
