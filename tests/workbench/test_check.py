"""What `check` finds in a rules folder."""

from dataclasses import replace
from pathlib import Path

from bot.workbench.check import CheckReport, check_rules
from tests.rules.badfiles import DATA

WRONG = """\
topic: harbour
title: Harbour
rules:
  - name: strike
    any: [dockers, pilots]
    none: [hunger]
    examples:
      match:
        - Dockers walk out
        - Sailors walk out
        - Dockers on hunger strike
      skip:
        - Sailors sing
        - Pilots and DOCKERS sing
  - name: sailors
    any: [sailors]
  - name: all
    any: ["*"]
    examples: {skip: [Anything]}
"""


def test_a_good_folder_has_no_problems_and_is_counted():
    report = check_rules(DATA / "good")
    assert [note.message for note in report.notes] == ['rule "all" runs on every article']
    assert replace(report, notes=()) == CheckReport(
        problems=(), topics=2, rules=3, terms=19, feeds=3, examples=13
    )


def test_examples_are_judged_by_their_own_rule_with_place_and_reason(tmp_path: Path):
    (tmp_path / "harbour.yaml").write_text(WRONG)
    file = tmp_path / "harbour.yaml"
    assert [str(found) for found in check_rules(tmp_path).problems] == [
        f'{file}:10:11: rule "strike" must match "Sailors walk out" and does not '
        '(nothing under "any" is there: "dockers", "pilots")',
        f'{file}:11:11: rule "strike" must match "Dockers on hunger strike" and does not '
        '("none" forbids it: "hunger")',
        f'{file}:14:11: rule "strike" must skip "Pilots and DOCKERS sing" and matches it '
        '(it hits "Pilots" by the term "pilots", "DOCKERS" by the term "dockers")',
        f'{file}:19:23: rule "all" must skip "Anything" and matches it '
        '(the term "*" matches everything)',
    ]


def test_examples_of_files_that_hold_are_tried_beside_files_that_do_not(tmp_path: Path):
    (tmp_path / "harbour.yaml").write_text(WRONG)
    (tmp_path / "broken.yaml").write_text("topic: [")
    report = check_rules(tmp_path)
    files = {Path(found.file).name for found in report.problems}
    assert files == {"harbour.yaml", "broken.yaml"}
    assert (report.topics, report.examples) == (1, 6)


def test_a_missing_folder_is_a_report_too(tmp_path: Path):
    report = check_rules(tmp_path / "none")
    assert len(report.problems) == 1
    assert report.topics == 0


def test_secrets_of_feeds_that_are_not_set_are_problems_where_they_are_looked_up(tmp_path: Path):
    (tmp_path / "feeds.yaml").write_text(
        "feeds:\n  - url: https://a.example/rss\n    user: ${FEED_USER}\n"
    )
    wrong = [found.line for found in check_rules(tmp_path).problems if found.line]
    looked_up = check_rules(tmp_path, environment={}).problems
    assert wrong == []
    assert "needs FEED_USER, which is not set" in "\n".join(map(str, looked_up))
