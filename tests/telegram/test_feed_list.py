"""/add and /remove: what administrators write and press, and what they see."""

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.errors import FetchError
from bot.models import Article
from bot.models.firstlook import FeedLook
from bot.models.wishes import Wishes
from bot.telegram.feed_words import offer_feed, read_offer, read_press
from bot.telegram.menus import ADMIN_COMMANDS, COMMANDS
from bot.telegram.words import LANGUAGES, open_words
from tests.builders import build_article
from tests.fakes.bot_api_world import Message
from tests.fakes.html_checks import read_text
from tests.telegram.stage import NOW, Stage, open_stage

ADMIN, ANNA, GROUP = 1, 11, -500
OURS: dict[str, Any] = {"admins": frozenset({ADMIN})}
PAGE, URL = "wire.example", "https://wire.example/rss?a=1&b=<2>"
say = open_words("en").say
every_language = pytest.mark.parametrize("language", LANGUAGES)


def build_look(**given: Any) -> FeedLook:
    usual: dict[str, Any] = {
        "url": URL,
        "title": "The Wire & <Sons>",
        "language": "uk",
        "items": 40,
        "newest": (
            build_item("Storm <1>", hours=1),
            build_item("Storm 2", hours=2),
            build_item("Undated", hours=None),
        ),
        "a_day": 12.4,
        "matching": 9,
        "topics": (("storms", 7), ("harbour", 2)),
    }
    return FeedLook(**{**usual, **given})


def build_item(title: str, *, hours: int | None) -> Article:
    published = None if hours is None else NOW - timedelta(hours=hours)
    return build_article(title=title, link="https://wire.example/1", published=published)


async def offer(stage: Stage, client: str = "en", **given: Any) -> Message:
    stage.added.looks[PAGE] = build_look(**given)
    return await stage.hear_oddly(ADMIN, ADMIN, f"/add {PAGE}", language=client)


async def wait_for(stage: Stage, message: Message, words: str) -> str:
    await stage.api.until(lambda: words in message.visible, words)
    return message.visible


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("said", ["/add wire.example", "/remove"])
async def test_others_hear_that_there_is_no_such_command(said):
    async with open_stage(**OURS) as stage:
        assert await stage.hear(ANNA, ANNA, said) == say("unknown")


async def test_only_administrators_of_the_bot_press_the_buttons():
    async with open_stage(**OURS) as stage:
        stage.added.looks[PAGE] = build_look()
        stage.api.add_chat(GROUP, "supergroup", {ANNA: "creator", ADMIN: "member"})
        await stage.hear(GROUP, ADMIN, f"/add {PAGE}")
        assert await stage.press(GROUP, ANNA, "list:add") == say("answer-operators")
        assert not stage.added.by
        assert await stage.press(GROUP, ADMIN, "list:add") == say("answer-feed-added")
        assert stage.added.by == {URL: GROUP}


def test_the_commands_stand_in_the_menu_of_administrators_only():
    assert {"add", "remove"} <= {*ADMIN_COMMANDS}
    assert not {"add", "remove"} & {*COMMANDS}
    for language in LANGUAGES:
        assert {"/add", "/remove"} <= {*open_words(language).say("help-feeds").split()}


@every_language
async def test_what_help_says_to_administrators_names_the_commands(language):
    words = open_words(language)
    async with open_stage(**OURS) as stage:
        said = stage.administration.tell_help(words)
        assert said == f"{words.say('help-operating')}\n{words.say('help-feeds')}"


# ---------------------------------------------------------------- /add


async def test_what_a_feed_would_bring_is_shown_and_nothing_is_polled_yet():
    async with open_stage(**OURS) as stage:
        stage.book.wanted[ADMIN] = Wishes(chat=ADMIN, zone="Europe/Kyiv")
        answer = await offer(stage)
        assert answer.visible == (
            f"The Wire & <Sons>\n{URL}\nUkrainian · 40 items · about 12 a day\n\n"
            "• Storm <1> · 1 Mar 13:00\n• Storm 2 · 1 Mar 12:00\n• Undated · no date\n\n"
            "9 of them match topics:\nStorms: 7\nHarbour strike: 2\n\n"
            "Shall I read it from now on?"
        )
        assert answer.labels() == ["Add", "No"]
        assert not stage.added.polled


@every_language
async def test_a_feed_is_added_by_a_button(language):
    words = open_words(language)
    async with open_stage(**OURS) as stage:
        answer = await offer(stage, language)
        notice = await stage.press_oddly(answer, ADMIN, "list:add", language=language)
        assert notice == words.say("answer-feed-added")
        assert stage.added.by == {URL: ADMIN}
        seen = await wait_for(stage, answer, "✅")
        added = read_text(words.say("feed-added"), "HTML", []).text
        assert seen == f"The Wire & <Sons>\n{URL}\n\n{added}"
        assert answer.labels() == []


async def test_a_button_that_is_pressed_twice_adds_once():
    async with open_stage(**OURS) as stage:
        answer = await offer(stage)
        presses = [stage.api.press(answer, ADMIN, "list:add") for _ in range(2)]
        notices = [await stage.api.wait_for_answer(press) for press in presses]
        assert notices == [say("answer-feed-added"), say("answer-feed-known")]
        assert len(stage.added.polled) == 1


