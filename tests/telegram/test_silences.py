"""Why a chat was not told of a story that matched."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.models.wishes import Subscription, Wishes
from bot.telegram.silences import explain_silence
from bot.telegram.words import LANGUAGES
from tests.fakes.html_checks import read_text
from tests.telegram.accounts import (
    SEEN,
    build_account,
    build_match,
    build_reader,
    build_story_article,
)

ANNA = 11
HOUR = timedelta(hours=1)
NOW = SEEN + HOUR
USUAL = Wishes(chat=ANNA)
HARBOUR = Subscription(topic="harbour", chat=ANNA, since=SEEN - HOUR)
STORMS = replace(HARBOUR, topic="storms")
BOTH = (build_match("harbour"), build_match("storms"))


def explain(account, *subscriptions, wishes=USUAL, language="en"):
    reader = build_reader(language)
    text = explain_silence(account, subscriptions, wishes, reader, now=NOW)
    complaints: list[str] = []
    seen = read_text(text, "HTML", complaints).text
    assert not complaints
    return seen


ONE = build_account(build_story_article(1), told=())
TWO = build_account(build_story_article(1, matches=BOTH), told=())


@pytest.mark.parametrize(
    ("account", "subscriptions", "wishes", "said"),
    [
        (ONE, (), USUAL, "because you are not subscribed to Harbour & docks."),
        (ONE, (STORMS,), USUAL, "because you are not subscribed to Harbour & docks."),
        (TWO, (), USUAL, "because you are subscribed to none of Harbour & docks, Storms."),
        (
            TWO,
            (replace(STORMS, since=SEEN + HOUR / 2),),
            USUAL,
            "because you subscribed to Storms only afterwards.",
        ),
        (
            ONE,
            (HARBOUR,),
            replace(USUAL, article_languages=("uk", "pl")),
            "because you chose not to get articles in this language: English.",
        ),
        (
            ONE,
            (HARBOUR,),
            replace(USUAL, muted_until=NOW + HOUR),
            "may not have been told because everything is muted until 1 Mar 13:00.",
        ),
        (
            ONE,
            (replace(HARBOUR, muted_until=NOW + HOUR),),
            USUAL,
            "may not have been told because Harbour & docks is muted until 1 Mar 13:00.",
        ),
        (ONE, (replace(HARBOUR, muted_until=NOW - HOUR),), USUAL, "I kept no note of the reason."),
        (ONE, (HARBOUR,), replace(USUAL, article_languages=("en",)), "kept no note"),
        (ONE, (HARBOUR,), USUAL, "I kept no note of the reason."),
    ],
)
def test_the_chats_own_choices_are_named(account, subscriptions, wishes, said):
    assert said in explain(account, *subscriptions, wishes=wishes)


def test_what_counts_is_when_an_article_was_decided_if_that_is_known():
    since = replace(HARBOUR, since=SEEN + HOUR / 4)
    late = build_account(build_story_article(1, decided=SEEN + HOUR / 2), told=())
    assert "afterwards" not in explain(late, since)
    unknown = build_account(build_story_article(1, decided=None), told=())
    assert "afterwards" in explain(unknown, since)


def test_a_later_article_of_the_topic_counts_too():
    later = build_story_article(2, seen=NOW, decided=NOW)
    account = build_account(build_story_article(1), later, told=())
    assert "afterwards" not in explain(account, replace(HARBOUR, since=SEEN + HOUR / 2))


@pytest.mark.parametrize("tag", ["tlh-x-odd", "??", "xx-YYYYYYYYYY", "e" * 35])
def test_a_language_without_a_name_is_shown_by_its_tag(tag):
    account = build_account(build_story_article(1, language=tag), told=())
    wishes = replace(USUAL, article_languages=("uk",))
    assert explain(account, HARBOUR, wishes=wishes).partition("language: ")[2].startswith(tag[:3])


def test_many_topics_are_not_all_named():
    matches = tuple(build_match(f"topic {number}") for number in range(9))
    account = build_account(build_story_article(1, matches=matches), told=())
    assert "topic 3, topic 4 …." in explain(account)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_short_in_every_language(language):
    names = [f"{'ж' * 80}{number}" for number in range(9)]
    matches = tuple(build_match(name) for name in names)
    account = build_account(build_story_article(1, matches=matches, language="uk"), told=())
    mine = [replace(HARBOUR, topic=name) for name in names]
    german = replace(USUAL, article_languages=("de",))
    for subscriptions, wishes in [
        ([], USUAL),
        ([replace(one, since=NOW) for one in mine], USUAL),
        (mine, german),
        (mine, USUAL),
    ]:
        assert len(explain(account, *subscriptions, wishes=wishes, language=language)) <= 550
