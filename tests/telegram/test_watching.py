"""/watch and /unwatch: what is said and pressed, and what is seen, in every language."""

from datetime import timedelta

import pytest

from bot.models.watches import Look
from bot.rules.oneline import parse_line
from bot.telegram.watch_words import COMMAND
from bot.telegram.watching import MOST
from bot.telegram.words import LANGUAGES, open_words
from tests.fakes.bot_api_world import Message
from tests.fakes.html_checks import read_text
from tests.telegram.stage import NOW, Stage, in_thread, open_stage
from tests.telegram.test_story_lines import build_found

ANNA, BORIS, GROUP = 11, 12, -500
ENGLISH = open_words("en")
STORM = "storm, gale"
every_language = pytest.mark.parametrize("language", LANGUAGES)


def read(text: str) -> str:
    """What a reader sees of Telegram HTML."""
    return read_text(text, "HTML", []).text


def build_look(matched: int = 0, *, days: int = 7, warnings: tuple[str, ...] = ()) -> Look:
    newest = tuple(build_found(headline=f"Storm {n}", sources=1) for n in range(min(matched, 3)))
    since = NOW - timedelta(days=days)
    return Look(since=since, matched=matched, newest=newest, warnings=warnings)


async def hear(stage: Stage, text: str, language: str = "en", chat: int = ANNA) -> Message:
    return await stage.hear_oddly(chat, ANNA, text, language=language)


async def watch(stage: Stage, line: str = STORM, look: Look | None = None) -> Message:
    stage.desk.looks[line] = look or build_look()
    return await hear(stage, f"/watch {line}")


async def wait_for(stage: Stage, message: Message, text: str, buttons: int = 0) -> None:
    await stage.api.until(
        lambda: (message.visible, len(message.labels())) == (text, buttons), text
    )


# ---------------------------------------------------------------- /watch


@every_language
async def test_words_become_a_topic_and_what_they_would_have_brought_is_shown(language):
    words = open_words(language)
    async with open_stage() as stage:
        stage.desk.looks[STORM] = build_look(12)
        answer = await hear(stage, f"/watch  {STORM.replace(' ', '   ')}", language)
        begun, found, *lines = [line for line in answer.visible.splitlines() if line]
        assert begun == words.say("watch-begun", words=STORM)
        assert found == words.say("watch-found", days=7, count=12)
        assert [line.partition(" · ")[0] for line in lines] == [
            "• Storm 0",
            "• Storm 1",
            "• Storm 2",
        ]
        assert answer.labels() == [words.say("button-unwatch")]
        (made,) = await stage.watches.watches_of(ANNA)
        assert (made.words, made.wanted) == (STORM, True)
        assert await stage.book.subscriptions(ANNA) == (made.name,)


@every_language
@pytest.mark.parametrize("days", [0, 1, 2, 5, 7])
async def test_words_that_would_have_brought_nothing_say_so(language, days):
    words = open_words(language)
    async with open_stage() as stage:
        stage.desk.looks[STORM] = build_look(days=days)
        answer = await hear(stage, f"/watch {STORM}", language)
        assert answer.visible.splitlines()[-1] == words.say("watch-found-none", days=max(days, 1))


@every_language
async def test_words_that_bring_too_much_or_mean_little_are_warned_about(language):
    words = open_words(language)
    async with open_stage() as stage:
        warnings = ('"a" <adds> nothing', *"bcd")
        stage.desk.looks[STORM] = build_look(351, warnings=warnings)
        seen = (await hear(stage, f"/watch {STORM}", language)).visible
        assert words.say("watch-common") in seen
        assert '⚠️ "a" <adds> nothing\n\n⚠️ b\n\n⚠️ c' in seen
        assert "⚠️ d" not in seen
        stage.desk.looks["gale"] = build_look(350)
        assert (
            words.say("watch-common") not in (await hear(stage, "/watch gale", language)).visible
        )


@every_language
async def test_a_topic_is_kept_also_when_nobody_could_look_back(language):
    words = open_words(language)
    async with open_stage() as stage:
        answer = await hear(stage, f"/watch {STORM}", language)
        assert answer.visible.splitlines()[-1] == words.say("watch-unseen")
        assert len(await stage.watches.watches_of(ANNA)) == 1


@every_language
@pytest.mark.parametrize(
    ("typed", "id", "facts"),
    [
        ("+ ,", "watch-error-empty", {}),
        ("x" * 201, "watch-error-long", {"most": 200}),
        ("-film", "watch-error-forbids", {}),
        ("storm, *", "watch-error-everything", {"term": "*"}),
        ("/<b>/", "watch-error-pattern", {"term": "/<b>/"}),
        ("$sites", "watch-error-list", {"term": "$sites"}),
        ('sea, "storm, 1953', "watch-error-quote", {"term": "storm, 1953"}),
        (
            "storm + s<*",
            "watch-error-term",
            {
                "term": "s<*",
                "problem": '"*" must follow a letter directly (write it like "swap*")',
            },
        ),
    ],
)
async def test_what_is_wrong_with_a_line_is_said_and_nothing_is_kept(language, typed, id, facts):
    async with open_stage() as stage:
        answer = await hear(stage, f"/watch {typed}", language)
        assert answer.visible == open_words(language).say(id, **facts)
        assert await stage.watches.watches_of(ANNA) == ()


