"""Which words a rule waits for, and what is said when it does not match."""

import pytest

from bot.rules.conditions import explain_miss, needed_terms
from bot.rules.index import TermIndex
from tests.rules.test_match import make_article, make_condition


@pytest.mark.parametrize(
    ("condition", "needed"),
    [
        (make_condition(any=("ship", "crane")), {"ship", "crane"}),
        (make_condition(any=("ship", "crane"), all=("harbourmaster",)), {"harbourmaster"}),
        (make_condition(all=("ship", "harbourmaster")), {"harbourmaster"}),
        (make_condition(all=("ship", "*")), {"ship"}),
        (make_condition(any=("ship", "*")), None),
        (make_condition(any=("ship", "*"), all=("crane",)), {"crane"}),
        (make_condition(any=("ship", make_condition(all=("at", "harbour")))), {"ship", "harbour"}),
        (make_condition(all=("ship",), none=("harbourmaster",)), {"ship"}),
    ],
)
def test_a_rule_waits_for_its_rarest_clause(condition, needed):
    terms = needed_terms(condition)
    assert (None if terms is None else {term.text for term in terms}) == needed


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
    found = TermIndex(condition.terms()).find(make_article("A toy ship"))
    assert reason in explain_miss(condition, found)