async def test_a_feed_may_be_left():
    async with open_stage(**OURS) as stage:
        answer = await offer(stage)
        assert await stage.press(ADMIN, ADMIN, "list:no") == ""
        seen = await wait_for(stage, answer, "Not added.")
        assert seen == f"The Wire & <Sons>\n{URL}\n\nNot added."
        assert not stage.added.polled


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ({"a_day": 0.4, "items": 1}, "Ukrainian · 1 item · less than one a day"),
        ({"a_day": None, "language": ""}, "40 items · how often is not known"),
        ({"language": "xx-yy"}, "xx-yy · 40 items"),
        ({"items": 0, "newest": (), "matching": 0, "topics": ()}, f"{URL}\nThere is nothing in"),
        ({"matching": 0, "topics": ()}, "None of them matches a topic."),
        ({"matching": 1, "topics": (("gone", 1),)}, "1 of them matches a topic:\ngone: 1"),
        ({"title": ""}, f"wire.example\n{URL}\n"),
        ({"title": "a\nb"}, f"a b\n{URL}\n"),
    ],
)
async def test_what_is_not_known_is_said(given, seen):
    async with open_stage(**OURS) as stage:
        assert seen in (await offer(stage, **given)).visible


async def test_why_there_is_no_feed_is_said():
    async with open_stage(**OURS) as stage:
        stage.added.looks[PAGE] = FetchError("https://wire.example/: answered <403> " + "x" * 900)
        seen = await stage.hear(ADMIN, ADMIN, f"/add {PAGE}")
        assert seen.startswith("I found no feed there: https://wire.example/: answered <403> x")
        assert seen.endswith("…")
        stage.added.looks[PAGE] = build_look(url=f"https://wire.example/{'x' * 2_000}")
        seen = await stage.hear(ADMIN, ADMIN, f"/add {PAGE}")
        assert seen == "I found no feed there: its address is too long"


async def test_without_an_address_it_is_said_how():
    async with open_stage(**OURS) as stage:
        assert "/add news.example" in await stage.hear(ADMIN, ADMIN, "/add")


@pytest.mark.parametrize("typed", [URL, "http://wire.example/rss/?a=1&b=<2>", PAGE])
@pytest.mark.parametrize("added", [True, False])
async def test_what_is_polled_already_is_not_offered(typed, added):
    async with open_stage(**OURS) as stage:
        stage.added.looks[PAGE] = build_look()
        stage.added.list_feed(URL, "Our <Wire>", added=added)
        seen = await stage.hear(ADMIN, ADMIN, f"/add {typed}")
        assert seen == f"Our <Wire>\n{URL}\n\nI read this feed already."
        assert stage.api.messages(ADMIN)[-1].labels() == []


async def test_a_feed_that_came_into_the_file_meanwhile_is_the_files():
    async with open_stage(**OURS) as stage:
        answer = await offer(stage)
        stage.added.list_feed(URL, "Ours")
        assert await stage.press(ADMIN, ADMIN, "list:add") == say("answer-feed-known")
        assert "it stands in feeds.yaml" in await wait_for(stage, answer, "✅")


async def test_a_slow_look_holds_up_nobody():
    async with open_stage(**OURS) as stage:
        stage.added.looks[PAGE] = build_look()
        stage.added.gate.clear()
        stage.api.say(ADMIN, ADMIN, f"/add {PAGE}")
        assert await stage.hear(ADMIN, ADMIN, "/remove") == say("remove-none").replace(
            "<code>", ""
        ).replace("</code>", "")
        stage.added.gate.set()
        messages = await stage.api.wait_for_messages(ADMIN, 2)
        assert messages[-1].labels() == ["Add", "No"]


async def test_of_many_at_once_each_is_answered():
    async with open_stage(**OURS) as stage:
        for name in ("a", "b", "c"):
            stage.added.looks[name] = build_look(title=name, url=f"https://{name}.example/")
            stage.api.say(ADMIN, ADMIN, f"/add {name}")
        messages = await stage.api.wait_for_messages(ADMIN, 3)
        assert [message.visible[0] for message in messages] == ["a", "b", "c"]


async def test_buttons_below_another_text_are_old():
    async with open_stage(**OURS) as stage:
        await stage.hear(ADMIN, ADMIN, "/help")
        for data in ("list:add", "list:no", "list:", "list:page:x", "list:drop:1", "list:x:1"):
            notice = await stage.press(ADMIN, ADMIN, data, old=True)
            assert notice == say("answer-old-button"), data
        assert not stage.added.polled


@every_language
def test_the_longest_offer_fits_a_message_and_its_address_is_read_from_it(language):
    url = "https://wire.example/" + "ж" * 1_400
    long = build_look(
        url=url,
        title="<&" * 200,
        newest=(build_item("&<" * 300, hours=1),) * 3,
        topics=tuple((f"{number}" + "&" * 60, 9) for number in range(50)),
    )
    screen = offer_feed(long, {}, "", open_words(language))
    complaints: list[str] = []
    seen = read_text(screen.text, "HTML", complaints).text
    assert not complaints
    assert read_offer(seen)[1] == url


