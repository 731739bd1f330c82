"""Conversations: what is said or pressed, and what is seen."""

from typing import Any

import pytest

from bot.telegram.words import open_words
from tests.fakes.flood import FloodGate
from tests.telegram.stage import TOPICS, SampleTopic, Stage, open_stage

ANNA, BORIS, GROUP = 11, 12, -500
say = open_words("en").say
STORMS_ON = "🔔 Storms: on\nWeather that breaks things."


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("/start", "I watch the news"),
        ("/start harbour", "You came for Harbour strike – Dockers & <their> pay."),
        ("/start nothing-like-it", "not offered any more"),
        ("/start <b>", "not offered any more"),
        (
            "/topics",
            "Harbour strike – Dockers & <their> pay.\nStorms – Weather that breaks things.",
        ),
        ("/topics@tocsin_test_bot", "Press a topic"),
        ("/subscriptions", "You are subscribed to nothing."),
        ("/stop", "No alerts were on."),
        ("/help", "/subscriptions – what you are subscribed to"),
        ("/help", "/settings – language, quiet hours"),
        ("/help", "that I keep of this chat\n/watch WORDS"),  # all commands stand together
        ("/settings", "Language: Like your Telegram\nArticles in: All languages\n"),
        ("/nonsense", "/help shows what I can do"),
        ("hello there", "/help shows what I can do"),
        ("/allow 5", "/help shows what I can do"),
        ("/deny 5", "/help shows what I can do"),
    ],
)
async def test_words_are_answered(said, seen):
    async with open_stage() as stage:
        assert seen in await stage.hear(ANNA, ANNA, said)


async def test_commands_for_another_bot_are_ignored():
    async with open_stage() as stage:
        stage.api.say(ANNA, ANNA, "/start@other_bot")
        stage.api.say(ANNA, ANNA, "/nonsense@other_bot")
        assert "Press a topic" in await stage.hear(ANNA, ANNA, "/topics")
        assert len(stage.api.messages(ANNA)) == 1


async def test_every_button_of_the_first_topics_message_leaves_every_topic_subscribed():
    async with open_stage(gate=FloodGate()) as stage:  # with Telegram's own limits
        stage.topics = [SampleTopic(name=f"topic-{n}", title=f"Topic {n}") for n in range(24)]
        await stage.hear(ANNA, ANNA, "/topics")
        (message,) = stage.api.messages(ANNA)
        data = message.data()
        for button in data:
            query = stage.api.press(message, ANNA, button, old=button not in message.data())
            assert (await stage.api.wait_for_answer(query)).endswith(": on")
        assert await stage.book.subscriptions(ANNA) == tuple(sorted(t.name for t in stage.topics))
        await stage.api.until(
            lambda: all(label.startswith("🔔 ") for label in message.labels()), "all bells"
        )


async def test_more_topics_than_fit_one_message_come_in_several():
    async with open_stage() as stage:
        stage.topics = [SampleTopic(name=f"t{n}", title=f"Topic {n}") for n in range(200)]
        stage.api.say(ANNA, ANNA, "/topics")
        messages = await stage.api.wait_for_messages(ANNA, 3)
        offered = [data for message in messages for data in message.data()]
        assert offered == [f"on:t{n}" for n in range(200)]


async def test_a_button_toggles_and_its_message_shows_it():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/start")
        (message,) = stage.api.messages(ANNA)
        assert message.labels() == ["Harbour strike", "Storms", "Railways"]
        assert await stage.press(ANNA, ANNA, "on:storms") == STORMS_ON
        await stage.api.until(lambda: message.labels()[1] == "🔔 Storms", "the bell")
        assert await stage.book.subscriptions(ANNA) == ("storms",)
        assert await stage.press(ANNA, ANNA, "off:storms") == "Storms: off"
        await stage.api.until(lambda: message.labels()[1] == "Storms", "no bell")
        assert await stage.book.subscriptions(ANNA) == ()


async def test_a_repeated_update_changes_nothing():
    async with open_stage(careful=False) as stage:
        await stage.hear(ANNA, ANNA, "/topics")
        await stage.press(ANNA, ANNA, "on:rail")
        stage.api.repeat_last_update()
        await stage.api.wait_until_handled()
        assert await stage.book.subscriptions(ANNA) == ("rail",)


