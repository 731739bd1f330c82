"""/latest: what is asked, and what is seen."""

import pytest

from bot.telegram.words import LANGUAGES, open_words
from tests.telegram.stage import NOW, SampleTopic, Stage, open_stage
from tests.telegram.test_story_lines import build_found

ANNA, BORIS, GROUP = 11, 12, -500
say = open_words("en").say


def fill(stage: Stage, topic: str, count: int) -> None:
    stage.archive.by_topic[topic] = [
        build_found(headline=f"Story {number}", story=f"s{number}", sources=number)
        for number in range(1, count + 1)
    ]


async def wait_for_text(stage: Stage, begins: str) -> None:
    (message,) = stage.api.messages(ANNA)
    await stage.api.until(lambda: message.visible.startswith(begins), begins)


@pytest.mark.parametrize("typed", ["harbour", "Harbour strike", "HARB", "strike"])
async def test_the_newest_stories_of_a_topic_come_as_one_message(typed):
    async with open_stage() as stage:
        fill(stage, "harbour", 12)
        seen = await stage.hear(ANNA, ANNA, f"/latest {typed}")
        lines = seen.splitlines()
        assert lines[:3] == [
            "The newest of Harbour strike",
            "",
            "• Story 1 · Paper & Sons · 1 Mar 22:30",
        ]
        assert lines[-1] == "• Story 10 · Paper & Sons · 1 Mar 22:30 · 10 sources"
        (message,) = stage.api.messages(ANNA)
        assert message.preview == {"is_disabled": True}
        assert message.buttons == []


async def test_a_topic_that_brought_nothing_says_so():
    async with open_stage() as stage:
        assert await stage.hear(ANNA, ANNA, "/latest rail") == "Nothing has come to Railways yet."


@pytest.mark.parametrize(
    ("subscribed", "offered"),
    [((), ["harbour", "storms", "rail"]), (("rail", "harbour"), ["harbour", "rail"])],
)
async def test_without_a_topic_the_subscribed_ones_are_offered_or_all(subscribed, offered):
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/help")
        for topic in subscribed:
            await stage.book.subscribe(ANNA, topic, now=NOW)
        assert await stage.hear(ANNA, ANNA, "/latest") == "Which topic?"
        assert stage.api.messages(ANNA)[-1].data() == [f"lat:{name}" for name in offered]


async def test_topics_are_looked_at_one_after_the_other_in_one_message():
    async with open_stage() as stage:
        fill(stage, "storms", 1)
        await stage.hear(ANNA, ANNA, "/latest")
        (message,) = stage.api.messages(ANNA)
        for topic, begins in [
            ("storms", "The newest of Storms\n\n• Story 1"),
            ("rail", "Nothing has come to Railways yet."),
        ]:
            assert await stage.press(ANNA, ANNA, f"lat:{topic}") == ""
            await wait_for_text(stage, begins)
            assert message.data() == ["lat:harbour", "lat:storms", "lat:rail"]
        assert await stage.book.subscriptions(ANNA) == ()


async def test_a_message_that_telegram_shows_no_longer_is_used_all_the_same():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/latest")
        await stage.press(ANNA, ANNA, "lat:rail", old=True)
        (message,) = stage.api.messages(ANNA)
        await stage.api.until(lambda: "Railways yet" in message.visible, "the look at Railways")
        assert message.data() == ["lat:harbour", "lat:storms", "lat:rail"]


async def test_pressing_the_same_again_changes_nothing_and_is_no_trouble():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/latest")
        for _ in range(2):
            assert await stage.press(ANNA, ANNA, "lat:rail") == ""
            await stage.api.until(
                lambda: (
                    stage.api.messages(ANNA)[-1].visible == "Nothing has come to Railways yet."
                ),
                "the look at Railways",
            )
        assert await stage.hear(ANNA, ANNA, "/latest rail") == "Nothing has come to Railways yet."


async def test_a_button_of_a_topic_that_left_the_rules_says_so():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/latest")
        stage.topics = stage.topics[:1]
        assert await stage.press(ANNA, ANNA, "lat:rail") == say("answer-topic-gone")
    assert stage.api.messages(ANNA)[-1].visible == "Which topic?"


@pytest.mark.parametrize(
    ("typed", "seen", "offered"),
    [
        ("strom", "I know no topic “strom”. Did you mean one of these?", ["lat:storms"]),
        (
            "<b>nonsense</b>",
            "I know no topic “<b>nonsense</b>”. These are there:",
            ["lat:harbour", "lat:storms", "lat:rail"],
        ),
    ],
)
async def test_an_unknown_topic_offers_what_is_near(typed, seen, offered):
    async with open_stage() as stage:
        assert await stage.hear(ANNA, ANNA, f"/latest {typed}") == seen
        assert stage.api.messages(ANNA)[-1].data() == offered


async def test_without_any_topics_there_is_nothing_to_look_at():
    async with open_stage() as stage:
        stage.topics = ()
        assert await stage.hear(ANNA, ANNA, "/latest storms") == say("no-topics")


async def test_in_a_group_everybody_may_look():
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {BORIS: "member"})
        assert await stage.hear(GROUP, BORIS, "/latest") == "Which topic?"
        assert await stage.press(GROUP, BORIS, "lat:rail") == ""
        await stage.api.until(
            lambda: "Railways" in stage.api.messages(GROUP)[-1].visible, "the look at Railways"
        )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_said_in_the_readers_language(language):
    words = open_words(language)
    async with open_stage() as stage:
        stage.topics = [SampleTopic(name="a", title="A <b> & c")]
        stage.archive.by_topic["a"] = [build_found(sources=5)]
        message = await stage.hear_oddly(ANNA, ANNA, "/latest a", language=language)
        head, _, line = message.visible.splitlines()
        assert head == words.say("latest-of", topic="A <b> & c").replace("<b>A", "A").replace(
            "c</b>", "c"
        )
        assert line.endswith(words.say("label-sources", count=5))