@every_language
async def test_without_words_it_tells_how_and_what_is_watched_for(language):
    words = open_words(language)
    async with open_stage() as stage:
        answer = await hear(stage, "/watch", language)
        assert answer.visible == read(words.say("watch-how"))
        assert answer.visible.count("\n") == 2
        assert answer.buttons == []
        await watch(stage, "storm")
        await watch(stage, "gale & <sea>")
        answer = await hear(stage, "/watch", language)
        assert answer.visible.endswith(f"\n\n{words.say('watch-list')}")
        assert answer.labels() == ["🔔 storm", "🔔 gale & <sea>"]


async def test_in_the_list_a_topic_is_turned_off_and_on_again():
    async with open_stage() as stage:
        await watch(stage, "storm")
        listed = await hear(stage, "/watch")
        (data,) = listed.data()
        assert await stage.press(ANNA, ANNA, data) == ENGLISH.say("answer-off", title="storm")
        await stage.api.until(lambda: listed.labels() == ["storm"], "no bell")
        assert await stage.book.subscriptions(ANNA) == ()
        (data,) = listed.data()
        assert ENGLISH.say("answer-on", title="storm") in await stage.press(ANNA, ANNA, data)
        await stage.api.until(lambda: listed.labels() == ["🔔 storm"], "a bell")
        (made,) = await stage.watches.watches_of(ANNA)
        assert made.wanted


@every_language
async def test_a_chat_has_only_so_many_topics(language):
    words = open_words(language)
    async with open_stage() as stage:
        await hear(stage, "/help")
        for number in range(MOST):
            await stage.watches.watch(ANNA, f"word {number}", most=MOST, now=NOW)
        answer = await hear(stage, "/watch one more", language)
        assert answer.visible == words.say("answer-watch-full", count=MOST)
        assert len(await stage.watches.watches_of(ANNA)) == MOST
        assert len((await hear(stage, "/watch", language)).labels()) == MOST


async def test_nobody_waits_while_it_is_looked_back():
    async with open_stage() as stage:
        stage.desk.gate.clear()
        stage.desk.looks[STORM] = build_look(1)
        stage.api.say(ANNA, ANNA, f"/watch {STORM}")
        assert (
            await stage.hear(BORIS, BORIS, "/latest rail") == "Nothing has come to Railways yet."
        )
        assert stage.api.messages(ANNA) == []
        stage.desk.gate.set()
        (answer,) = await stage.api.wait_for_messages(ANNA, 1)
        assert "Storm 0" in answer.visible


async def test_what_was_ended_before_it_was_looked_back_is_not_spoken_of():
    async with open_stage() as stage:
        stage.desk.gate.clear()
        stage.desk.looks[STORM] = build_look(1)
        stage.api.say(ANNA, ANNA, f"/watch {STORM}")
        ended = await stage.hear(ANNA, ANNA, f"/unwatch {STORM}")
        stage.desk.gate.set()
        await stage.hear(ANNA, ANNA, "/help")
        assert [one.visible for one in stage.api.messages(ANNA)][:1] == [ended]
        assert len(stage.api.messages(ANNA)) == 2


# ---------------------------------------------------------------- ending


@every_language
async def test_the_button_below_the_answer_ends_the_topic(language):
    words = open_words(language)
    async with open_stage() as stage:
        answer = await watch(stage)
        (data,) = answer.data()
        first = answer.visible.splitlines()[0]
        said = await stage.press_oddly(answer, ANNA, data, language=language)
        assert said == words.say("answer-unwatched", title=STORM)
        await wait_for(stage, answer, f"{first}\n{words.say('unwatched')}")
        assert await stage.watches.watches_of(ANNA) == ()
        assert await stage.book.subscriptions(ANNA) == ()
        assert stage.desk.woken == 1


async def test_pressed_twice_it_says_that_there_is_no_such_topic():
    async with open_stage() as stage:
        answer = await watch(stage)
        (data,) = answer.data()
        await stage.press(ANNA, ANNA, data)
        await stage.api.until(lambda: not answer.buttons, "no button")
        assert await stage.press(ANNA, ANNA, data, old=True) == ENGLISH.say("answer-watch-gone")


@every_language
async def test_unwatch_lists_the_topics_and_ends_what_is_pressed(language):
    words = open_words(language)
    async with open_stage() as stage:
        assert (await hear(stage, "/unwatch", language)).visible == words.say("unwatch-none")
        await watch(stage, "storm")
        await watch(stage, "gale")
        listed = await hear(stage, "/unwatch", language)
        assert listed.visible == words.say("unwatch-which")
        assert listed.labels() == ["✖ storm", "✖ gale"]
        first, second = listed.data()
        said = await stage.press_oddly(listed, ANNA, first, language=language)
        assert said == words.say("answer-unwatched", title="storm")
        await wait_for(stage, listed, words.say("unwatch-which"), 1)
        await stage.press_oddly(listed, ANNA, second, language=language)
        await wait_for(stage, listed, words.say("unwatch-none"))
        assert await stage.watches.watches_of(ANNA) == ()


