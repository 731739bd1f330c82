"""What one chat watches for is shown to no other, not even as a reason."""

from bot.models.findings import Fate
from bot.telegram.strangers import has_matches, hide_story, hide_watches, title_watches
from bot.telegram.words import open_words
from tests.telegram.accounts import (
    build_account,
    build_match,
    build_story_article,
    build_told,
    build_trace,
)
from tests.telegram.stage import NOW, open_stage

ANNA, BORIS = 11, 12
LINK = "https://paper.example/1"
OURS, THEIRS = build_match("harbour"), build_match("watch_2", "secret words", "Dockers")
MINE = build_match("watch_1", "my words", "Dockers")
say = open_words("en").say


def topics(account):
    return [[match.topic for match in article.matches] for article in account.articles]


def test_matches_of_other_chats_are_taken_out():
    account = build_account(
        build_story_article(1, matches=(OURS, MINE, THEIRS)),
        build_story_article(2, matches=(THEIRS,)),
        told=(),
    )
    assert topics(hide_watches(account, {"watch_1"})) == [["harbour", "watch_1"], []]
    assert topics(hide_watches(account, ())) == [["harbour"], []]


def test_what_a_chat_was_told_under_stays_its_own():
    account = build_account(
        build_story_article(1, matches=(MINE, THEIRS)), told=(build_told(topics=("watch_1",)),)
    )
    shown = hide_watches(account, ())
    assert topics(shown) == [["watch_1"]]
    assert title_watches(shown) == {"watch_1": "my words"}


def test_a_story_that_only_others_wanted_is_none():
    account = build_account(build_story_article(1, matches=(THEIRS,)), told=())
    assert has_matches(account)
    assert not has_matches(hide_watches(account, ()))
    traces = (build_trace(story="s"), build_trace(fate=Fate.MATCHED, story="t"))
    assert [(one.fate, one.story) for one in hide_story(traces, "s")] == [
        (Fate.UNMATCHED, None),
        (Fate.MATCHED, "t"),
    ]


async def test_asked_about_a_link_it_tells_each_chat_its_own_reasons():
    async with open_stage() as stage:
        stage.archive.traces[LINK] = (build_trace(story="s"),)
        await stage.hear(ANNA, ANNA, "/help")
        made = await stage.watches.watch(ANNA, "my words", most=9, now=NOW)
        assert made is not None
        mine = build_match(made.name, "my words", "Dockers")
        for chat in (ANNA, BORIS):
            stage.archive.accounts["s", chat] = build_account(
                build_story_article(1, matches=(mine,)), told=()
            )
        told = await stage.hear(ANNA, ANNA, f"/why {LINK}")
        assert "my words: the rule my words found “Dockers”" in told
        silent = await stage.hear(BORIS, BORIS, f"/why {LINK}")
        assert silent.endswith(say("label-fate-unmatched"))
        assert "my words" not in silent


async def test_an_alert_of_a_topic_that_was_ended_still_says_its_words():
    async with open_stage() as stage:
        await stage.tell(ANNA, "s", ("watch_1",))
        stage.archive.accounts["s", ANNA] = build_account(
            build_story_article(1, matches=(MINE,)), told=(build_told(topics=("watch_1",)),)
        )
        assert await stage.press(ANNA, ANNA, "why:s") == ""
        _, answer = await stage.api.wait_for_messages(ANNA, 2)
        assert "🔔 my words: the rule my words found “Dockers”" in answer.visible
