"""When the bot counts as not doing its work, and what is said then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.measures.readiness import find_troubles
from bot.measures.reading import Turn
from bot.models.health import FeedCounts
from tests.builders import HOUR, NOON
from tests.measures.readings import MINUTE, NOTHING, build_reading

IDLE = FeedCounts(failing=0, new=0, ok=0, resting=12)


def test_a_bot_that_is_well_has_no_troubles():
    assert find_troubles(build_reading()) == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"health": None, "trouble": "the database failed: disk I/O error"},
            "the database failed: disk I/O error",
        ),
        (
            {"connected": False},
            "Telegram is not connected: nothing is sent until it is reached",
        ),
        (
            {"telegram": "cannot connect to host api.telegram.org:443"},
            "Telegram: cannot connect to host api.telegram.org:443",
        ),
        (
            {"rules": "war.yaml:3:1: no such word\n    any: [x]"},
            "the edited rules do not hold, so the old ones stay in force: "
            "war.yaml:3:1: no such word",
        ),
        (
            {"polled": NOON - MINUTE, "last_good": NOON - 2 * HOUR},
            "no poll of any feed went well for 1h59m",
        ),
        (
            {"polled": NOON, "last_good": None},
            "no poll of any feed went well for 5h",
        ),
        (
            {"due": NOON - 31 * MINUTE},
            "polling is stuck: a feed is due for 31m",
        ),
        (
            {"undecided": 1, "undecided_since": NOON - 11 * MINUTE},
            "deciding is stuck: 1 article undecided, for 11m",
        ),
        (
            {"backlog": replace(NOTHING, pending=3, uncertain=1, due=NOON - HOUR)},
            "sending is stuck: 4 deliveries not sent, the oldest due for 1h",
        ),
        (
            {"turns": (Turn(loop="poll", ago=4 * MINUTE, every=timedelta(seconds=1)),)},
            "the loop poll ended no turn for 4m",
        ),
    ],
)
def test_each_trouble_is_said_in_a_line(given, said):
    assert find_troubles(build_reading(**given)) == (said,)


@pytest.mark.parametrize(
    "given",
    [
        # Feeds that are polled once a day: nobody asked since the last good answer.
        {"polled": NOON - 20 * HOUR, "last_good": NOON - 20 * HOUR},
        {"polled": NOON - MINUTE, "last_good": NOON - 50 * MINUTE},
        {"polled": None, "last_good": None},  # nothing was polled yet
        {"due": NOON - 9 * HOUR, "feeds": IDLE},  # nothing is to be polled
        {"due": NOON - 29 * MINUTE},
        {"undecided": 900, "undecided_since": NOON - 9 * MINUTE},
        {"backlog": replace(NOTHING, pending=900, oldest=NOON - 9 * HOUR)},  # they wait their hour
        {"turns": (Turn(loop="sweep", ago=17 * HOUR, every=6 * HOUR),)},
    ],
)
def test_what_may_well_be_is_no_trouble(given):
    assert find_troubles(build_reading(**given)) == ()


@pytest.mark.parametrize(
    "given",
    [
        {"due": NOON - 9 * HOUR},
        {"undecided": 2, "undecided_since": NOON - 9 * HOUR},
        {"backlog": replace(NOTHING, pending=1, due=NOON - 9 * HOUR)},
    ],
)
def test_what_waited_while_the_bot_was_down_has_its_time(given):
    assert find_troubles(build_reading(started=9 * MINUTE, **given)) == ()
    assert find_troubles(build_reading(started=40 * MINUTE, **given)) != ()


def test_several_troubles_are_all_said():
    turn = Turn(loop="heart", ago=HOUR, every=MINUTE)
    reading = build_reading(health=None, trouble="gone", connected=False, turns=(turn,))
    assert len(find_troubles(reading)) == 3
