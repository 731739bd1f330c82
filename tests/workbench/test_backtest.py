"""What recorded articles would have meant, line by line."""

import contextlib
import gc
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.errors import BotError
from bot.models import Outcome
from bot.rules.book import RuleBook, build_book
from bot.rules.files.topicfile import parse_topic
from bot.workbench.backtest import Backtest, RecordingError, read_line

HARBOUR = """\
topic: harbour
title: Harbour
rules:
  - {name: strike, any: [dockers, "gęś", порт*]}
  - {name: walk, all: [dockers, walk out]}
"""
FISH = """\
topic: fish
title: Fish
rules:
  - {name: herring, any: [herring]}
"""
WALK = {
    "feed": "Quay Post",
    "title": "Dockers walk out in Gdynia",
    "link": "https://quay.example/1",
    "summary": "Ships wait in the roads since the morning.",
    "published": "2025-08-12T10:00:00Z",
    "lang": "en",
}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "harbour.yaml").write_text(HARBOUR, encoding="utf-8")
    (folder / "fish.yaml").write_text(FISH, encoding="utf-8")
    return folder


Run = Callable[..., Result]


@pytest.fixture
def run(rules: Path, tmp_path: Path) -> Run:
    """Write each recording to a file and backtest them all."""

    def backtest(*recordings: bytes | list[object], format: str = "jsonl") -> Result:
        files = []
        for number, recording in enumerate(recordings, 1):
            file = tmp_path / f"{number}.jsonl"
            if not isinstance(recording, bytes):
                recording = "\n".join(json.dumps(row) for row in recording).encode()
            file.write_bytes(recording)
            files.append(str(file))
        return CliRunner().invoke(
            app,
            ["backtest", "--rules", str(rules), "--format", format, *files],
            catch_exceptions=False,
        )

    return backtest


def article(**changed: object) -> dict[str, object]:
    return WALK | changed


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def book() -> RuleBook:
    return build_book((parse_topic(HARBOUR.encode(), "harbour.yaml"),))


# ---------------------------------------------------------------- answers


def test_each_article_gets_one_line_in_order_with_just_these_keys(run: Run):
    other = article(title="Rowers win the regatta", link="https://quay.example/2", summary="")
    third = article(title="Herring quota cut by a half", link="https://quay.example/3", summary="")
    result = run([WALK, other, third])
    assert result.exit_code == 0
    first, second, last = answers(result)
    assert list(first) == ["link", "topics", "story", "action"]
    assert first["link"] == WALK["link"]
    assert first["topics"] == {"harbour": ["Dockers", "walk out"]}
    assert isinstance(first["story"], str)
    assert first["action"] == "alert"
    assert second == {"link": other["link"], "topics": {}, "story": None, "action": "none"}
    assert (last["topics"], last["action"]) == ({"fish": ["Herring"]}, "alert")
    assert last["story"] != first["story"]
    assert result.stderr == ""


def test_an_article_of_two_topics_names_both_and_rings_once(run: Run):
    (answer,) = answers(run([article(summary="Herring rots on the quay")]))
    assert answer["topics"] == {"fish": ["Herring"], "harbour": ["Dockers", "walk out"]}
    assert answer["action"] == "alert"


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"published": "2025-08-12T18:00:00Z"},
        {"link": "http://www.quay.example/1?utm_source=rss#top"},
        {"title": "Dockers end their walk: a deal in the night", "summary": ""},
        {"feed": "Another Outlet"},
    ],
)
def test_an_article_seen_before_gets_its_topics_its_story_and_duplicate(
    again: dict[str, object], run: Run
):
    first, second = answers(run([WALK, article(**again)]))
    assert second["action"] == "duplicate"
    assert second["story"] == first["story"]
    assert "harbour" in second["topics"]
    assert second["link"] == article(**again)["link"]


@pytest.mark.parametrize("day", ["2025-08-19", "2025-10-19"])
def test_an_article_seen_before_is_a_duplicate_long_after(day: str, run: Run):
    first, second = answers(run([WALK, article(published=f"{day}T10:00:00Z")]))
    assert (second["story"], second["action"]) == (first["story"], "duplicate")


def test_the_same_news_of_another_outlet_is_a_duplicate(run: Run):
    copy = article(
        feed="Baltic Wire",
        link="https://baltic.example/a",
        title="Dockers walk out in Gdynia port",
    )
    first, second = answers(run([WALK, copy]))
    assert (second["story"], second["action"]) == (first["story"], "duplicate")


def test_html_is_stripped_and_entities_are_decoded(run: Run):
    row = article(
        title="Quay &amp; crane", summary='<p class="dockers">G&#281;&#347;<br>w <b>por</b>cie</p>'
    )
    (answer,) = answers(run([row]))
    assert answer["topics"] == {"harbour": ["Gęś"]}