# ---------------------------------------------------------------- /remove


async def test_added_feeds_are_removed_by_buttons():
    async with open_stage(**OURS) as stage:
        stage.added.list_feed("https://file.example/", "Of the file")
        b, a = (
            stage.added.list_feed(f"https://{name}.example/", title, added=True)
            for name, title in (("b", "B"), ("a", "A & <a>"))
        )
        assert await stage.hear(ADMIN, ADMIN, "/remove") == say("remove-which")
        message = stage.api.messages(ADMIN)[-1]
        assert message.labels() == ["✖ A & <a>", "✖ B"]
        notice = await stage.press(ADMIN, ADMIN, f"list:drop:{a.id}:0")
        assert notice == say("answer-feed-removed", title="A & <a>")
        await stage.api.until(lambda: message.labels() == ["✖ B"], "the rest")
        assert await stage.press(ADMIN, ADMIN, f"list:drop:{a.id}:0", old=True) == say(
            "answer-feed-gone"
        )
        await stage.press(ADMIN, ADMIN, f"list:drop:{b.id}:0")
        await wait_for(stage, message, "No feeds were added here.")
        assert [feed.title for feed in stage.added._active()] == ["Of the file"]


async def test_a_feed_of_the_file_is_not_removed_by_any_button():
    async with open_stage(**OURS) as stage:
        feed = stage.added.list_feed("https://file.example/", "Of the file")
        await stage.hear(ADMIN, ADMIN, "/remove")
        notice = await stage.press(ADMIN, ADMIN, f"list:drop:{feed.id}:0", old=True)
        assert notice == say("answer-feed-gone")
        assert await stage.added.find_polled(feed.url)


async def test_many_added_feeds_have_pages():
    async with open_stage(**OURS) as stage:
        for number in range(45):
            stage.added.list_feed(f"https://{number}.example/", f"Feed {number:02}", added=True)
        await stage.hear(ADMIN, ADMIN, "/remove")
        message = stage.api.messages(ADMIN)[-1]
        assert message.labels()[-2:] == ["1/3", "›"]
        assert await stage.press(ADMIN, ADMIN, "list:page:1") == ""
        await stage.api.until(lambda: "2/3" in message.labels(), "the second page")
        await stage.press(ADMIN, ADMIN, "list:page:2")
        await stage.api.until(lambda: message.labels()[-1] == "3/3", "the last page")
        assert message.labels()[0] == "✖ Feed 40"
        (last,) = [one for one in stage.added.polled if one.title == "Feed 44"]
        await stage.press(ADMIN, ADMIN, f"list:drop:{last.id}:2")
        await stage.api.until(lambda: len(message.labels()) == 6, "the page without it")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("wire.example/rss", say("feed-removed", title="Wire &amp; &lt;Sons&gt;")),
        ("file.example", say("remove-listed")),
        ("other.example", say("remove-unknown")),
        ("no address", say("remove-unknown")),
    ],
)
async def test_a_feed_is_removed_by_its_address(typed, said):
    async with open_stage(**OURS) as stage:
        stage.added.list_feed("https://file.example/", "Of the file")
        stage.added.list_feed("https://wire.example/rss", "Wire & <Sons>", added=True)
        seen = await stage.hear(ADMIN, ADMIN, f"/remove {typed}")
        assert seen == read_text(said, "HTML", []).text
        assert len(stage.added._active()) == (1 if typed.startswith("wire") else 2)


# ---------------------------------------------------------------- /feeds


async def test_feeds_shows_which_were_added():
    async with open_stage(**OURS) as stage:
        stage.overview.listed = [stage.added.list_feed("https://a.example/", "Ours")]
        assert "➕" not in await stage.hear(ADMIN, ADMIN, "/feeds")
        stage.overview.listed.append(
            stage.added.list_feed("https://b.example/", "Theirs", added=True)
        )
        seen = await stage.hear(ADMIN, ADMIN, "/feeds")
        assert "✅ Ours: ok" in seen
        assert "✅ Theirs ➕: ok" in seen
        assert seen.endswith("➕ added in chat")


@pytest.mark.parametrize(
    ("data", "read"),
    [
        ("list:page:3", (None, 3)),
        ("list:drop:7:0", (7, 0)),
        ("list:drop:-7:0", None),
        ("list:drop:٣:0", None),
        ("list:page:" + "9" * 20, None),
        ("list:page", None),
        ("list:add", None),
    ],
)
def test_buttons_are_read_back(data, read):
    assert read_press(data) == read


async def test_a_password_in_what_was_typed_is_not_logged():
    async with open_stage(**OURS) as stage:
        typed = "https://clerk:hunter2@wire.example/rss"
        stage.added.looks[typed] = FetchError("the address holds a user name or password")
        with capture_logs() as logs:
            await stage.hear(ADMIN, ADMIN, f"/add {typed}")
    assert any(line["event"] == "no feed to add" for line in logs)
    assert "hunter2" not in str(logs)
