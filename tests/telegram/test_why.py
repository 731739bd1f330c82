"""/why: in reply to an alert, by its button, and about a link."""

from typing import Any

import pytest

from bot.models.findings import Fate
from bot.models.wishes import Choice
from bot.telegram.words import LANGUAGES, open_words
from tests.fakes.bot_api_world import Message
from tests.telegram.accounts import (
    build_account,
    build_story_article,
    build_trace,
)
from tests.telegram.stage import Stage, in_thread, open_stage

ANNA, BORIS, GROUP = 11, 12, -500
STORY = "0123456789abcdef"
LINK = "https://paper.example/1?utm_source=x"
say = open_words("en").say


async def tell(stage: Stage, chat: int = ANNA) -> Message:
    """Put an alert into a chat, and into the archive all about it."""
    message = await stage.tell(chat, STORY)
    stage.archive.messages[chat, message.message_id] = STORY
    stage.archive.accounts[STORY, chat] = build_account(build_story_article(1))
    return message


def reply_to(message: Message) -> dict[str, Any]:
    chat = {"id": message.chat, "type": "private"}
    shown = {"message_id": message.message_id, "date": 0, "chat": chat, "text": "Alert"}
    return {"reply_to_message": shown}


async def test_a_reply_to_an_alert_is_answered_under_it():
    async with open_stage() as stage:
        alert = await tell(stage)
        answer = await stage.hear_oddly(ANNA, ANNA, "/why", **reply_to(alert))
        assert answer.visible.startswith("Why you were told\n\nDockers <stop> work 1\nPaper 1\n")
        assert "🔔 Harbour strike: the rule strikes found “Dockers”, “stop”" in answer.visible
        assert answer.reply_to == alert.message_id
        assert answer.preview == {"is_disabled": True}


@pytest.mark.parametrize("old", [False, True])
async def test_the_button_is_answered_under_the_alert_which_stays_as_it_is(old):
    async with open_stage() as stage:
        alert = await tell(stage)
        before = (alert.visible, alert.buttons)
        assert await stage.press(ANNA, ANNA, f"why:{STORY}", old=old) == ""
        _, answer = await stage.api.wait_for_messages(ANNA, 2)
        assert answer.visible.startswith("Why you were told\n")
        assert answer.reply_to == alert.message_id
        assert (alert.visible, alert.buttons) == before
        assert stage.book.told == {(ANNA, STORY): Choice.USUAL}


async def test_the_button_and_a_choice_at_once_both_do_what_they_mean():
    async with open_stage() as stage:
        alert = await tell(stage)
        for data in (f"why:{STORY}", f"follow:{STORY}"):
            stage.api.press(alert, ANNA, data)
        await stage.api.wait_for_messages(ANNA, 2)
        await stage.api.until(lambda: "✓ Following" in alert.labels(), "the tick")
        assert stage.book.told == {(ANNA, STORY): Choice.FOLLOW}


async def test_in_a_group_everybody_may_ask_but_not_choose():
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {BORIS: "member"})
        alert = await tell(stage, GROUP)
        assert await stage.press(GROUP, BORIS, f"mutes:{STORY}") == say("answer-administrators")
        assert await stage.press(GROUP, BORIS, f"why:{STORY}") == ""
        _, answer = await stage.api.wait_for_messages(GROUP, 2)
        assert answer.visible.startswith("Why you were told\n")
        assert stage.book.told == {(GROUP, STORY): Choice.USUAL}
        again = await stage.hear_oddly(GROUP, BORIS, "/why", **reply_to(alert))
        assert again.visible == answer.visible


async def test_whom_the_bot_is_closed_to_is_told_nothing():
    async with open_stage(open_to_all=False) as stage:
        await tell(stage)
        assert await stage.press(ANNA, ANNA, f"why:{STORY}") == say("answer-stranger")
        assert "not open to everyone" in await stage.hear(ANNA, ANNA, f"/why {LINK}")
    assert len(stage.api.messages(ANNA)) == 2