def test_words_and_links_come_back_as_they_were_written(run: Run):
    row = article(title="У ПОРТУ страйк", link="https://порт.example/а?b=ö")
    result = run([row])
    (answer,) = answers(result)
    assert answer["topics"] == {"harbour": ["ПОРТУ"]}
    assert answer["link"] == row["link"]
    assert "ПОРТУ" in result.stdout


def test_half_a_character_in_a_link_does_no_harm(run: Run):
    raw = json.dumps(article(link="https://quay.example/\ud83d")).encode()
    assert [answer["link"] for answer in answers(run(raw))] == ["https://quay.example/\ud83d"]


def test_missing_fields_are_empty(run: Run):
    rows: list[object] = [
        {"title": "Dockers", "published": "2025-08-12T10:00:00Z"},
        article(feed=None, title="Herring!", link=None, summary=None, lang=None),
        article(title="", link="", summary="Herring again, the whole day long"),
    ]
    result = run(rows)
    assert result.exit_code == 0
    assert [answer["link"] for answer in answers(result)] == ["", "", ""]
    assert [list(answer["topics"]) for answer in answers(result)] == [
        ["harbour"],
        ["fish"],
        ["fish"],
    ]


def test_several_files_are_one_stream(run: Run):
    first, second = answers(run([WALK], [article(published="2025-08-12T11:00:00Z")]))
    assert (second["story"], second["action"]) == (first["story"], "duplicate")


def test_two_runs_give_the_same_answer(run: Run):
    rows: list[object] = [
        article(
            title=f"Dockers, day {n % 7}, herring {n % 3}", link=f"https://quay.example/{n % 11}"
        )
        for n in range(60)
    ]
    assert run(rows).stdout == run(rows).stdout


def test_text_shows_what_matched_and_a_table(run: Run):
    result = run(
        [WALK, article(title="Rowing", link="https://quay.example/2", summary="")], format="text"
    )
    assert result.exit_code == 0
    assert "2025-08-12 10:00" in result.stdout
    assert "Dockers walk out in Gdynia" in result.stdout
    assert "Rowing" not in result.stdout
    assert "2 articles" in result.stdout


def test_text_takes_no_brackets_of_a_headline_for_markup(run: Run):
    result = run([article(title="[red]Dockers[/red] [/nothing]")], format="text")
    assert "[red]Dockers[/red] [/nothing]" in result.stdout


# ---------------------------------------------------------------- stories that break

BURST = [article(feed=f"Outlet {n}", link=f"https://outlet{n}.example/1") for n in range(6)]


def test_a_story_that_breaks_has_a_sign_of_its_own_where_it_does(run: Run):
    lines = run([*BURST], format="text").stdout.splitlines()
    assert [line.split()[2:4] for line in lines if "Dockers walk out" in line] == [
        ["🔔", "alert"],
        *[["=", "duplicate"]] * 3,
        ["⚡", "duplicate"],
        ["=", "duplicate"],
    ]


def test_a_story_that_breaks_changes_nothing_in_json(run: Run):
    found = answers(run([*BURST]))
    assert [answer["action"] for answer in found] == ["alert"] + ["duplicate"] * 5
    assert {tuple(answer) for answer in found} == {("link", "topics", "story", "action")}


# ---------------------------------------------------------------- time


@pytest.mark.parametrize(
    ("published", "seen"),
    [
        ("2025-08-12T10:00:00", "2025-08-12T10:00:00+00:00"),
        ("2025-08-12T10:00:00Z", "2025-08-12T10:00:00+00:00"),
        ("2025-08-12T10:00:00+03:00", "2025-08-12T07:00:00+00:00"),
        ("2025-08-12 10:00:00.5", "2025-08-12T10:00:00.500000+00:00"),
        ("2025-08-12", "2025-08-12T00:00:00+00:00"),
    ],
)
def test_the_clock_is_the_article_s_time_and_utc_where_no_zone_is_given(published: str, seen: str):
    stored = read_line(json.dumps(article(published=published)), number=7)
    assert stored.id == 7
    assert stored.seen.isoformat() == seen
    assert stored.article.published == stored.seen


# ---------------------------------------------------------------- broken lines

