"""A forwarded article or a link: what is proposed, and what the answer to it does."""

from typing import Any

import pytest

from bot.errors import BotError, FetchError
from bot.telegram.watch_words import offer_line, read_offer
from bot.telegram.watching import MOST
from bot.telegram.words import LANGUAGES, open_words
from tests.fakes.bot_api_world import Message
from tests.telegram.stage import NOW, Stage, open_stage
from tests.telegram.test_watching import build_look, read, wait_for

ANNA, GROUP = 11, -500
TEXT = "Dockers walk out in Gdynia over pay"
LINK = "https://news.example/a?b=1&c=2"
LINE = "~Gdynia + docker, port & <quay>"
FORWARDED = {
    "forward_origin": {"type": "hidden_user", "date": 0, "sender_user_name": "The Herald"},
}
ENGLISH = open_words("en")
every_language = pytest.mark.parametrize("language", LANGUAGES)


def links(text: str, *shown: str) -> list[dict[str, Any]]:
    return [{"type": "url", "offset": text.index(one), "length": len(one)} for one in shown]


async def offer(stage: Stage, language: str = "en") -> Message:
    stage.desk.lines[TEXT, ""] = LINE
    return await stage.hear_oddly(ANNA, ANNA, TEXT, language=language, **FORWARDED)


@every_language
async def test_a_forwarded_article_gets_a_topic_proposed_that_a_tap_copies(language):
    words = open_words(language)
    async with open_stage() as stage:
        answer = await offer(stage, language)
        assert answer.visible == "\n".join(
            [words.say("watch-propose"), f"/watch {LINE}", words.say("watch-propose-how")]
        )
        assert answer.labels() == [words.say("button-watch"), words.say("button-watch-not")]
        assert [entity.tag for entity in answer.entities] == ["code"]
        assert await stage.watches.watches_of(ANNA) == ()


@every_language
async def test_what_is_proposed_is_watched_for_when_it_is_wanted(language):
    words = open_words(language)
    async with open_stage() as stage:
        stage.desk.looks[LINE] = build_look()
        answer = await offer(stage, language)
        said = await stage.press_oddly(answer, ANNA, "wat:yes", language=language)
        assert said == words.say("answer-watching", title=LINE)
        seen = f"{words.say('watch-begun', words=LINE)}\n\n{words.say('watch-found-none', days=7)}"
        await wait_for(stage, answer, seen, 1)
        assert answer.labels() == [words.say("button-unwatch")]
        assert [one.words for one in await stage.watches.watches_of(ANNA)] == [LINE]


@every_language
async def test_what_is_not_wanted_is_struck_out(language):
    words = open_words(language)
    async with open_stage() as stage:
        answer = await offer(stage, language)
        assert await stage.press_oddly(answer, ANNA, "wat:no", language=language) == ""
        await wait_for(stage, answer, f"/watch {LINE}\n{words.say('watch-refused')}")
        assert await stage.watches.watches_of(ANNA) == ()


async def test_pressed_twice_it_is_one_topic():
    async with open_stage() as stage:
        stage.desk.looks[LINE] = build_look()
        answer = await offer(stage)
        queries = [stage.api.press(answer, ANNA, "wat:yes") for _ in range(2)]
        said = [await stage.api.wait_for_answer(query) for query in queries]
        assert said == [ENGLISH.say("answer-watching", title=LINE)] * 2
        await stage.api.until(lambda: len(answer.labels()) == 1, "the answer")
        assert len(await stage.watches.watches_of(ANNA)) == 1


async def test_an_old_proposal_whose_words_are_not_shown_any_more_is_too_old():
    async with open_stage() as stage:
        await offer(stage)
        said = await stage.press(ANNA, ANNA, "wat:yes", old=True)
        assert said == ENGLISH.say("answer-old-button")
        assert await stage.watches.watches_of(ANNA) == ()


