"""What administrators of the bot ask, and that nobody else is answered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import DatabaseError
from bot.models.health import Counts, FeedState, Readers, Reloaded, Statistics, TopicReaders
from bot.models.wishes import Wishes
from bot.telegram.administration import read_page
from bot.telegram.menus import ADMIN_COMMANDS, COMMANDS
from bot.telegram.words import LANGUAGES, open_words
from tests.fakes.overview import build_feed_health
from tests.telegram.stage import NOW, open_stage

ADMIN, ANNA, GROUP = 1, 11, -500
OURS: dict[str, Any] = {"admins": frozenset({ADMIN})}
COMMANDS_OF_ADMINS = ("/feeds", "/health", "/stats", "/reload")
say = open_words("en").say

# ---------------------------------------------------------------- who is answered


@pytest.mark.parametrize("said", COMMANDS_OF_ADMINS)
async def test_others_hear_that_there_is_no_such_command(said):
    async with open_stage(**OURS) as stage:
        assert await stage.hear(ANNA, ANNA, said) == say("unknown")
        assert stage.overview.asked == []


@pytest.mark.parametrize("said", COMMANDS_OF_ADMINS)
async def test_in_a_group_only_the_administrator_of_the_bot_is_answered(said):
    async with open_stage(**OURS) as stage:
        stage.api.add_chat(GROUP, "supergroup", {ANNA: "creator", ADMIN: "member"})
        stage.api.say(GROUP, ANNA, said)
        stage.api.say(GROUP, ADMIN, said, anonymous=True)  # so it may be anybody
        await stage.api.wait_until_handled()
        assert stage.api.messages(GROUP) == []
        assert await stage.hear(GROUP, ADMIN, said)


async def test_only_administrators_of_the_bot_turn_pages():
    async with open_stage(**OURS) as stage:
        stage.overview.listed = [build_feed_health(f"Feed {number}") for number in range(30)]
        stage.api.add_chat(GROUP, "supergroup", {ANNA: "creator", ADMIN: "member"})
        await stage.hear(GROUP, ADMIN, "/feeds")
        assert await stage.press(GROUP, ANNA, "feeds:1") == say("answer-operators")
        assert await stage.press(GROUP, ADMIN, "feeds:1") == ""
        message = stage.api.messages(GROUP)[-1]
        await stage.api.until(lambda: "Feed 29" in message.visible, "the second page")


def test_the_commands_stand_in_the_menu_and_the_help_of_administrators_only():
    names = {said.removeprefix("/") for said in COMMANDS_OF_ADMINS}
    assert names <= {*ADMIN_COMMANDS}
    assert not names & {*COMMANDS}
    for language in LANGUAGES:
        said = open_words(language).say("help-operating")
        assert all(command in said for command in COMMANDS_OF_ADMINS)


async def test_the_help_names_them_to_administrators():
    async with open_stage(**OURS) as stage:
        assert say("help-operating") in await stage.hear(ADMIN, ADMIN, "/help")
        assert "/reload" not in await stage.hear(ANNA, ANNA, "/help")


# ---------------------------------------------------------------- /feeds


async def test_feeds_are_shown_with_their_health():
    async with open_stage(**OURS) as stage:
        stage.overview.listed = [
            build_feed_health(
                "<b>Bad & new</b>",
                state=FeedState.FAILING,
                error="HTTP 500 <oops>",
                failures=3,
                last_good=NOW - timedelta(hours=2),
                next_poll=NOW + timedelta(hours=1),
            ),
            build_feed_health("Never", state=FeedState.FAILING, error="no host", last_good=None),
            build_feed_health("Fresh", state=FeedState.NEW, last_good=None),
            build_feed_health("Well", last_good=NOW, next_poll=NOW + timedelta(minutes=15)),
            build_feed_health("Gone", state=FeedState.RESTING),
        ]
        assert await stage.hear(ADMIN, ADMIN, "/feeds") == (
            "Feeds\nok 1, failing 2, not read yet 1, resting 1\n\n"
            "❌ <b>Bad & new</b>: failing since 1 Mar 10:00 – HTTP 500 <oops>\n"
            "Next poll 1 Mar 13:00\n\n"
            "❌ Never: could never be read – no host\nNext poll 1 Mar 13:00\n\n"
            "🆕 Fresh: not read yet\nNext poll 1 Mar 13:00\n\n"
            "✅ Well: ok\nLast good poll 1 Mar 12:00, next 1 Mar 12:15\n\n"
            "💤 Gone: resting, it is not in the list any more"
        )
        assert stage.api.messages(ADMIN)[-1].labels() == []


async def test_times_are_those_of_the_readers_clock():
    async with open_stage(**OURS) as stage:
        stage.book.wanted[ADMIN] = Wishes(chat=ADMIN, zone="Europe/Kyiv")
        stage.overview.listed = [build_feed_health(last_good=NOW)]
        assert "Last good poll 1 Mar 14:00" in await stage.hear(ADMIN, ADMIN, "/feeds")


async def test_without_feeds_it_is_said_where_they_are_listed():
    async with open_stage(**OURS) as stage:
        seen = await stage.hear(ADMIN, ADMIN, "/feeds")
        assert seen == "There are no feeds yet: list some in feeds.yaml."


async def test_many_feeds_have_pages_that_show_them_as_they_are_by_then():
    async with open_stage(**OURS) as stage:
        stage.overview.listed = [build_feed_health(f"Feed {number}.") for number in range(45)]
        seen = await stage.hear(ADMIN, ADMIN, "/feeds")
        message = stage.api.messages(ADMIN)[-1]
        assert "Feed 19." in seen
        assert "Feed 20." not in seen
        assert message.labels() == ["1/3", "›"]
        await stage.press(ADMIN, ADMIN, "feeds:1")
        await stage.api.until(lambda: "Feed 39." in message.visible, "the second page")
        assert message.labels() == ["‹", "2/3", "›"]
        await stage.press(ADMIN, ADMIN, "feeds:2")
        await stage.api.until(lambda: "Feed 44." in message.visible, "the last page")
        assert "Feed 39." not in message.visible
        assert message.labels() == ["‹", "3/3"]
        stage.overview.listed = stage.overview.listed[:25]
        await stage.press(ADMIN, ADMIN, "feeds:2")  # there is no third page any more
        await stage.api.until(lambda: "Feed 24." in message.visible, "the page that is last now")
        assert message.labels() == ["‹", "2/2"]
        await stage.press(ADMIN, ADMIN, "feeds:0", old=True)
        await stage.api.until(lambda: "Feed 0." in message.visible, "the first page")


@pytest.mark.parametrize("data", ["feeds:", "feeds:-1", "feeds:x", "feeds:99999", "feeds:٣"])
async def test_what_is_no_page_is_an_old_button(data):
    assert read_page(data) is None
    async with open_stage(**OURS) as stage:
        await stage.hear(ADMIN, ADMIN, "/feeds")
        assert await stage.press(ADMIN, ADMIN, data, old=True) == say("answer-old-button")


# ---------------------------------------------------------------- /health and /stats


async def test_health_is_that_of_the_moment():
    async with open_stage(**OURS) as stage:
        seen = await stage.hear(ADMIN, ADMIN, "/health")
        assert "❌ There was no heartbeat yet" in seen
        stage.overview.condition = replace(
            stage.overview.condition, beat=NOW, started=NOW - timedelta(hours=3)
        )
        seen = await stage.hear(ADMIN, ADMIN, "/health")
        assert "✅ I am alive: last heartbeat 1 Mar 12:00, running since 1 Mar 09:00" in seen
        assert stage.overview.asked == [NOW, NOW]


async def test_statistics_name_topics_by_their_titles():
    async with open_stage(**OURS) as stage:
        stage.overview.numbers = Statistics(
            day=Counts(articles=12_345, stories=4, alerts=3, updates=2),
            week=Counts(articles=54_321, stories=40, alerts=30, updates=20),
            readers=Readers(known=9, open=7),
            topics=(
                TopicReaders(topic="storms", chats=1_000),
                TopicReaders(topic="<gone>", chats=1),
            ),
        )
        assert await stage.hear(ADMIN, ADMIN, "/stats") == (
            "The last 24 hours\nArticles: 12,345\nStories: 4\nAlerts: 3\nUpdates: 2\n\n"
            "The last 7 days\nArticles: 54,321\nStories: 40\nAlerts: 30\nUpdates: 20\n\n"
            "Chats that I know: 9\nChats with a subscription: 7\n\n"
            "Subscriptions\nStorms: 1,000\n<gone>: 1"
        )


# ---------------------------------------------------------------- /reload


@pytest.mark.parametrize(
    ("came", "seen"),
    [
        (
            Reloaded(changed=False, trouble=""),
            "The rules in force are those of the files: 3 topics.",
        ),
        (Reloaded(changed=True, trouble=""), "The edited rules are in force: 3 topics."),
        (
            Reloaded(changed=False, trouble='war.yaml:2:1: unknown key "<a>"\n    <a>: [x]'),
            "The rule files do not hold; I go on with the rules that I have.\n\n"
            'war.yaml:2:1: unknown key "<a>"\n    <a>: [x]',
        ),
        (
            DatabaseError("the database failed: <disk> full"),
            "The rules could not be put in force, I shall try again:\n"
            "the database failed: <disk> full",
        ),
    ],
)
async def test_what_came_of_a_look_at_the_rules_is_said(came, seen):
    async with open_stage(**OURS) as stage:
        stage.overview.reloaded = came
        assert await stage.hear(ADMIN, ADMIN, "/reload") == seen


async def test_very_much_trouble_fits_into_one_message():
    async with open_stage(**OURS) as stage:
        stage.overview.reloaded = Reloaded(changed=False, trouble="<&𝕏>" * 5_000)
        assert (await stage.hear(ADMIN, ADMIN, "/reload")).endswith("…")
