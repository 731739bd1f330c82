"""Topic files: bad ones are data/rules/bad-topics/<what is wrong>.yaml."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RuleFileError
from bot.models import Problem
from bot.rules.book import Condition, Topic
from bot.rules.files.topicfile import parse_topic
from bot.rules.terms import Term
from tests.rules.badfiles import DATA, assert_announced

BAD = sorted((DATA / "bad-topics").iterdir())


@pytest.mark.parametrize("path", BAD, ids=[path.stem for path in BAD])
def test_every_problem_is_found_at_its_place(path: Path):
    with pytest.raises(RuleFileError) as caught:
        parse_topic(path.read_bytes(), str(path))
    assert_announced(path, caught.value.problems)


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"", (1, 1), "empty"),
        (b"\xef\xbb\xbf", (1, 1), "empty"),
        (b"topic: a\ntitle: \xc5\x82\xff", (2, 9), "UTF-8"),
        ("topic: a".encode("utf-16"), (1, 1), "UTF-8"),
    ],
)
def test_bytes_that_hold_no_text_are_one_problem(data: bytes, place: tuple[int, int], words: str):
    with pytest.raises(RuleFileError) as caught:
        parse_topic(data, "a.yaml")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == place
    assert words in problem.message


def test_a_topic_is_read_with_conditions_at_any_depth():
    topic = parse_topic((DATA / "good" / "harbour.yaml").read_bytes(), "harbour.yaml")
    strike = topic.rules[0]
    assert (topic.name, topic.title) == ("harbour", "Harbour")
    assert strike.condition == Condition(
        any=(
            Term(text="dockers", words=("dockers",)),
            Term(text="dock worker*", words=("dock", "worker"), prefix=True),
            Condition(
                all=(
                    Term(text="crane*", words=("crane",), prefix=True),
                    Term(text="idle", words=("idle",)),
                )
            ),
        ),
        all=(Term(text="strike", words=("strike",)),),
        none=(Term(text="lightning", words=("lightning",)),),
    )
    assert [(example.text, example.line, example.column) for example in strike.match] == [
        ("Dockers begin a strike", 13, 11),
        ("Strike: cranes stand idle", 14, 11),
        ("A dock-worker's strike", 15, 11),
    ]


def test_every_scalar_is_text_as_written():
    topic = parse_topic((DATA / "good" / "harbour.yaml").read_bytes(), "harbour.yaml")
    written = [term.text for term in topic.rules[1].condition.terms()]
    unquoted = ["no", "on", "66", "1:30", "2025-08-15", "null", "0x1F", "1e3", ".inf", "yes"]
    assert written == [*unquoted, "007", "1_000"]


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_byte_order_mark_and_line_ends_change_nothing(mark: str, breaks: str):
    text = (DATA / "good" / "harbour.yaml").read_text()
    plain = parse_topic(text, "harbour.yaml")
    assert parse_topic((mark + text.replace("\n", breaks)).encode(), "harbour.yaml") == plain


def parse_or_problems(data: bytes | str) -> None:
    """Parse anything; only a complete list of problems may come out instead of a topic."""
    topic: Topic | None = None
    problems: tuple[Problem, ...] = ()
    try:
        topic = parse_topic(data, "any.yaml")
    except RuleFileError as error:
        problems = error.problems
    assert (topic is not None) != bool(problems)
    assert all(found.message and found.file == "any.yaml" for found in problems)


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_topic_or_problems(data: bytes):
    parse_or_problems(data)


@given(st.text(max_size=100))
def test_any_text_ends_in_a_topic_or_problems(text: str):
    parse_or_problems(text)


FRAGMENTS = [
    *(
        "topic: a\n",
        "title: A\n",
        "rules:\n",
        "  - name: b\n",
        "    any:\n",
        "      - ",
        "word",
        "\n",
    ),
    *("*", "&x", "!t ", "'", '"', "[", "]", "{", "}", ": ", "? ", "- ", "| ", "> ", "#", "@", "%"),
    *(
        "\t",
        "---\n",
        "...\n",
        "  ",
        "<<: ",
        "\\",
        "\0",
        "\x85",
        "\u2028",
        "\ufeff",
        "é",
        "\U0001f680",
    ),
    *("    near: ", "    in: ", "    score: ", "    hours: ", "sentence", "12", "title:", "link"),
    *("words:\n  w: [", "$w", " NEAR/", " THEN ", "/", "(", "=", "formerly: ", "min_score: "),
    *("any", "all", "none", "examples", "match", "skip", ",", "~", "=", "$", "\ud800"),
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_any_yaml_ends_in_a_topic_or_problems(text: str):
    parse_or_problems(text)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: ["])
def test_depth_and_bombs_end_at_once(opening: str):
    parse_or_problems(opening * 100_000)
    names = "abcdefghij"
    lines = (f"{name}: &{name} [*{last}, *{last}]" for last, name in pairwise(names))
    parse_or_problems("\n".join(("a: &a [x, x]", *lines)))
