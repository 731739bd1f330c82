"""What is read for a scrape, and what is shown of it."""

from dataclasses import replace
from math import isnan
from typing import Any

from bot.measures.measures import Measures
from bot.measures.reading import Turn
from bot.models.health import FeedCounts
from tests.builders import NOON
from tests.measures.exposition import Scrape
from tests.measures.readings import MINUTE, NOTHING, build_reading


def show(measures: Measures, **given: Any) -> Scrape:
    text, _ = measures.expose(build_reading(**given))
    return Scrape(text.decode())


def test_a_scrape_shows_the_reading():
    seen = show(
        Measures(),
        feeds=FeedCounts(failing=1, new=2, ok=3, resting=4, gone=5, blocked=6, silent=7, slow=8),
        backlog=replace(NOTHING, pending=5, sending=2, uncertain=1, due=NOON - MINUTE),
        undecided=3,
        undecided_since=NOON - 2 * MINUTE,
        turns=(Turn(loop="poll", ago=MINUTE, every=MINUTE),),
    )
    assert seen.by("tocsin_feeds", "health") == {
        "failing": 1,
        "new": 2,
        "ok": 3,
        "resting": 4,
        "gone": 5,
        "blocked": 6,
        "silent": 7,
        "slow": 8,
    }
    assert seen.by("tocsin_queue_deliveries", "state") == {
        "pending": 5,
        "sending": 2,
        "uncertain": 1,
    }
    assert seen.by("tocsin_chats", "state") == {"known": 4, "open": 3}
    assert seen.by("tocsin_turn_age_seconds", "loop") == {"poll": 60}
    for name, value in {
        "queue_age_seconds": 60,
        "undecided_articles": 3,
        "undecided_age_seconds": 120,
        "last_good_poll_timestamp_seconds": (NOON - MINUTE).timestamp(),
        "ready": 1,
        "database_up": 1,
        "telegram_connected": 1,
        "rules_in_force": 1,
    }.items():
        assert seen.value(f"tocsin_{name}") == value, name


def test_what_the_database_does_not_say_is_no_number_and_the_rest_goes_on():
    measures = Measures()
    show(measures)
    measures.note_database_error()
    seen = show(measures, health=None, last_good=None, trouble="the database failed")
    assert seen.value("tocsin_database_up") == seen.value("tocsin_ready") == 0
    assert seen.value("tocsin_database_errors_total") == 1
    silent = {name for name, _, value in seen.samples if isnan(value)}
    assert silent == {
        "tocsin_feeds",
        "tocsin_queue_deliveries",
        "tocsin_queue_age_seconds",
        "tocsin_undecided_articles",
        "tocsin_undecided_age_seconds",
        "tocsin_last_good_poll_timestamp_seconds",
        "tocsin_chats",
    }
    assert not any(isnan(value) for _, _, value in show(measures).samples)


def test_what_is_out_of_order_is_shown():
    seen = show(Measures(), connected=False, rules="war.yaml: no such word")
    assert seen.value("tocsin_telegram_connected") == 0
    assert seen.value("tocsin_rules_in_force") == 0
    assert seen.value("tocsin_ready") == 0
    lost = show(Measures(), telegram="no answer for a minute")
    assert lost.value("tocsin_telegram_connected") == lost.value("tocsin_ready") == 0


def test_a_loop_that_runs_elsewhere_by_now_is_not_shown():
    measures = Measures()
    first = Turn(loop="poll", ago=MINUTE, every=MINUTE)
    second = Turn(loop="sweep", ago=MINUTE, every=MINUTE)
    show(measures, turns=(first, second))
    assert show(measures, turns=(first,)).by("tocsin_turn_age_seconds", "loop") == {"poll": 60}
