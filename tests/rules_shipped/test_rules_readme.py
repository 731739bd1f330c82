"""What rules/README.md says of words and rules is true."""

import re
from pathlib import Path

import pytest

from bot.models import Article
from bot.rules.book import build_book
from bot.rules.files.topicfile import parse_topic
from bot.rules.match import Matcher
from bot.workbench.check import check_examples
from bot.workbench.matching import open_matcher

README = (Path(__file__).parents[2] / "rules" / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(.+?)` \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
WORDS = README.partition("## What a word means")[2].partition("\n## ")[0]


def read_rows() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Return term, found and not found of each row that gives texts."""
    return [
        (term.strip('"'), split_texts(found), split_texts(missed))
        for term, found, missed in ROW.findall(WORDS)
        if "every" not in found and not term.startswith("title:")
    ]


def split_texts(cell: str) -> tuple[str, ...]:
    if "NEAR" in cell or cell.startswith("truce agreed"):
        return (cell,)
    return tuple(text.strip() for text in cell.split(","))


def read_topic(term: str) -> Matcher:
    lines = ("topic: t", "title: T", "rules:", "  - name: r", f"    any: ['{term}']")
    return open_matcher(build_book([parse_topic("\n".join(lines), "t.yaml")], ()))


def rings(matcher: Matcher, title: str, summary: str = "") -> bool:
    article = Article(guid="", link="", title=title, summary=summary, published=None)
    return bool(matcher.match(article))


@pytest.mark.parametrize(("term", "found", "missed"), read_rows())
def test_a_row_of_the_table_finds_what_it_says(
    term: str, found: tuple[str, ...], missed: tuple[str, ...]
):
    matcher = read_topic(term)
    assert [text for text in found if not rings(matcher, text)] == []
    assert [text for text in missed if rings(matcher, text)] == []


def test_a_field_before_a_term_limits_it_to_that_field():
    matcher = read_topic("title:visit")
    assert rings(matcher, "visits", "")
    assert not rings(matcher, "", "visits")


def test_the_topic_read_aloud_holds_with_its_examples():
    text = README.partition("```yaml\n")[2].partition("```")[0]
    book = build_book([parse_topic(text, "bridges.yaml")], ())
    assert [str(problem) for problem in check_examples(book)] == []


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("attack on Kyiv", "Kyiv attacked", False),
        ("Łuck", "luck", True),
    ],
)
def test_the_common_mistakes_are_as_told(term: str, text: str, found: bool):
    assert rings(read_topic(term), text) is found
