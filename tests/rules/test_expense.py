"""What the regular expressions of a file may cost."""

import time

import pytest

from bot.errors import RuleFileError
from bot.rules.files.topicfile import parse_topic


def write_topic(patterns: list[str]) -> str:
    terms = "".join(f"      - '{pattern}'\n" for pattern in patterns)
    return f"topic: t\ntitle: T\nrules:\n  - name: r\n    any:\n{terms}"


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"/\pL{500}n@/", id="too-large-each"),
        pytest.param(r"/\pL{30}@/", id="large"),
        pytest.param(r"/(\pL{30}@)?/", id="refused-when-compiled"),
        pytest.param(r"title:/\pL{20}@/", id="in-one-field"),
        pytest.param("/@/", id="very-many"),
    ],
)
def test_expressions_that_take_long_together_are_one_problem(pattern: str):
    text = write_topic([pattern.replace("@", str(number)) for number in range(5_000)])
    begun = time.process_time()
    with pytest.raises(RuleFileError) as caught:
        parse_topic(text, "t.yaml")
    assert time.process_time() - begun < 5 * len(text) / 100_000
    (problem,) = caught.value.problems
    assert "too large together" in str(problem)
    assert "fewer repetitions" in problem.hint


@pytest.mark.parametrize(
    "patterns",
    [
        pytest.param([r"/\pL{30}/"] * 500, id="the-same-again"),
        pytest.param([rf"/\b(F-?{n}s?|Su-?{n})\b/" for n in range(500)], id="ordinary"),
        pytest.param([r"/\pL{30}/", r"/\pL{3}\w{4}/", r"/[^.]{200}x/"], id="large-ones"),
    ],
)
def test_expressions_that_people_write_are_read(patterns: list[str]):
    (rule,) = parse_topic(write_topic(patterns), "t.yaml").rules
    assert [item.text for item in rule.condition.terms()] == patterns


def test_an_expression_beside_near_is_refused_without_being_compiled():
    text = write_topic([rf"a NEAR /\pL{{30}}{number}/" for number in range(3_000)])
    begun = time.process_time()
    with pytest.raises(RuleFileError) as caught:
        parse_topic(text, "t.yaml")
    assert time.process_time() - begun < 5 * len(text) / 100_000
    assert len(caught.value.problems) == 3_000


def test_mistakes_in_expressions_are_each_told():
    with pytest.raises(RuleFileError) as caught:
        parse_topic(write_topic([f"/(?={number})/" for number in range(100)]), "t.yaml")
    assert len(caught.value.problems) == 100
