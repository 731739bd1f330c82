"""How the bot is doing, in words of every language."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.models.health import (
    Backlog,
    Counts,
    FeedCounts,
    FeedState,
    Health,
    Readers,
    Statistics,
    TopicReaders,
)
from bot.telegram.condition import tell_feeds, tell_health, tell_statistics
from bot.telegram.screen import PAGE
from bot.telegram.words import LANGUAGES, open_words
from bot.textlength import ENTITY_LIMIT, MESSAGE_LIMIT, count_units
from tests.fakes.html_checks import read_text
from tests.fakes.overview import IDLE, build_feed_health, count_states
from tests.telegram.stage import NOW

ENGLISH = open_words("en")
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
MANY = 1_234_567_890

WELL = Health(
    started=NOW - 3 * HOUR,
    beat=NOW - 9 * SECOND,
    polled=NOW - MINUTE,
    due=NOW + MINUTE,
    feeds=count_states([build_feed_health()]),
    worst_feed=None,
    undecided=0,
    undecided_since=None,
    backlog=IDLE,
    today=Counts(articles=1_200, stories=90, alerts=7, updates=1),
    readers=Readers(known=5, open=4),
)
BAD_FEED = build_feed_health(
    "A <b>", state=FeedState.FAILING, error="HTTP 500 & more", last_good=NOW - HOUR
)
GONE_FEED = build_feed_health(state=FeedState.GONE, error="answered 410", failures=2)
LAME_FEED = build_feed_health(
    state=FeedState.SILENT, last_new=NOW - 50 * HOUR, longest=timedelta(days=3)
)
WORST_FEED = build_feed_health(
    'Щ"' * 5_000,
    state=FeedState.FAILING,
    error='"' * 5_000,
    last_good=NOW - HOUR,
)


def read(html: str) -> str:
    """What a reader sees, as far as Telegram takes it."""
    complaints: list[str] = []
    text = read_text(html, "HTML", complaints)
    assert not complaints
    assert count_units(text.text) <= MESSAGE_LIMIT
    return text.text


def see_health(health: Health, language: str = "en") -> str:
    return read(tell_health(health, open_words(language), zone="", now=NOW))


def build_backlog(**given: object) -> Backlog:
    usual: dict[str, object] = {
        "pending": 1_000,
        "sending": 2,
        "uncertain": 3,
        "oldest": NOW - HOUR,
        "chat": -1_001_234,
        "reason": "",
        "due": NOW - MINUTE,
    }
    return Backlog(**{**usual, **given})  # type: ignore[arg-type]


def test_when_all_is_well_it_is_said():
    assert see_health(WELL) == (
        "✅ I am alive: last heartbeat 1 Mar 11:59, running since 1 Mar 09:00\n\n"
        "✅ Polling: last poll 1 Mar 11:59\n\n"
        "✅ Deciding: nothing waits\n\n"
        "✅ Sending: nothing waits\n\n"
        "✅ Feeds: ok 1\n\n"
        "In the last 24 hours: articles 1,200, stories 90\n"
        "Chats with a subscription: 4"
    )


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"beat": NOW - MINUTE}, "✅ I am alive: last heartbeat 1 Mar 11:59"),
        ({"beat": NOW - 2 * MINUTE}, "❌ My heart stopped: last heartbeat 1 Mar 11:58"),
        ({"beat": None, "started": None}, "❌ There was no heartbeat yet"),
        ({"due": NOW - 5 * MINUTE}, "✅ Polling: last poll"),
        ({"due": NOW - 6 * MINUTE}, "❌ Polling stopped: a feed is due since 1 Mar 11:54"),
        ({"polled": None}, "✅ Polling: the first poll is about to come"),
        ({"polled": None, "due": None}, "⚠️ Polling: there are no feeds"),
        (
            {"undecided": 1, "undecided_since": NOW - MINUTE},
            "✅ Deciding: 1 article waits, since 1 Mar 11:59",
        ),
        (
            {"undecided": 2_000, "undecided_since": NOW - HOUR},
            "❌ Deciding: 2,000 articles wait, the first since 1 Mar 11:00",
        ),
        (
            {"backlog": build_backlog()},
            "✅ Sending: waiting 1,000, under way 2, in doubt 3\n"
            "The oldest waits since 1 Mar 11:00, for the chat -1001234\n\n",
        ),
        (
            {"backlog": build_backlog(reason="HTTP 502 <b>", due=NOW - HOUR)},
            "❌ Sending: waiting 1,000, under way 2, in doubt 3\n"
            "The oldest waits since 1 Mar 11:00, for the chat -1001234\nHTTP 502 <b>\n\n",
        ),
        (
            {"backlog": build_backlog(oldest=NOW + HOUR, due=None)},
            "The first is to go out 1 Mar 13:00, to the chat -1001234",
        ),
        (
            {"feeds": count_states([LAME_FEED, BAD_FEED])},
            "⚠️ Feeds: ok 0, failing 1, silent 1\n",
        ),
        (
            {"feeds": count_states([GONE_FEED]), "worst_feed": GONE_FEED},
            "⚠️ Feeds: ok 0, gone 1\n"
            "The worst: Feed: gone: its server has it no longer (answered 410)",
        ),
        (
            {"feeds": count_states([build_feed_health(state=FeedState.SLOW)])},
            "✅ Feeds: ok 0, slow 1",
        ),
        (
            {"feeds": count_states([BAD_FEED]), "worst_feed": BAD_FEED},
            "⚠️ Feeds: ok 0, failing 1\n"
            "The worst: A <b>: failing since 1 Mar 11:00 – HTTP 500 & more",
        ),
    ],
)
def test_what_is_not_as_usual_is_said(change, seen):
    assert seen in see_health(replace(WELL, **change))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worst_that_can_be_fits_into_one_message_in_every_language(language):
    words, feeds = open_words(language), [WORST_FEED] * PAGE
    counts = FeedCounts(**{state.value: MANY for state in FeedState})
    page = tell_feeds(counts, feeds, words, zone="Asia/Kathmandu")
    assert read(page).count("❌") == PAGE
    assert page.count("<b>") + page.count("<tg-time") <= ENTITY_LIMIT
    health = replace(
        WELL,
        feeds=counts,
        worst_feed=WORST_FEED,
        undecided=MANY,
        undecided_since=NOW - HOUR,
        backlog=build_backlog(reason="<𝕏 & Щ>" * 5_000, pending=MANY),
    )
    assert "…" in see_health(health, language)
    all_counts = Counts(articles=MANY, stories=MANY, alerts=MANY, updates=MANY)
    statistics = Statistics(
        day=all_counts,
        week=all_counts,
        readers=Readers(known=MANY, open=MANY),
        topics=(TopicReaders(topic='Щ"𝕏' * 500, chats=MANY),) * 500,
    )
    assert "460" in read(tell_statistics(statistics, {}, words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_a_feed_has_words_of_its_own_in_every_language(language):
    known = {"error": "HTTP 500", "last_new": NOW - HOUR, "longest": HOUR, "took": 9 * SECOND}
    feeds = [build_feed_health("<i>&", state=state, **known) for state in FeedState]
    page = read(tell_feeds(count_states(feeds), feeds, open_words(language), zone=""))
    said = [part.partition("\n")[0] for part in page.split("\n\n")[1:]]
    assert [line[0] for line in said] == [*"❌❌❌⚠⚠🆕✅💤"]
    assert all("<i>&: " in line for line in said)
    assert len({line.partition(":")[2] for line in said}) == len(said)


@pytest.mark.parametrize(
    ("feed", "language", "seen"),
    [
        (
            LAME_FEED,
            "en",
            "⚠️ Feed: silent, no news since 27 Feb 10:00\n"
            "Its longest usual time without any: 3 days\nNext poll 1 Mar 13:00",
        ),
        (
            LAME_FEED,
            "uk",
            "⚠️ Feed: замовкла, нічого нового від 27 лют. 10:00\n"
            "Найдовша звична перерва: 3 дні\nНаступна спроба 1 бер. 13:00",
        ),
        (
            build_feed_health(state=FeedState.SLOW, took=timedelta(seconds=8.4)),
            "de",
            "⚠️ Feed: langsam, Antwortzeit: 8 Sekunden\nNächster Versuch 1 März 13:00",
        ),
        (
            build_feed_health(state=FeedState.BLOCKED, error="a bot wall & more"),
            "pl",
            "❌ Feed: zablokowany: serwer mnie nie wpuszcza (a bot wall & more)\n"
            "Następna próba 1 mar 13:00",
        ),
    ],
)
def test_the_cause_of_a_trouble_is_told(feed, language, seen):
    page = read(tell_feeds(count_states([feed]), [feed], open_words(language), zone=""))
    assert page.partition("\n\n")[2] == seen


def test_a_chat_that_nobody_subscribed_from_leaves_no_empty_list():
    none = Counts(articles=0, stories=0, alerts=0, updates=0)
    numbers = Statistics(day=none, week=none, readers=Readers(known=0, open=0), topics=())
    assert "Subscriptions" not in read(tell_statistics(numbers, {}, ENGLISH))
