"""Inline mode: what is typed behind the bot's name, and what is offered to be shared."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import BadRequest

from bot.models.findings import FoundStory
from bot.models.wishes import Wishes
from bot.telegram.inline import OFFERED, build_results
from bot.telegram.request import AiohttpRequest
from bot.telegram.words import LANGUAGES, open_words
from tests.fakes.bot_api import TOKEN
from tests.fakes.inline_results import read_results
from tests.fakes.refusal import Refusal
from tests.telegram.stage import NOW, open_stage

ANNA, BORIS = 11, 12


def found(number: int = 1, **given: object) -> FoundStory:
    usual: dict[str, object] = {
        "story": f"s{number}",
        "headline": f"Ferry {number} <runs> & sails",
        "link": f"https://news.example/{number}?a=1&b=2",
        "source": "Harbour Post",
        "seen": datetime(2026, 2, 28, 22, 30, tzinfo=UTC),
        "sources": 3,
    }
    return FoundStory(**{**usual, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "described", "shared"),
    [
        ("en", "28 Feb 22:30 UTC · 3 sources", "28 Feb 22:30"),
        ("de", "28 Feb. 22:30 UTC · 3 Quellen", "28 Feb. 22:30"),
        ("pl", "28 lut 22:30 UTC · 3 źródła", "28 lut 22:30"),
        ("uk", "28 лют. 22:30 UTC · 3 джерела", "28 лют. 22:30"),
        ("ru", "28 февр. 22:30 UTC · 3 источника", "28 февр. 22:30"),
    ],
)
async def test_stories_are_offered_in_the_readers_language(language, described, shared):
    async with open_stage() as stage:
        stage.archive.found["ferry"] = [found()]
        query = await stage.ask_inline(ANNA, " ferry ", language=language)
        (offered,) = query.results
        assert offered["title"] == "Ferry 1 <runs> & sails"
        assert offered["description"] == f"Harbour Post · {described}"
        assert query.texts() == [f"Ferry 1 <runs> & sails\nHarbour Post · {shared}"]
        assert (query.personal, query.kept) == (True, 30)


async def test_a_chosen_language_and_zone_go_before_the_clients():
    async with open_stage() as stage:
        stage.archive.found["ferry"] = [found()]
        stage.book.wanted[ANNA] = Wishes(chat=ANNA, language="pl", zone="Europe/Kyiv")
        (offered,) = (await stage.ask_inline(ANNA, "ferry", language="de")).results
        assert offered["description"] == "Harbour Post · 01 mar 00:30 · 3 źródła"


async def test_so_many_stories_are_offered_newest_first():
    async with open_stage() as stage:
        stage.archive.found["ferry"] = [found(number) for number in range(30)]
        offered = (await stage.ask_inline(ANNA, "ferry")).results
        assert [one["url"] for one in offered] == [
            f"https://news.example/{number}?a=1&b=2" for number in range(OFFERED)
        ]


@pytest.mark.parametrize("typed", ["", "   ", "whales"])
async def test_where_nothing_is_found_nothing_is_offered(typed):
    async with open_stage() as stage:
        stage.archive.found[""] = stage.archive.found["ferry"] = [found()]
        assert (await stage.ask_inline(ANNA, typed)).results == []


async def test_an_open_bot_does_not_get_to_know_who_only_shares():
    async with open_stage() as stage:
        stage.archive.found["ferry"] = [found()]
        assert (await stage.ask_inline(BORIS, "ferry")).results
        assert stage.book.chats == {}


@pytest.mark.parametrize(("user", "count"), [(ANNA, 1), (BORIS, 0), (13, 1)])
async def test_a_closed_bot_offers_strangers_nothing(user, count):
    async with open_stage(open_to_all=False, admins=frozenset({13})) as stage:
        stage.archive.found["ferry"] = [found()]
        await stage.book.allow(ANNA, True, now=NOW)
        assert len((await stage.ask_inline(user, "ferry")).results) == count


async def test_an_answer_that_comes_too_late_breaks_nothing():
    async with open_stage() as stage:
        stage.archive.found["ferry"] = [found()]
        stage.api.fault(
            "refuse",
            method="answerInlineQuery",
            description="Bad Request: query is too old and response timeout expired",
        )
        stage.api.ask_inline(ANNA, "ferry")
        query = stage.api.ask_inline(ANNA, "ferry")
        assert (await stage.api.wait_for_results(query)).results
        stage.api.world.inline.pop("i1")


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    text=st.text(alphabet=st.characters(), max_size=300),
    link=st.text(max_size=60) | st.just("https://news.example/" + "a" * 1_700),
    seen=st.datetimes(timezones=st.just(UTC)),
)
def test_whatever_a_feed_says_is_offered_as_telegram_takes_it(language, text, link, seen):
    stories = [found(headline=text, source=text, link=link, seen=seen)] * 2
    offered = build_results(stories, "Europe/Kyiv", open_words(language))
    read_results("results", [one.to_dict() for one in offered])


GOOD = {
    "type": "article",
    "id": "1",
    "title": "Ferry",
    "input_message_content": {"message_text": "<b>Ferry</b>", "parse_mode": "HTML"},
}


@pytest.mark.parametrize(
    "results",
    [
        "no list",
        [GOOD, GOOD],
        [{**GOOD, "id": str(number)} for number in range(51)],
        [{**GOOD, "type": "photo"}],
        [{**GOOD, "id": "ж" * 33}],
        [{**GOOD, "id": ""}],
        [{**GOOD, "title": " "}],
        [{**GOOD, "colour": "red"}],
        [{**GOOD, "description": 5}],
        [{**GOOD, "input_message_content": None}],
        [{**GOOD, "input_message_content": {"message_text": "x", "silent": True}}],
        [{**GOOD, "input_message_content": {"message_text": " "}}],
        [{**GOOD, "input_message_content": {"message_text": "<p>x", "parse_mode": "HTML"}}],
    ],
)
def test_the_fake_refuses_what_the_server_would(results):
    assert read_results("results", [GOOD]) == [GOOD]
    with pytest.raises(Refusal):
        read_results("results", results)


async def test_an_inline_query_is_answered_once():
    async with open_stage(careful=False) as stage:
        query = await stage.ask_inline(ANNA, "whales")
        async with Bot(TOKEN, f"{stage.api.url}/bot", request=AiohttpRequest()) as bot:
            with pytest.raises(BadRequest, match="Query is too old"):
                await bot.answer_inline_query(query.id, [])
        assert len(stage.api.complaints) == 1
