"""The tree of reasons, as people see it."""

from io import StringIO

from rich.console import Console

from bot.models import Article
from bot.rules.book import build_book
from bot.rules.files.topicfile import parse_topic
from bot.workbench.explain import draw_verdicts
from bot.workbench.matching import open_matcher

TOPIC = """\
topic: port
title: Port
rules:
  - name: strikes
    all:
      - any: [dockers, pilots]
      - any: [walkout, strike*]
    none: [hunger, rehearsal]
"""


def draw(title: str) -> list[str]:
    topic = parse_topic(TOPIC, "port.yaml")
    article = Article(guid="", link="", title=title, summary="", published=None)
    tree = draw_verdicts(open_matcher(build_book([topic])).explain(article), title)
    console = Console(file=StringIO(), width=100, color_system=None)
    console.print(tree)
    assert isinstance(console.file, StringIO)
    return [line.lstrip("│├└─ ").rstrip() for line in console.file.getvalue().splitlines()]


def test_what_holds_is_told_with_its_words_and_places():
    assert draw("Dockers begin strikes") == [
        "Dockers begin strikes",
        "✓ port matches",
        "✓ strikes",
        "✓ all",
        "✓ any of 2",
        '✓ dockers: "Dockers" (title 0–7)',
        "✓ any of 2",
        '✓ strike*: "strikes" (title 14–21)',
        "✓ none of 2",
    ]


def test_what_fails_is_told_with_what_was_looked_for():
    lines = draw("Sailors strike")
    assert "✗ port does not match" in lines
    assert "not there: dockers, pilots" in lines


def test_what_forbids_is_told_as_what_is_wrong():
    lines = draw("Dockers in hunger strike")
    assert lines[-2:] == ["✗ none of 2", '✗ hunger: "hunger" (title 11–17)']