async def test_subscriptions_are_listed_and_ended_there():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/topics")
        await stage.press(ANNA, ANNA, "on:harbour")
        await stage.press(ANNA, ANNA, "on:rail", old=True)
        assert "🔔 Harbour strike\n🔔 Railways" in await stage.hear(ANNA, ANNA, "/subscriptions")
        message = stage.api.messages(ANNA)[-1]
        await stage.press(ANNA, ANNA, "out:harbour")
        await stage.api.until(lambda: "Harbour" not in message.visible, "a shorter list")
        assert message.labels() == ["Harbour strike", "🔔 Railways"]


async def test_a_message_that_telegram_no_longer_shows_keeps_its_buttons():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/topics")
        message = stage.api.messages(ANNA)[-1]
        await stage.press(ANNA, ANNA, "on:rail", old=True)
    assert len(message.labels()) == 3  # the last edits have gone out


async def test_a_topic_that_left_the_rules_can_be_ended():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/topics")
        await stage.press(ANNA, ANNA, "on:rail")
        stage.topics = stage.topics[:2]
        assert "rail (not offered any more)" in await stage.hear(ANNA, ANNA, "/subscriptions")
        assert await stage.press(ANNA, ANNA, "out:rail") == "rail (not offered any more): off"
        assert await stage.book.subscriptions(ANNA) == ()


@pytest.mark.parametrize(
    ("data", "notice"),
    [
        ("on:vanished", say("answer-topic-gone")),
        ("off:vanished", say("answer-topic-gone")),
        ("silence:8", say("answer-old-button")),
        ("on:", say("answer-old-button")),
        ("?", say("answer-old-button")),
    ],
)
async def test_buttons_that_mean_nothing_any_more_are_answered(data, notice):
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/topics")
        assert await stage.press(ANNA, ANNA, data, old=True) == notice


async def test_stop_ends_everything():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/topics")
        await stage.press(ANNA, ANNA, "on:rail")
        assert await stage.hear(ANNA, ANNA, "/stop") == say("stopped")
        assert stage.book.closed == {ANNA: "stopped"}


async def test_long_topic_names_fit_into_buttons():
    async with open_stage() as stage:
        stage.topics = [SampleTopic(name="порт" * 20, title="П" * 200)]
        await stage.hear(ANNA, ANNA, "/topics")
        (button,) = stage.api.messages(ANNA)[0].data()
        await stage.press(ANNA, ANNA, button)
        assert await stage.book.subscriptions(ANNA) == ("порт" * 20,)


async def test_without_topics_the_bot_says_so():
    async with open_stage() as stage:
        stage.topics = ()
        assert await stage.hear(ANNA, ANNA, "/topics") == say("no-topics")


# ---------------------------------------------------------------- groups


async def open_group(stage: Stage) -> None:
    stage.api.add_chat(
        GROUP, "supergroup", {ANNA: "administrator", BORIS: "member", 13: "creator"}
    )
    await stage.hear(GROUP, ANNA, "/topics@tocsin_test_bot")


@pytest.mark.parametrize(
    ("user", "notice", "kept"),
    [
        (ANNA, STORMS_ON, ("storms",)),
        (13, STORMS_ON, ("storms",)),
        (BORIS, say("answer-administrators"), ()),
        (99, say("answer-administrators"), ()),
    ],
)
async def test_only_administrators_press_in_groups(user, notice, kept):
    async with open_stage() as stage:
        await open_group(stage)
        assert await stage.press(GROUP, user, "on:storms") == notice
        assert await stage.book.subscriptions(GROUP) == kept


async def test_only_administrators_stop_a_group():
    async with open_stage() as stage:
        await open_group(stage)
        await stage.press(GROUP, ANNA, "on:storms")
        assert await stage.hear(GROUP, BORIS, "/stop") == say("answer-administrators")
        assert await stage.book.subscriptions(GROUP) == ("storms",)
        assert await stage.hear(GROUP, BORIS, "/stop", anonymous=True) == say("stopped")
        assert stage.book.chats[GROUP].kind == "group"


