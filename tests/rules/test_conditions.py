"""Which words a rule waits for, and what is said when it does not match."""

import pytest

from bot.rules.book import build_book
from bot.rules.engine.compiled import ANYTHING
from bot.rules.engine.explain import StepKind, say_miss
from tests.rules.builders import (
    compile_plainly,
    make_article,
    make_condition,
    make_matcher,
    make_topic,
    read_matcher,
)


@pytest.mark.parametrize(
    ("condition", "needed"),
    [
        (make_condition(any=("ship", "crane")), {"ship", "crane"}),
        (make_condition(any=("ship", "crane"), all=("harbourmaster",)), {"harbourmaster"}),
        (make_condition(all=("ship", "harbourmaster")), {"harbourmaster"}),
        (make_condition(all=("ship", "*")), {"ship"}),
        (make_condition(any=("ship", "*")), set()),
        (make_condition(any=("ship", "*"), all=("crane",)), {"crane"}),
        (make_condition(any=("ship", make_condition(all=("at", "harbour")))), {"ship", "harbour"}),
        (make_condition(all=("ship",), none=("harbourmaster",)), {"ship"}),
        (make_condition(any=("the harbourmaster",)), {"harbourmaster"}),
        (make_condition(any=("a NEAR/5 harbourmaster",)), {"harbourmaster"}),
        (make_condition(any=("/ship.*/",)), set()),
        (make_condition(all=("/ship.*/", "crane")), {"crane"}),
    ],
)
def test_a_rule_waits_for_its_rarest_clause(condition, needed):
    compiled = compile_plainly(build_book([make_topic(condition)]))
    waits = {number for number, bundles in enumerate(compiled.waiting) if bundles}
    numbers = {number for word in needed for number in compiled.words[word]}
    assert waits == (numbers or {ANYTHING})


def test_rules_that_run_on_every_article_are_listed():
    conditions = (("/ship.*/",), ("ship",), ("*",))
    matcher = make_matcher(*(make_condition(any=each) for each in conditions))
    assert matcher.unindexed == (("t", "r0"), ("t", "r2"))


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (make_condition(all=("ship", "crane")), '"all" needs "crane", which is not there'),
        (make_condition(any=("quay", "pier")), 'nothing under "any" is there: "quay", "pier"'),
        (make_condition(any=tuple("abcdefg")[1:]), '"b", "c", "d", "e", "f" and 1 more'),
        (make_condition(any=("ship",), none=("toy", "red")), '"none" forbids it: "toy"'),
        (make_condition(all=(make_condition(any=("pier",)),)), 'under "all" fails: nothing under'),
        (make_condition(any=("ship",)), "it matches"),
    ],
)
def test_a_miss_names_the_clause_that_fails(condition, reason):
    verdict = make_matcher(condition).explain_rule("t", "r0", make_article("A toy ship"))
    assert reason in say_miss(verdict)


def test_an_explanation_is_a_tree_of_what_holds_and_what_fails():
    matcher = make_matcher(make_condition(all=("ship", make_condition(any=("crane", "quay")))))
    (topic,) = matcher.explain(make_article("Ship", "no crane here"))
    (rule,) = topic.rules
    assert (topic.matches, rule.holds, len(rule.hits)) == (True, True, 2)
    (step,) = rule.steps
    ship, crane = step.parts
    assert (ship.kind, ship.text, [hit.words for hit in ship.hits]) == ("term", "ship", ["Ship"])
    assert crane.kind is StepKind.ANY
    assert [(part.text, part.holds) for part in crane.parts] == [("crane", True), ("quay", False)]


@pytest.mark.parametrize(
    ("keys", "article", "reason"),
    [
        ("all: [ship, crane]\nnear: 3", {}, "do not stand within 3 words in one field"),
        ("any: [ship]\nlanguages: en", {"language": "pl"}, "its language is pl, not en"),
        (
            "any: [ship]\nsources: [a.example]",
            {"link": "https://b.example/"},
            "its source is b.example, not a.example",
        ),
    ],
)
def test_a_miss_names_the_demand_that_fails(keys, article, reason):
    found = make_article("Ship at the quay: a crane", **article)
    assert reason in say_miss(read_matcher(keys).explain_rule("t", "r", found))
