"""The editors' commands, as they are typed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.workbench import recordings

TOPIC = """\
topic: port
title: Port
rules:
  - name: strikes
    all:
      - any: [dockers, pilots]
      - any: [walkout]
"""
ROWS = [
    {"feed": "Desk", "title": "Dockers walkout", "link": "https://a.example/1"},
    {"feed": "Desk", "title": "Quiet day", "link": "https://a.example/2"},
    {"feed": "Desk", "title": "Cranes in walkout", "link": "https://a.example/3"},
]


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "port.yaml").write_text(TOPIC)
    return tmp_path / "rules"


@pytest.fixture
def recording(tmp_path: Path) -> str:
    lines = [json.dumps(row | {"published": "2026-03-02T12:00:00Z"}) for row in ROWS]
    (tmp_path / "day.jsonl").write_text("\n".join(lines) + "\n")
    return str(tmp_path / "day.jsonl")


def run(*arguments: str, typed: str | bytes = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


def test_check_tells_warnings_apart_from_problems_by_its_exit_code(rules: Path):
    assert run("check").exit_code == 0
    (rules / "port.yaml").write_text(TOPIC.replace("pilots", "pilots, pilots"))
    warned = run("check")
    assert warned.exit_code == 0
    assert "is there twice" in warned.stdout
    assert "1 warnings" in warned.stdout
    assert run("check", "--strict").exit_code == 1
    (rules / "port.yaml").write_text("topic: [")
    assert run("check").exit_code == 1


def test_check_for_editors_prints_json_and_nothing_else(rules: Path):
    assert run("check", "--format", "json").stdout == "[]\n"
    (rules / "port.yaml").write_text("topic: [")
    checked = run("check", "--format", "json")
    assert checked.exit_code == 1
    assert {row["severity"] for row in json.loads(checked.stdout)} == {"error"}


def test_check_over_a_recording_warns_of_storms(rules: Path, recording: str):
    assert "all well" in run("check", "--archive", recording, "--most", "1").stdout
    (rules / "port.yaml").write_text('topic: a\ntitle: A\nrules: [{name: r, any: ["*"]}]\n')
    assert "rung 3 times" in run("check", "--archive", recording, "--most", "2").stdout


def test_backtest_wants_something_to_read(rules: Path):
    assert run("backtest").exit_code == 2
    told = run("backtest", "--since", "7d")
    assert "the bot has not run yet" in str(told.exception)
    assert "--since" in str(run("backtest", "--since", "a week").exception)


def test_backtest_answers_every_line_as_json(rules: Path, recording: str):
    lines = run("backtest", "--format", "jsonl", recording).stdout.splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["alert", "none", "none"]


def test_backtest_of_a_change_prints_what_it_gains_and_loses(
    rules: Path, recording: str, tmp_path: Path
):
    changed = tmp_path / "changed"
    changed.mkdir()
    (changed / "port.yaml").write_text(TOPIC.replace("dockers", "cranes"))
    arguments = ("backtest", recording, "--diff", str(changed))
    rows = [json.loads(line) for line in run(*arguments, "--format", "jsonl").stdout.splitlines()]
    assert [(row["gained"], row["lost"]) for row in rows] == [([], ["port"]), (["port"], [])]
    shown = run(*arguments, "--topic", "port").stdout
    assert "+port Cranes in walkout" in shown
    assert "-port Dockers walkout" in shown
    assert "leave --format html out" in str(run(*arguments, "--format", "html").exception)


def test_backtest_as_a_page_prints_nothing_but_the_page(rules: Path, recording: str):
    page = run("backtest", "--format", "html", recording).stdout
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>\n")
    assert "<mark>Dockers</mark>" in page


@pytest.mark.parametrize("format", ["text", "html"])
def test_what_there_is_is_printed_when_backtest_is_interrupted(
    rules: Path, recording: str, monkeypatch: pytest.MonkeyPatch, format: str
):
    whole = recordings.read_recordings

    def interrupted(*given) -> Iterator[object]:
        yield next(iter(whole(*given)))
        raise KeyboardInterrupt

    monkeypatch.setattr(recordings, "read_recordings", interrupted)
    ended = run("backtest", "--format", format, recording)
    assert ended.exit_code == 130
    assert "Dockers" in ended.stdout
    assert "1 articles" in ended.stdout
    assert "interrupted" in ended.stderr


def test_explain_takes_an_article_from_a_file_or_from_standard_input(rules: Path):
    article = json.dumps({"title": "Pilots sing"})
    told = run("explain", "-", typed=article).stdout
    assert "✗ port does not match" in told
    assert "not there: walkout" in told
    (rules / "article.json").write_text(f"[{article}, {article}]")
    assert run("explain", str(rules / "article.json")).stdout == told * 2


@pytest.mark.parametrize("typed", ["", "[]", "{", "7", '{"title": 7}', "{}", b"\xff"])
def test_explain_says_what_is_no_article(rules: Path, typed: str | bytes):
    assert "tocsin" not in run("explain", "-", typed=typed).stdout
    assert type(run("explain", "-", typed=typed).exception).__name__ in ("BotError",)


def test_derive_prints_a_topic_and_beside_it_what_it_would_have_brought(
    rules: Path, recording: str
):
    text = "Dockers begin walkout in Norddorf\nThe dockers of Norddorf began a walkout on Monday."
    derived = run("derive", "-", "--archive", recording, typed=text)
    assert derived.exit_code == 0
    assert "3 articles" in derived.stderr
    assert "articles" not in derived.stdout
    target = rules / "derived.yaml"
    target.write_text(derived.stdout)
    assert run("check").exit_code == 0


def test_variants_lists_spellings_and_the_operators_own(rules: Path):
    (rules / "names.yaml").write_text("names: {Zelenskyy: [Zelenskiyyy]}\n")
    told = run("variants", "~Zelenskyy").stdout
    assert "Selenskyj" in told
    assert "Зеленського" in told
    assert "Zelenskiyyy" in told
    assert "no name" in str(run("variants", "~").exception)


def test_a_topic_goes_from_folder_to_folder(rules: Path, tmp_path: Path):
    exported = run("export", "port").stdout
    assert exported == TOPIC
    other = tmp_path / "other"
    other.mkdir()
    assert run("import", "-", "--rules", str(other), typed=exported).exit_code == 0
    assert (other / "port.yaml").read_text() == TOPIC
    assert "exists" in str(run("import", "-", "--rules", str(other), typed=exported).exception)


def test_schema_says_where_the_schemas_are_and_writes_them(rules: Path, tmp_path: Path):
    paths = [Path(line) for line in run("schema").stdout.splitlines()]
    assert {path.name for path in paths} >= {"topic.schema.json", "feeds.schema.json"}
    assert all(path.is_file() for path in paths)
    run("schema", str(tmp_path / "schemas"))
    assert (tmp_path / "schemas" / "topic.schema.json").is_file()