async def test_other_talk_in_groups_is_left_alone():
    async with open_stage() as stage:
        await open_group(stage)
        stage.api.say(GROUP, BORIS, "good morning")
        stage.api.say(GROUP, BORIS, "/nonsense")
        assert await stage.hear(GROUP, BORIS, "/help")
        assert len(stage.api.messages(GROUP)) == 2


async def test_a_group_that_moves_keeps_its_subscriptions():
    async with open_stage() as stage:
        await open_group(stage)
        await stage.press(GROUP, ANNA, "on:rail")
        stage.api.migrate(GROUP, -100500)
        await stage.api.wait_until_handled()
        assert await stage.book.subscriptions(-100500) == ("rail",)
        assert await stage.book.subscriptions(GROUP) == ()


@pytest.mark.parametrize(("chat", "reason"), [(ANNA, "blocked"), (GROUP, "removed")])
async def test_a_chat_that_throws_the_bot_out_is_closed(chat, reason):
    async with open_stage() as stage:
        await open_group(stage)
        await stage.hear(ANNA, ANNA, "/topics")
        stage.api.block(chat)
        await stage.api.wait_until_handled()
        assert stage.book.closed == {chat: reason}


# ---------------------------------------------------------------- access

ADMIN = 1
CLOSED: dict[str, Any] = {"open_to_all": False, "admins": frozenset({ADMIN})}


async def test_strangers_get_one_line_with_their_id():
    async with open_stage(**CLOSED) as stage:
        for said in ("/start", "/topics", "/settings", "/help", "/allow 11", "hello"):
            assert await stage.hear(ANNA, ANNA, said) == say("closed", chat=str(ANNA)).replace(
                "<code>", ""
            ).replace("</code>", "")
        assert await stage.press(ANNA, ANNA, "on:rail", old=True) == say("answer-stranger")
        assert await stage.book.subscriptions(ANNA) == ()


async def test_an_admin_lets_in_and_shuts_out():
    async with open_stage(**CLOSED) as stage:
        assert await stage.hear(ADMIN, ADMIN, f"/allow {ANNA}") == f"{ANNA} may use the bot now."
        await stage.hear(ANNA, ANNA, "/topics")
        assert await stage.press(ANNA, ANNA, "on:rail") == "🔔 Railways: on"
        assert "is shut out" in await stage.hear(ADMIN, ADMIN, f"/deny {ANNA}")
        assert "not open to everyone" in await stage.hear(ANNA, ANNA, "/topics")
        assert await stage.book.subscriptions(ANNA) == ()


@pytest.mark.parametrize("said", ["/allow", "/allow anna", "/allow 1 2", "/deny <b>"])
async def test_an_admin_is_told_how_to_name_a_chat(said):
    async with open_stage(**CLOSED) as stage:
        assert "whole number" in await stage.hear(ADMIN, ADMIN, said)


# ---------------------------------------------------------------- trouble


async def test_trouble_is_admitted_and_the_bot_goes_on():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/topics")
        stage.topics = [object()]  # whatever looks at the topics now breaks
        assert await stage.hear(ANNA, ANNA, "/topics") == say("answer-trouble")
        query = stage.api.press(stage.api.messages(ANNA)[0], ANNA, "on:rail")
        assert await stage.api.wait_for_answer(query) == say("answer-trouble")
        stage.topics = TOPICS
        query = stage.api.press(stage.api.messages(ANNA)[0], ANNA, "on:rail")
        assert await stage.api.wait_for_answer(query) == "🔔 Railways: on"


async def test_a_reply_waits_out_a_flood():
    async with open_stage() as stage:
        stage.api.fault(
            "refuse", code=429, description="Too Many Requests", parameters={"retry_after": 1}
        )
        assert "Press a topic" in await stage.hear(ANNA, ANNA, "/topics")


async def test_a_chat_whose_answer_hangs_does_not_hold_up_others():
    async with open_stage() as stage:
        stage.api.fault("hang", chat=ANNA)
        stage.api.say(ANNA, ANNA, "/topics")
        assert "Press a topic" in await stage.hear(BORIS, BORIS, "/topics")