BROKEN = {
    "not JSON": b"Dockers walk out",
    "half of it": b'{"title": "Dockers',
    "a list": b'["Dockers"]',
    "a word": b'"Dockers"',
    "not a number, which JSON has not": b"NaN",
    "no time": json.dumps(article(published=None)).encode(),
    "an empty time": json.dumps(article(published="")).encode(),
    "a time in words": json.dumps(article(published="yesterday")).encode(),
    "a time as a number": json.dumps(article(published=1754992800)).encode(),
    "before all time": json.dumps(article(published="0001-01-01T00:00:00+05:00")).encode(),
    "after all time": json.dumps(article(published="9999-12-31T23:59:59-05:00")).encode(),
    "a title of the wrong type": json.dumps(article(title=["Dockers"])).encode(),
    "NaN for a title": json.dumps(article(title=float("nan"))).encode(),
    "false for a link": json.dumps(article(link=False)).encode(),
    "zero for a feed": json.dumps(article(feed=0)).encode(),
    "an empty list for a language": json.dumps(article(lang=[])).encode(),
    "neither title nor link": json.dumps(article(title=" ", link="", summary="<p>")).encode(),
    "bad UTF-8": b'{"title": "Dockers \xff", "published": "2025-08-12T10:00:00Z"}',
    "deep lists": b"[" * 200_000,
    "deep objects": b'{"a":' * 200_000,
    "a huge number": b'{"a": ' + b"9" * 10_000 + b"}",
    "control characters": b"\x00\x01\x02",
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_a_broken_line_is_refused_by_its_number_and_the_rest_goes_on(
    line: bytes, run: Run, tmp_path: Path
):
    good = json.dumps(WALK).encode()
    result = run(good + b"\n\n  \n" + line + b"\n" + good)
    assert result.exit_code == 1
    assert [answer["action"] for answer in answers(result)] == ["alert", "duplicate"]
    refused, total = result.stderr.splitlines()
    assert refused.startswith(f"{tmp_path / '1.jsonl'}:4: ")
    assert len(refused) > len(f"{tmp_path / '1.jsonl'}:4: ")
    assert total == "lines refused: 1"


def test_every_broken_line_is_told_with_its_file_and_numbers_start_anew(run: Run, tmp_path: Path):
    result = run(b"x\n" + json.dumps(WALK).encode(), b"\n\ny")
    assert [line.split(": ")[0] for line in result.stderr.splitlines()[:2]] == [
        f"{tmp_path / '1.jsonl'}:1",
        f"{tmp_path / '2.jsonl'}:3",
    ]
    assert result.stderr.splitlines()[-1] == "lines refused: 2"
    assert len(answers(result)) == 1


@pytest.mark.parametrize(
    "ending", [b"\n", b"\r\n", b""], ids=["newline", "newline of Windows", "none"]
)
def test_the_last_line_counts_however_it_ends(ending: bytes, run: Run):
    assert len(answers(run(json.dumps(WALK).encode() + ending))) == 1


def test_a_byte_order_mark_is_no_harm(run: Run):
    assert len(answers(run(b"\xef\xbb\xbf" + json.dumps(WALK).encode()))) == 1


def test_an_empty_recording_is_well(run: Run):
    result = run(b"")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
NAMES = ("feed", "title", "link", "summary", "published", "lang")


@given(st.dictionaries(st.sampled_from(NAMES), VALUES) | VALUES)
def test_whatever_the_line_it_is_an_article_or_refused(row: object):
    try:
        stored = read_line(json.dumps(row), number=1)
    except RecordingError:
        return
    assert Backtest(book()).answer(stored).action in Outcome


@given(st.binary())
def test_whatever_the_bytes_they_are_refused_or_read(line: bytes):
    with contextlib.suppress(RecordingError):
        read_line(line, number=1)


# ---------------------------------------------------------------- files and folders


@pytest.mark.parametrize("name", ["none.jsonl", "rules"])
def test_a_recording_that_cannot_be_opened_is_one_clear_message(
    name: str, rules: Path, tmp_path: Path
):
    with pytest.raises(BotError, match=rf"^cannot read .*{name}: ") as caught:
        CliRunner().invoke(
            app,
            ["backtest", "--rules", str(rules), str(tmp_path / name)],
            catch_exceptions=False,
        )
    assert "\n" not in str(caught.value)


def test_a_rules_folder_that_does_not_hold_is_an_error(run: Run, rules: Path):
    (rules / "broken.yaml").write_text("topic: [")
    with pytest.raises(BotError, match=r"broken\.yaml:2:1: "):
        run([WALK])


# ---------------------------------------------------------------- size


def test_what_is_kept_does_not_grow_with_the_length_of_a_recording():
    """Two weeks, 20 articles a day: the window forgets; only what was told is kept, as ids."""

    def play(test: Backtest, first_day: int, days: int) -> None:
        for day in range(first_day, first_day + days):
            for n in range(20):
                words = f"{day * 7919 % 10007} quay{n * 31 % 97} crane{day}x{n}"
                row = article(
                    title=f"Dockers {words}" if n % 2 else f"Rowers {words}",
                    link=f"https://quay.example/{day}/{n}",
                    published=f"2025-{day // 28 + 1:02}-{day % 28 + 1:02}T{n % 24:02}:00:00",
                )
                test.answer(read_line(json.dumps(row), number=n))

    play(Backtest(book()), 0, 16)  # what the process remembers of words is no part of it
    test = Backtest(book())
    tracemalloc.start()
    try:
        play(test, 0, 6)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        play(test, 6, 10)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 10 * 20 * 600  # bytes an article; who keeps articles needs 900
