"""The account of a story and of a page: what is said, and that it always fits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.findings import Fate
from bot.telegram.accounts import tell_account, tell_reason, tell_traces
from bot.telegram.words import LANGUAGES, open_words
from tests.fakes.html_checks import read_text
from tests.telegram.accounts import (
    build_account,
    build_match,
    build_reader,
    build_story_article,
    build_told,
    build_trace,
)


def see(text: str) -> str:
    complaints: list[str] = []
    visible = read_text(text, "HTML", complaints)
    assert not complaints
    return visible.text


def test_an_account_says_rules_words_times_and_the_rest_of_the_story():
    account = build_account(
        build_story_article(1), build_story_article(2), build_story_article(3, reason="words 75")
    )
    assert see(tell_account(account, build_reader(zone="Europe/Kyiv"))) == (
        "Why you were told\n"
        "\n"
        "Dockers <stop> work 1\n"
        "Paper 1\n"
        "\n"
        "🔔 Harbour & docks: the rule strikes found “Dockers”, “stop”\n"
        "\n"
        "Published 1 Mar 12:59\n"
        "Fetched 1 Mar 13:00\n"
        "Matched 1 Mar 13:00\n"
        "Sent 1 Mar 13:00\n"
        "\n"
        "The story: 3 articles, 3 sources\n"
        "• Paper 1 – began the story\n"
        "• Paper 2 – its headline says the same (93 of 100)\n"
        "• Paper 3 – it has the same rare words (75 of 100)"
    )


def test_times_are_exact_to_the_second():
    text = tell_account(build_account(build_story_article(1)), build_reader())
    for seconds in (1772362745, 1772362805, 1772362806, 1772362808):
        assert f'<tg-time unix="{seconds}" format="dT">' in text


def test_the_article_is_shown_whose_text_the_alert_had():
    account = build_account(
        build_story_article(1),
        build_story_article(2, matches=(build_match("storms", "gales", "gale"),)),
        told=(build_told(kind="edit", article=None), build_told(article=2)),
    )
    seen = see(tell_account(account, build_reader()))
    assert "\nDockers <stop> work 2\nPaper 2\n\n🔔 Storms: the rule gales found “gale”\n" in seen
    assert seen.index("• Paper 2") < seen.index("• Paper 1 – began the story")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (build_told(state="pending", sent=None), "Not sent yet: it waits for its turn."),
        (build_told(state="sending", sent=None), "It is being sent right now."),
        (build_told(state="uncertain", sent=None), "it is sent once more"),
        (build_told(state="failed"), "Telegram refused the message."),
        (build_told(state="gone", sent=None), "alerts were turned off meanwhile"),
    ],
)
def test_what_did_not_arrive_says_so_and_never_that_it_was_sent(told, said):
    seen = see(tell_account(build_account(build_story_article(1), told=(told,)), build_reader()))
    assert said in seen
    assert "Sent " not in seen


def test_what_is_not_known_is_not_said():
    article = build_story_article(1, published=None, decided=None, matches=())
    seen = see(tell_account(build_account(article, told=()), build_reader()))
    assert seen.startswith("The story\n\nDockers <stop> work 1\nPaper 1\n\nPublished: the feed")
    assert "Matched" not in seen
    assert "Sent" not in seen


def test_a_story_whose_articles_were_swept_still_says_what_is_left():
    seen = see(tell_account(build_account(counted=7), build_reader()))
    assert seen == (
        "Why you were told\n\nDockers <stop> work 1\n\nSent 1 Mar 11:00\n\n"
        "The story: 7 articles, 1 source\nand 7 more"
    )


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("new", "began the story"),
        ("same link", "the very same page as before"),
        ("same guid", "the very same article as before"),
        ("same title", "its headline says the same (100 of 100)"),
        ("title 93", "its headline says the same (93 of 100)"),
        ("words 75", "it has the same rare words (75 of 100)"),
        ("sung by whales", "it tells of the same"),
        ("", "it tells of the same"),
    ],
)
def test_every_reason_is_said_in_plain_words(reason, said):
    assert tell_reason(reason, open_words("en")) == said


def test_a_rule_that_takes_everything_names_no_words():
    account = build_account(build_story_article(1, matches=(build_match("gone", "all <of> it"),)))
    seen = see(tell_account(account, build_reader()))
    assert "🔔 gone: the rule all <of> it takes every article" in seen


def test_what_is_too_much_is_counted():
    matches = [
        build_match("harbour", f"rule {number}", *map(str, range(9))) for number in range(7)
    ]
    articles = [build_story_article(number, matches=matches) for number in range(1, 10)]
    seen = see(tell_account(build_account(*articles, counted=31), build_reader()))
    assert "the rule rule 0 found “0”, “1”, “2”, “3” …\n" in seen
    assert "rule rule 3 " in seen
    assert "rule rule 4 " not in seen
    assert "\nand 3 more\n" in seen
    assert seen.endswith("• Paper 6 – its headline says the same (93 of 100)\nand 25 more")


# ---------------------------------------------------------------- a page


@pytest.mark.parametrize("fate", Fate)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fate_is_said_in_every_language(fate, language):
    seen = see(tell_traces([build_trace(fate)], build_reader(language)))
    head, line = seen.splitlines()
    assert head == "Dockers <stop> work"
    assert line.startswith("• Paper 1, 1 ")
    assert line.endswith(f": {open_words(language).say(f'label-fate-{fate}')}")


def test_a_page_that_no_feed_showed_says_what_may_be_and_what_to_try():
    assert "/search" in see(tell_traces([], build_reader()))


def test_a_swept_page_has_no_headline():
    seen = see(tell_traces([build_trace(Fate.SWEPT, headline="")], build_reader()))
    assert seen == "• Paper 1, 1 Mar 11:00: was seen; what became of it is no longer kept"


def test_of_many_feeds_the_rest_is_counted():
    traces = [build_trace(source=f"Paper {number}") for number in range(10)]
    assert see(tell_traces(traces, build_reader())).endswith("\nand 4 more")


long = st.sampled_from(["<b>&" * 100, "🐙" * 400, "ж " * 300, '"' * 500, "x"]) | st.text(
    max_size=50
)


@given(text=long, language=st.sampled_from(list(LANGUAGES)), data=st.data())
def test_page_and_account_together_fit_a_message(text, language, data):
    count = data.draw(st.integers(min_value=1, max_value=9))
    matches = tuple(
        build_match(text, text, *(f"{number}{text}" for number in range(count)))
        for _ in range(count)
    )
    articles = [
        build_story_article(
            number, headline=text, source=text, link=f"https://x.example/{text}", matches=matches
        )
        for number in range(1, count + 1)
    ]
    account = replace(build_account(*articles, counted=10**6), sources=("s",) * 1_000)
    traces = [build_trace(Fate.STORM, source=text, headline=text) for _ in range(count)]
    reader = build_reader(language, "Europe/Kyiv")
    silence = "x" * 400
    see(f"{tell_traces(traces, reader)}\n\n{silence}\n\n{tell_account(account, reader)}")
