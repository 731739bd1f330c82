"""Where and how the bot answers: threads of forums, pages, the languages of clients."""

import pytest

from bot.models.wishes import Wishes
from bot.telegram.keyboard import read_page
from bot.telegram.words import LANGUAGES, open_words
from tests.telegram.stage import SampleTopic, in_thread, open_stage

ANNA, BORIS, GROUP, FORUM = 11, 12, -500, -600
say = open_words("en").say


# ---------------------------------------------------------------- threads


async def test_what_is_turned_on_in_a_thread_is_told_there():
    async with open_stage() as stage:
        stage.api.add_chat(FORUM, "supergroup", {ANNA: "administrator"})
        await stage.hear(FORUM, ANNA, "/topics")
        await stage.press(FORUM, ANNA, "on:rail")
        await stage.press(FORUM, ANNA, "on:harbour")
        thread = in_thread(7)
        message = await stage.hear_oddly(FORUM, ANNA, "/topics", **thread)
        assert message.visible.endswith(say("topics-thread"))
        assert message.labels() == ["Harbour strike", "Storms", "Railways"]
        for data in ("on:storms", "on:rail"):
            await stage.press_oddly(message, ANNA, data, **thread)
        bells = ["Harbour strike", "🔔 Storms", "🔔 Railways"]
        await stage.api.until(lambda: message.labels() == bells, "bells of the thread")
        threads = {one.topic: one.thread for one in await stage.book.topics_of(FORUM)}
        assert threads == {"harbour": None, "storms": 7, "rail": 7}
        await stage.press_oddly(message, ANNA, "off:storms", **thread)
        assert await stage.book.subscriptions(FORUM) == ("harbour", "rail")
        assert "🔔 Harbour strike\n🔔 Railways" in await stage.hear(FORUM, ANNA, "/subscriptions")


async def test_a_reply_that_is_in_no_forum_has_no_thread():
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {ANNA: "administrator"})
        message = await stage.hear_oddly(GROUP, ANNA, "/topics", message_thread_id=7)
        await stage.press_oddly(message, ANNA, "on:rail", message_thread_id=7)
        assert (await stage.book.topics_of(GROUP))[0].thread is None


# ---------------------------------------------------------------- pages


async def test_start_turns_pages_and_no_page_changes_a_subscription():
    async with open_stage() as stage:
        stage.topics = [SampleTopic(name=f"t{n}", title=f"Topic {n}") for n in range(45)]
        await stage.hear(ANNA, ANNA, "/start")
        message = stage.api.messages(ANNA)[-1]
        assert message.labels()[:2] == ["Topic 0", "Topic 1"]
        assert message.labels()[20:] == ["1/3", "›"]
        await stage.press(ANNA, ANNA, "page:1")
        await stage.api.until(lambda: message.labels()[20:] == ["‹", "2/3", "›"], "page 2")
        assert await stage.press(ANNA, ANNA, "page:2") == ""
        await stage.api.until(lambda: message.labels()[5:] == ["‹", "3/3"], "page 3")
        assert message.labels()[:5] == [f"Topic {n}" for n in range(40, 45)]
        assert await stage.book.subscriptions(ANNA) == ()
        await stage.press(ANNA, ANNA, "on:t44")
        await stage.api.until(lambda: message.labels()[4] == "🔔 Topic 44", "the bell")
        assert message.labels()[5:] == ["‹", "3/3"]
        await stage.press(ANNA, ANNA, "page:0", old=True)
        await stage.api.until(lambda: message.labels()[20:] == ["1/3", "›"], "the first page")
        await stage.press(ANNA, ANNA, "page:99", old=True)
        await stage.api.until(lambda: message.labels()[-1] == "3/3", "the last page")


async def test_a_link_to_a_topic_opens_its_page():
    async with open_stage() as stage:
        stage.topics = [SampleTopic(name=f"t{n}", title=f"Topic {n}") for n in range(45)]
        assert "You came for Topic 33" in await stage.hear(ANNA, ANNA, "/start t33")
        assert "on:t33" in stage.api.messages(ANNA)[-1].data()


async def test_few_topics_have_no_pages():
    async with open_stage() as stage:
        stage.topics = [SampleTopic(name=f"t{n}", title=f"Topic {n}") for n in range(20)]
        await stage.hear(ANNA, ANNA, "/start")
        assert stage.api.messages(ANNA)[-1].data() == [f"on:t{n}" for n in range(20)]


@pytest.mark.parametrize("data", ["page:", "page:-1", "page:x", "page:1000", "page:²", "3"])
def test_what_names_no_page_turns_none(data):
    assert read_page(data) is None


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_private_chat_is_talked_to_in_its_clients_language(language):
    words = open_words(language)
    async with open_stage() as stage:
        message = await stage.hear_oddly(ANNA, ANNA, "/topics", language=f"{language}-XX")
        assert message.visible.startswith(words.say("choose-topics"))
        notice = await stage.press_oddly(message, ANNA, "on:rail", language=language)
        assert notice == words.say("answer-on", title="Railways")
        listed = await stage.hear_oddly(ANNA, ANNA, "/subscriptions", language=language)
        await stage.press_oddly(listed, ANNA, "out:rail", language=language)
        assert stage.book.clients == {ANNA: language}
        none = words.say("subscribed-none")
        await stage.api.until(lambda: listed.visible == none, "nothing subscribed")


async def test_what_a_chat_chose_goes_before_its_client():
    async with open_stage() as stage:
        stage.book.wanted[ANNA] = Wishes(chat=ANNA, language="pl")
        message = await stage.hear_oddly(ANNA, ANNA, "/stop", language="de")
        assert message.visible == open_words("pl").say("nothing-to-stop")


async def test_a_group_is_talked_to_in_english_until_it_chooses():
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {ANNA: "administrator", BORIS: "member"})
        message = await stage.hear_oddly(GROUP, ANNA, "/settings", language="uk")
        assert message.visible.startswith("Settings")
        notice = await stage.press_oddly(message, BORIS, "see:zone", language="uk")
        assert notice == say("answer-administrators")
        await stage.press(GROUP, ANNA, "set:language:uk", old=True)
        assert stage.book.clients == {}
        answer = await stage.hear_oddly(GROUP, BORIS, "/stop", language="de")
        assert answer.visible == open_words("uk").say("answer-administrators")


async def test_trouble_is_admitted_in_the_clients_language():
    async with open_stage() as stage:
        stage.topics = [object()]
        message = await stage.hear_oddly(ANNA, ANNA, "/topics", language="uk")
        assert message.visible == open_words("uk").say("answer-trouble")