async def test_who_watches_for_enough_is_told_so():
    async with open_stage() as stage:
        answer = await offer(stage)
        for number in range(MOST):
            await stage.watches.watch(ANNA, f"word {number}", most=MOST, now=NOW)
        said = await stage.press(ANNA, ANNA, "wat:yes")
        assert said == ENGLISH.say("answer-watch-full", count=MOST)
        assert answer.labels() == [ENGLISH.say("button-watch"), ENGLISH.say("button-watch-not")]


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        ({"text": LINK, "entities": links(LINK, LINK)}, ("", LINK)),
        (
            {
                "text": "See news.example/a !",
                "entities": links("See news.example/a !", "news.example/a"),
            },
            ("See   !", "https://news.example/a"),
        ),
        (
            {
                "text": "See this",
                "entities": [{"type": "text_link", "offset": 4, "length": 4, "url": LINK}],
            },
            ("See this", LINK),
        ),
        ({"text": TEXT, **FORWARDED}, (TEXT, "")),
        ({"caption": TEXT, "photo": [], **FORWARDED}, (TEXT, "")),
        (
            {"caption": f"A {LINK}", "photo": [], "caption_entities": links(f"A {LINK}", LINK)},
            ("A", LINK),
        ),
    ],
)
async def test_an_article_is_what_was_forwarded_or_leads_to_one(content, asked):
    async with open_stage() as stage:
        stage.desk.lines[asked] = LINE
        answer = await stage.hear_oddly(ANNA, ANNA, content.pop("text", ""), **content)
        assert f"/watch {LINE}" in answer.visible


@every_language
@pytest.mark.parametrize(
    ("error", "id"),
    [
        (FetchError("refuses to connect"), "watch-no-page"),
        (BotError("too thin"), "watch-no-words"),
    ],
)
async def test_what_cannot_be_read_is_said(language, error, id):
    async with open_stage() as stage:
        stage.desk.lines["", LINK] = error
        answer = await stage.hear_oddly(
            ANNA, ANNA, LINK, language=language, entities=links(LINK, LINK)
        )
        assert answer.visible == open_words(language).say(id)


async def test_the_command_takes_a_link_or_the_message_that_it_replies_to():
    async with open_stage() as stage:
        stage.desk.lines["", LINK] = stage.desk.lines[TEXT, ""] = LINE
        answer = await stage.hear_oddly(ANNA, ANNA, f"/watch {LINK}")
        assert read_offer(answer.visible) == LINE
        chat = {"id": ANNA, "type": "private"}
        replied = {"message_id": 99, "date": 0, "chat": chat, "text": TEXT}
        answer = await stage.hear_oddly(ANNA, ANNA, "/watch", reply_to_message=replied)
        assert read_offer(answer.visible) == LINE


async def test_other_words_and_commands_are_no_articles():
    async with open_stage() as stage:
        assert await stage.hear(ANNA, ANNA, TEXT) == ENGLISH.say("unknown")
        answer = await stage.hear_oddly(
            ANNA, ANNA, f"/nonsense {LINK}", entities=links(f"/nonsense {LINK}", LINK)
        )
        assert answer.visible == ENGLISH.say("unknown")


async def test_in_a_group_links_are_talk_among_people():
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {ANNA: "administrator"})
        stage.api.say(GROUP, ANNA, LINK)
        await stage.hear(GROUP, ANNA, "/help")
        assert len(stage.api.messages(GROUP)) == 1


async def test_nobody_waits_while_an_article_is_read_and_of_many_the_last_is():
    async with open_stage() as stage:
        stage.desk.gate.clear()
        for number in range(5):
            text = f"{TEXT} {number}"
            stage.desk.lines[text, ""] = f"line{number}"
            stage.api._push(
                {"message": stage.api.world.say(ANNA, ANNA, text)["message"] | FORWARDED}
            )
        await stage.hear(12, 12, "/help")
        assert stage.api.messages(ANNA) == []
        stage.desk.gate.set()
        answers = await stage.api.wait_for_messages(ANNA, 2)
        assert [read_offer(one.visible) for one in answers] == ["line0", "line4"]


@pytest.mark.parametrize("line", [LINE, "storm", "a <b> & c"])
@every_language
def test_a_line_that_is_offered_is_read_again(language, line):
    assert read_offer(read(offer_line(line, open_words(language)).text)) == line


def test_a_message_that_offers_nothing_has_no_line():
    assert read_offer("Watch for this?\nno") == ""
