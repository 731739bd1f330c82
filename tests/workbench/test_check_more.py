"""Warnings of `check`, alerts a day, and its JSON."""

import json
from datetime import timedelta
from pathlib import Path

from bot.models import StoredArticle
from bot.workbench.check import check_rules, to_json
from tests.builders import NOON, build_article

TOPIC = "topic: port\ntitle: Port\nrules:\n  - name: one\n    any: [cranes, pilots, pilots]\n"
HEADLINES = (
    "Cranes fall silent at the eastern quay",
    "Museum buys two wooden cranes",
    "How birdwatchers count cranes in spring",
    "Builder fined: no brakes on his cranes",
    "Storm bends cranes above the stadium",
    "Paper cranes for a thousand guests",
)


def recording(count: int) -> list[StoredArticle]:
    # Headlines that have nothing in common but the word, so that each is a story of its own.
    return [
        StoredArticle(
            id=number,
            source=f"Desk {number}",
            seen=NOON + timedelta(minutes=number),
            article=build_article(str(number), title=HEADLINES[number], summary="", link_key=""),
        )
        for number in range(count)
    ]


def test_a_topic_that_rings_too_often_is_named_at_its_place(tmp_path: Path):
    file = tmp_path / "port.yaml"
    file.write_text(TOPIC)
    report = check_rules(tmp_path, recording=recording(6), most_a_day=5)
    assert [str(found) for found in report.warnings] == [
        f'{file}:1:8: "port" would have rung 6 times on 2026-03-02 '
        "(5 are enough: ask for more, or forbid what is not meant under none)",
        f'{file}:5:27: "pilots" is there twice (it stands on line 5 already: keep one)',
    ]
    assert not report.problems


def test_a_topic_that_rings_often_enough_is_not_named(tmp_path: Path):
    (tmp_path / "port.yaml").write_text(TOPIC)
    report = check_rules(tmp_path, recording=recording(5), most_a_day=5)
    assert len(report.warnings) == 1


def test_json_holds_what_editors_show_in_the_order_of_the_file(tmp_path: Path):
    file = tmp_path / "port.yaml"
    file.write_text(TOPIC + "    examples: {match: [Sailors sing]}\n")
    rows = json.loads(to_json(check_rules(tmp_path)))
    assert [(row["severity"], row["line"], row["column"]) for row in rows] == [
        ("warning", 5, 27),
        ("error", 6, 24),
    ]
    assert set(rows[0]) == {"file", "line", "column", "severity", "message", "hint"}
    assert rows[1]["file"] == str(file)


def test_a_rule_that_runs_on_every_article_is_named(tmp_path: Path):
    file = tmp_path / "port.yaml"
    file.write_text(
        "topic: port\ntitle: Port\nrules:\n"
        "  - {name: lone, any: ['/F-?16/']}\n"
        "  - {name: helped, all: ['/F-?16/', jet]}\n"
    )
    report = check_rules(tmp_path)
    assert [(note.line, note.message) for note in report.notes] == [
        (4, 'rule "lone" runs on every article')
    ]
    assert not report.warnings
    assert [row["severity"] for row in json.loads(to_json(report))] == ["information"]
