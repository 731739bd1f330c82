"""Spoilt files and texts, some; `python -m tests.rules.fuzz SECONDS` goes on for longer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import RuleFileError
from bot.rules.files.feedlist import parse_feeds
from bot.rules.files.sharedfiles import parse_names, parse_words
from bot.rules.files.topicfile import SharedLists, parse_topic
from tests.rules.fuzz import SEEDS, run

READERS: dict[str, Callable[[bytes, str], object]] = {
    "feeds.yaml": parse_feeds,
    "names.yaml": parse_names,
    "words.yaml": parse_words,
}


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.yaml")), ids=lambda path: path.name)
def test_every_seed_is_read_unless_it_is_called_broken(path: Path):
    lists = SharedLists(parse_words((SEEDS / "words.yaml").read_bytes(), ""), complete=True)
    problems: tuple[object, ...] = ()
    try:
        if path.name in READERS:
            READERS[path.name](path.read_bytes(), path.name)
        else:
            parse_topic(path.read_bytes(), path.name, lists)
    except RuleFileError as error:
        problems = error.problems
    assert bool(problems) is ("broken" in path.name)


def test_spoilt_files_give_problems_or_a_book_and_spoilt_texts_match_where_they_say():
    findings = run(20, until=lambda runs: runs >= 1_500, slack=5.0, dictionaries=False)
    assert {where: what for where, (what, _) in findings.broken.items()} == {}
    assert findings.runs["match"] > 300
