"""The account of `make soak` notices what must not be."""

import json
import os
import socket
import sqlite3
from random import Random

import pytest

from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api_methods import Call
from tests.fakes.bot_api_world import Message
from tests.fleet.kept import compare_kept
from tests.fleet.told import Told, compare_owed
from tests.fleet.troubles import Trouble
from tests.soak.edits import BREAKS, write_drill
from tests.soak.left import find_left
from tests.soak.logs import read_log
from tests.soak.options import read_options
from tests.soak.owed import find_owed
from tests.soak.readings import MEGABYTE, MORE_OPEN, Reading, measure_growth, read_family

PAPER = "http://127.2.0.1/1.xml"
ROW = ("s1", 7, "alert", "sent", 1, None)
BOUND = 20  # megabytes an hour


def open_archive(*names: str) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE feeds (id, url)")
    connection.execute("CREATE TABLE articles (feed_id, guid, link, undecided)")
    connection.execute("INSERT INTO feeds VALUES (1, ?)", [PAPER])
    connection.executemany(
        "INSERT INTO articles VALUES (1, ?, ?, 0)", [name.split() for name in names]
    )
    return connection


@pytest.mark.parametrize(
    ("stored", "wrong"),
    [
        (("a https://a", "b https://b"), []),
        (("a https://a",), ["1 missing"]),
        (("a https://a", "b https://b", "b https://b/2"), ["1 doubled"]),
        (("a https://a", "b https://b", "x https://b"), ["1 doubled"]),
        (("a https://a", "x b"), []),
    ],
)
def test_an_item_that_is_lost_or_kept_twice_is_noticed(stored, wrong):
    kept = compare_kept(open_archive(*stored), {(PAPER, "a"), (PAPER, "b")})
    assert kept.wrong[:1] == wrong


def tell(*ids: int, rows=(ROW,), owed=frozenset({("s1", 7)}), troubles=()) -> Told:
    api = FakeBotApi()
    for number, message in enumerate(ids, 1):
        ended = number + 0.1
        call = Call(id=number, method="sendMessage", chat=7, started=number, ended=ended)
        api.calls.append(call)
        shown = Message(chat=7, message_id=message, text="News", time=number, call=number)
        api.delivered.append(shown)
    return compare_owed(rows, api, owed, troubles)


def test_what_was_told_once_is_in_order():
    assert tell(1).wrong == []


def test_a_telling_that_is_owed_and_was_not_even_planned_is_lost():
    assert tell(1, owed={("s1", 7), ("s1", 8)}).wrong == ["1 lost"]


def test_a_telling_that_is_said_to_be_sent_and_never_arrived_is_noticed():
    assert tell().wrong == ["1 nowhere"]


def test_a_doubled_telling_is_noticed():
    assert tell(2, 1).wrong[0] == "1 unexplained"


def test_a_telling_that_was_in_flight_at_a_kill_may_come_twice():
    kill = Trouble(kind="kill", sender=True, begin=1.05, end=1.05)
    told = tell(2, 1, troubles=[kill])
    assert (told.wrong, told.repeated) == ([], 1)


def test_what_is_owed_goes_by_topic_and_language():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE articles (id, story_id, arrival, undecided, language)")
    connection.execute("CREATE TABLE matches (article_id, topic)")
    connection.execute("CREATE TABLE chats (id, article_languages)")
    connection.execute("CREATE TABLE subscriptions (chat_id, topic)")
    articles = [
        (1, "s1", "fresh", 0, "en"),
        (2, "s2", "fresh", 0, "uk"),
        (3, "s3", "late", 0, "en"),
        (4, "s4", "fresh", 0, "en"),
    ]
    connection.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", articles)
    matches = [(1, "harbour"), (2, "harbour"), (3, "harbour"), (4, "sport")]
    connection.executemany("INSERT INTO matches VALUES (?, ?)", matches)
    connection.executemany("INSERT INTO chats VALUES (?, ?)", [(7, None), (8, json.dumps(["en"]))])
    wanted = [(7, "harbour"), (8, "harbour")]
    connection.executemany("INSERT INTO subscriptions VALUES (?, ?)", wanted)
    assert find_owed(connection) == {("s1", 7), ("s1", 8), ("s2", 7)}


def live(
    *, life: int = 1, count: int = 240, growth: float = 0, files: float = 0, sockets: float = 0
) -> list[Reading]:
    """Readings of twenty minutes: 300 MB, and so many MB, files and sockets more an hour."""
    return [
        Reading(
            at=number * 5,
            life=life,
            memory=200 * MEGABYTE,
            family=(300 + growth * number / 720) * MEGABYTE,
            files=30 + int(files * number / 720),
            sockets=40 + int(sockets * number / 720),
        )
        for number in range(count)
    ]


def test_memory_that_stays_is_flat():
    growth = measure_growth(live())
    assert growth.wrong(BOUND) == []
    assert growth.family == pytest.approx(0, abs=1e-6)


def test_the_slope_is_megabytes_an_hour():
    growth = measure_growth(live(growth=50))
    assert growth.family == pytest.approx(50)
    assert growth.memory == pytest.approx(0, abs=1e-6)
    assert growth.wrong(BOUND) == ["memory grows by 50.0 MB an hour, over 20"]


def test_a_slope_that_was_seen_too_shortly_is_not_judged():
    assert measure_growth(live(count=60, growth=500)).wrong(BOUND) == []


@pytest.mark.parametrize("what", ["files", "sockets"])
def test_a_leak_of_files_or_sockets_is_noticed(what):
    growth = measure_growth(live(**{what: 5 * MORE_OPEN}))
    assert growth.wrong(BOUND)[0].startswith(f"open {what} grew from")


def test_growth_in_the_warm_up_and_in_shorter_lives_does_not_count():
    cold = live(count=30, growth=3000)
    warm = [one for one in live(life=2) if one.at >= 150]
    assert measure_growth([*cold, *warm]).wrong(BOUND) == []


def test_a_run_in_which_nothing_lived_is_refused():
    with pytest.raises(ValueError, match="lived long enough"):
        measure_growth(live(count=2))


def test_an_open_file_and_an_open_socket_are_counted(tmp_path):
    before = read_family(os.getpid(), life=1, at=0)
    with (tmp_path / "held").open("w"), socket.socket():
        after = read_family(os.getpid(), life=1, at=0)
    assert before
    assert after
    assert (after.files - before.files, after.sockets - before.sockets) == (1, 1)


def test_what_is_open_after_the_stop_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        api = f"http://127.0.0.1:{server.getsockname()[1]}"
        assert find_left(tmp_path, (), api) == []
        (tmp_path / "tocsin.db-wal").touch()
        with socket.create_connection(server.getsockname()):
            left = find_left(tmp_path, (), api)
    assert [one.split()[0] for one in left] == ["tocsin.db-wal", "connection"]


def test_the_log_is_counted_by_level_and_shows_what_was_not_closed():
    said = read_log(
        [
            '{"level": "info", "event": "started"}',
            '{"level": "warning", "event": "rules are wrong"}',
            '{"level": "warning", "event": "ResourceWarning: unclosed file"}',
            "a word of a child",
        ]
    )
    assert said.levels == {"info": 1, "warning": 2, "other": 1}
    assert said.unclosed == 1


def test_every_break_of_a_rule_file_changes_it():
    written = write_drill(1, Random(3))
    assert all(broken(written) != written for broken in BREAKS)


def test_a_player_needs_a_recording():
    with pytest.raises(SystemExit):
        read_options(["--player", "player.py"])