@pytest.mark.parametrize("typed", ["storm, gale", "STORM,  gale", "sto", "gale"])
async def test_unwatch_with_words_ends_the_topic_of_these_words(typed):
    async with open_stage() as stage:
        await watch(stage)
        await watch(stage, "harbour")
        answer = await hear(stage, f"/unwatch {typed}")
        assert answer.visible == ENGLISH.say("answer-unwatched", title=STORM)
        assert [one.words for one in await stage.watches.watches_of(ANNA)] == ["harbour"]


@every_language
async def test_unwatch_with_words_of_no_topic_ends_none(language):
    words = open_words(language)
    async with open_stage() as stage:
        await watch(stage)
        answer = await hear(stage, "/unwatch <sea>", language)
        unknown = words.say("unwatch-unknown", typed="<sea>")
        assert answer.visible == f"{unknown}\n{words.say('unwatch-which')}"
        assert len(await stage.watches.watches_of(ANNA)) == 1


# ---------------------------------------------------------------- like other topics, and whose


async def test_it_stands_among_the_subscriptions_and_can_be_looked_at():
    async with open_stage() as stage:
        await watch(stage)
        (made,) = await stage.watches.watches_of(ANNA)
        listed = await hear(stage, "/subscriptions")
        assert listed.labels() == [f"🔔 {STORM}"]
        assert f"🔔 {STORM}" in listed.visible
        stage.archive.by_topic[made.name] = [build_found(headline="Storm Ida")]
        assert "Storm Ida" in await stage.hear(ANNA, ANNA, "/latest gale")
        assert (await hear(stage, "/latest")).labels() == [STORM]


async def test_settings_and_mutes_name_it_by_its_words():
    async with open_stage() as stage:
        await watch(stage)
        (made,) = await stage.watches.watches_of(ANNA)
        await hear(stage, "/settings")
        await stage.press(ANNA, ANNA, "see:urgency")
        menu = stage.api.messages(ANNA)[-1]
        await stage.api.until(
            lambda: any(STORM in label for label in menu.labels()) or STORM in menu.visible, "it"
        )
        alert = await stage.tell(ANNA, "s1", (made.name,))
        await stage.press(ANNA, ANNA, "mutes:s1")
        await stage.api.until(
            lambda: any(STORM in label for label in alert.labels()), "a mute of it"
        )


@pytest.mark.parametrize("said", ["/start", "/topics", "/latest", "/trend", "/watch", "/unwatch"])
async def test_no_other_chat_sees_it(said):
    async with open_stage() as stage:
        await watch(stage)
        count = len(stage.api.messages(BORIS))
        stage.api.say(BORIS, BORIS, said)
        (answer,) = await stage.api.wait_for_messages(BORIS, count + 1)
        assert STORM not in answer.visible
        assert not any(STORM in label for label in answer.labels())


async def test_no_other_chat_can_have_it_even_when_it_knows_its_name():
    async with open_stage() as stage:
        await watch(stage)
        (made,) = await stage.watches.watches_of(ANNA)
        gone = ENGLISH.say("answer-topic-gone")
        assert gone in await stage.hear(BORIS, BORIS, f"/start {made.name}")
        menu = stage.api.messages(BORIS)[-1]
        for data, notice in [
            (f"on:{made.name}", gone),
            (f"unw:{made.name}", ENGLISH.say("answer-watch-gone")),
        ]:
            menu.buttons = [[{"text": "forged", "callback_data": data}]]
            assert await stage.press(BORIS, BORIS, data) == notice
        assert await stage.book.subscriptions(BORIS) == ()
        assert len(await stage.watches.watches_of(ANNA)) == 1


async def test_in_groups_administrators_watch_and_in_a_thread_it_is_told():
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {ANNA: "administrator", BORIS: "member"})
        stage.desk.looks[STORM] = build_look()
        refused = await stage.hear(GROUP, BORIS, f"/watch {STORM}")
        assert refused == ENGLISH.say("answer-administrators")
        await stage.hear_oddly(GROUP, ANNA, f"/watch {STORM}", **in_thread(7))
        (one,) = await stage.book.topics_of(GROUP)
        assert one.thread == 7
        refused = await stage.hear(GROUP, BORIS, f"/unwatch {STORM}")
        assert refused == ENGLISH.say("answer-administrators")
        assert len(await stage.watches.watches_of(GROUP)) == 1


async def test_help_names_it():
    async with open_stage() as stage:
        assert ENGLISH.say("help-watching") in await stage.hear(ANNA, ANNA, "/help")


@every_language
def test_what_is_explained_are_lines_that_hold(language):
    shown = read(open_words(language).say("watch-how")).splitlines()
    lines = [
        part.partition(" – ")[0].removeprefix(COMMAND)
        for line in shown
        for part in line.split("; ")
    ]
    assert len(lines) == 5
    for line in lines:
        assert any(parse_line(line).terms())