async def test_a_story_that_was_swept_says_so():
    async with open_stage() as stage:
        await tell(stage)
        stage.archive.accounts.clear()
        await stage.press(ANNA, ANNA, f"why:{STORY}")
        _, answer = await stage.api.wait_for_messages(ANNA, 2)
        assert answer.visible == say("why-swept")


async def test_an_answer_comes_even_when_the_alert_was_deleted():
    async with open_stage() as stage:
        alert = await tell(stage)
        alert.deleted = True
        await stage.press(ANNA, ANNA, f"why:{STORY}")
        _, answer = await stage.api.wait_for_messages(ANNA, 2)
        assert answer.reply_to is None


async def test_a_reply_to_another_message_says_that_it_is_no_alert():
    async with open_stage() as stage:
        alert = await tell(stage)
        stage.archive.messages.clear()
        answer = await stage.hear_oddly(ANNA, ANNA, "/why", **reply_to(alert))
        assert answer.visible == say("why-no-alert")


async def test_alone_it_tells_how():
    async with open_stage() as stage:
        seen = await stage.hear(ANNA, ANNA, "/why")
        assert seen.startswith("Reply with /why to an alert")


async def test_in_a_thread_the_message_that_opened_it_is_no_alert():
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {BORIS: "member"})
        opened = {
            "message_id": 3,
            "date": 0,
            "chat": {"id": GROUP, "type": "supergroup"},
            "forum_topic_created": {"name": "News", "icon_color": 7322096},
        }
        answer = await stage.hear_oddly(
            GROUP, BORIS, "/why", reply_to_message=opened, **in_thread(3)
        )
        assert answer.visible.startswith("Reply with /why to an alert")


# ---------------------------------------------------------------- a link


async def test_a_link_that_no_feed_showed():
    async with open_stage() as stage:
        assert await stage.hear(ANNA, ANNA, f"/why {LINK}") == say("why-link-unknown")


async def test_a_link_that_matched_nothing():
    async with open_stage() as stage:
        stage.archive.traces[LINK] = (build_trace(), build_trace(Fate.OLD, source="Paper 2"))
        assert await stage.hear(ANNA, ANNA, f"/why {LINK} please") == (
            "Dockers <stop> work\n"
            "• Paper 1, 1 Mar 11:00: matched no rule of any topic\n"
            "• Paper 2, 1 Mar 11:00: came to the feed long after it was published, "
            "so it was no news"
        )


async def test_a_link_whose_story_the_chat_was_told():
    async with open_stage() as stage:
        stage.archive.traces[LINK] = (build_trace(Fate.OLD), build_trace(Fate.MATCHED))
        stage.archive.accounts["s", ANNA] = build_account(build_story_article(1))
        seen = await stage.hear(ANNA, ANNA, f"/why {LINK}")
        assert "\n• Paper 1, 1 Mar 11:00: matched\n\nWhy you were told\n" in seen


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_link_whose_story_the_chat_was_not_told_says_what_kept_it(language):
    words = open_words(language)
    async with open_stage() as stage:
        stage.archive.traces[LINK] = (build_trace(Fate.MATCHED),)
        stage.archive.accounts["s", ANNA] = build_account(build_story_article(1), told=())
        message = await stage.hear_oddly(ANNA, ANNA, f"/why {LINK}", language=language)
        silence = words.say("why-not-subscribed", topics="Harbour strike", count=1)
        assert f"\n\n{silence}\n\n{words.say('why-found')}\n\nDockers" in message.visible


async def test_a_link_whose_story_was_swept_meanwhile():
    async with open_stage() as stage:
        stage.archive.traces[LINK] = (build_trace(Fate.MATCHED),)
        seen = await stage.hear(ANNA, ANNA, f"/why {LINK}")
        assert seen == "Dockers <stop> work\n• Paper 1, 1 Mar 11:00: matched"
