"""Matching: tables of conditions and headlines, and the index against the plain definition."""

from collections.abc import Iterator
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Article
from bot.rules.book import Condition, Item, Near, Rule, Topic, build_book
from bot.rules.match import Matcher
from bot.rules.terms import Term, parse_term
from bot.rules.text import tokenize
from tests.rules.builders import (
    compile_plainly,
    make_article,
    make_condition,
    make_matcher,
    read_matcher,
)


@pytest.mark.parametrize(
    ("condition", "title", "hit"),
    [
        (make_condition(any=("Łódź",)), "Tram derails in LODZ", {"LODZ"}),
        (make_condition(any=("Київ",)), "У Києві спокійно, Київ спить", {"Київ"}),
        (make_condition(any=("pier",)), "Piers and Pierre", None),
        (make_condition(any=("pier*",)), "Piers and Pierre", {"Piers", "Pierre"}),
        (make_condition(any=("Ukraine",)), "Ukraine’s harvest", {"Ukraine"}),
        (make_condition(any=("land swap",)), "No land-swap, no Swap land", {"land-swap"}),
        (make_condition(any=("land swap*",)), "Land swaps", {"Land swaps"}),
        (make_condition(any=("cease-fire",)), "Ceasefire holds", {"Ceasefire"}),
        (
            make_condition(any=("cease-fire",)),
            "Cease fire, a cease-fire",
            {"Cease fire", "cease-fire"},
        ),
        (make_condition(any=("cease-fire talks",)), "Ceasefire talks", {"Ceasefire talks"}),
        (make_condition(any=("cease fire",)), "Ceasefire holds", None),
        (make_condition(any=("F-16",)), "F16, F-16, F 16 and 16", {"F16", "F-16", "F 16"}),
        (make_condition(any=("title:С-300",)), "Ракета С300", {"С300"}),
        (make_condition(any=("=F-16",)), "F16", None),
        (make_condition(any=("front-lin*",)), "Frontlines", {"Frontlines"}),
        (make_condition(any=("9-11",)), "Call 911", None),
        (make_condition(any=("ship",), none=("re-entry",)), "Ship, reentry", None),
        (make_condition(any=("land big swap*",)), "land small swaps", None),
        (make_condition(any=("swap land",)), "a swap", None),
        (make_condition(any=("a b a",)), "a b a b a", {"a b a"}),
        (make_condition(all=("ship", "crane")), "Crane lifts ship", {"Crane", "ship"}),
        (make_condition(all=("ship", "crane")), "Ship sails", None),
        (make_condition(any=("ship",), all=("crane",)), "A crane", None),
        (make_condition(any=("ship",), none=("toy",)), "Toy ship", None),
        (make_condition(any=("ship",), none=("toy",)), "Ship", {"Ship"}),
        (make_condition(any=("*",)), "Whatever", set()),
        (make_condition(any=("*", "ship")), "A ship", {"ship"}),
        (make_condition(all=("*",), none=("ship",)), "A ship", None),
        (
            make_condition(any=("ship", make_condition(all=("crane", "falls")))),
            "Crane hits ship",
            {"ship"},  # the half of a condition that does not hold is no reason
        ),
        (
            make_condition(any=("ship",), none=(make_condition(all=("toy", "red")),)),
            "A toy ship",
            {"ship"},
        ),
    ],
)
def test_a_rule_matches_by_these_words(condition: Condition, title: str, hit: set[str] | None):
    matches = make_matcher(condition).match(make_article(title))
    assert [{hit.words for hit in match.hits} for match in matches] == (
        [] if hit is None else [hit]
    )


def test_hits_name_term_field_and_place_in_order():
    condition = make_condition(any=("ship", "Big Ship*"), none=("toy",))
    (match,) = make_matcher(condition).match(make_article("Ship sinks", "A big ship; SHIP."))
    assert [(hit.term, hit.field, hit.start, hit.end, hit.words) for hit in match.hits] == [
        ("ship", "title", 0, 4, "Ship"),
        ("Big Ship*", "summary", 2, 10, "big ship"),
        ("ship", "summary", 6, 10, "ship"),
        ("ship", "summary", 12, 16, "SHIP"),
    ]


def test_a_phrase_does_not_run_from_title_into_summary():
    matcher = make_matcher(make_condition(any=("big ship",)))
    assert matcher.match(make_article("It is big", "Ship sinks")) == ()


def test_words_of_one_rule_may_stand_in_both_fields():
    matcher = make_matcher(make_condition(all=("big", "ship")))
    assert len(matcher.match(make_article("It is big", "Ship sinks"))) == 1


def test_matches_come_in_the_order_of_the_book():
    def topic(name: str) -> Topic:
        rules = tuple(
            Rule(name=word, condition=make_condition(any=(word,))) for word in ("ship", "crane")
        )
        return Topic(name=name, title=name, description="", rules=rules)

    matcher = Matcher(compile_plainly(build_book([topic("b"), topic("a")])))
    matches = matcher.match(make_article("Crane hits ship"))
    assert [(match.topic, match.rule) for match in matches] == [
        ("b", "ship"),
        ("b", "crane"),
        ("a", "ship"),
        ("a", "crane"),
    ]


# ---------------------------------------------------------------- against the plain definition

WORDS = ("oak", "oaken", "elm", "ash", "ashen")
terms = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    st.sampled_from(WORDS).map(lambda word: word + "*"),
    st.tuples(st.sampled_from(WORDS), st.sampled_from(("oak*", "ash*"))).map(" ".join),
    st.just("*"),
).map(parse_term)


def conditions_over(items: st.SearchStrategy[Item]) -> st.SearchStrategy[Condition]:
    clause = st.lists(items, max_size=2).map(tuple)
    built = st.builds(Condition, any=clause, all=clause, none=clause)
    return built.filter(lambda condition: bool(condition.any or condition.all))


conditions = st.recursive(
    conditions_over(terms), lambda inner: conditions_over(st.one_of(terms, inner)), max_leaves=5
)
texts = st.lists(st.sampled_from((*WORDS, "fir")), max_size=6).map(" ".join)


def places_of(term: Term, text: str) -> Iterator[tuple[int, int]]:
    tokens = tokenize(text)
    for at in range(len(tokens) - len(term.words) + 1):
        window = tokens[at : at + len(term.words)]
        pairs = list(zip(window, term.words, strict=True))
        whole = all(token.folded == word for token, word in pairs[:-1])
        last, word = pairs[-1]
        if whole and (last.folded == word or (term.prefix and last.folded.startswith(word))):
            yield window[0].start, last.end


def holds(item: Item, article: Article) -> bool:
    assert not isinstance(item, Near)
    if isinstance(item, Term):
        fields = (article.title, article.summary)
        return item.everything or any(any(places_of(item, text)) for text in fields)
    return (
        (not item.any or any(holds(part, article) for part in item.any))
        and all(holds(part, article) for part in item.all)
        and not any(holds(part, article) for part in item.none)
    )


@given(st.lists(conditions, min_size=1, max_size=4), texts, texts)
def test_exactly_the_rules_that_hold_match(rules: list[Condition], title: str, summary: str):
    article = make_article(title, summary)
    matches = make_matcher(*rules).match(article)
    expected = [f"r{n}" for n, rule in enumerate(rules) if holds(rule, article)]
    assert [match.rule for match in matches] == expected


@given(terms.filter(lambda term: not term.everything), texts, texts)
def test_hits_are_every_place_of_a_term_and_nothing_else(term: Term, title: str, summary: str):
    article = make_article(title, summary)
    matches = make_matcher(Condition(any=(term,))).match(article)
    hits = [hit for match in matches for hit in match.hits]
    assert [(hit.field, hit.start, hit.end) for hit in hits] == [
        (name, *place)
        for name, text in (("title", title), ("summary", summary))
        for place in places_of(term, text)
    ]
    assert all(getattr(article, hit.field)[hit.start : hit.end] == hit.words for hit in hits)


# ---------------------------------------------------------------- any article

HARD = read_matcher(
    """
all:
  - any: [a, "a a b", aaa*, "a NEAR/9 b", '/a+b/', '/[^c]*c/', $w]
  - any: ["a THEN/3 a", "*"]
  - a
near: 9
none: ["a a a a a a a a c", zz]
""".replace("$w", "'b NEAR/100 a'")
)


@pytest.mark.parametrize(
    "piece", ["a ", "a b ", "ab. ", "a", "ą b ", "б а ", "a\u0301 ", "a\n", "\U0001f680a "]
)
def test_a_long_article_takes_time_by_its_length(piece):
    def spend(length: int) -> float:
        article = make_article("a b", (piece * length)[:length])
        begun = process_time()
        HARD.match(article)
        return process_time() - begun

    spend(100)
    short, long = spend(10_000), spend(100_000)
    assert long < max(30 * short, 0.1)


@given(st.text(alphabet="aAbсąé’'-. \u0301\ud800\n🚀", max_size=40), st.text(max_size=40))
def test_any_text_is_matched_and_hits_name_its_own_words(title, summary):
    article = make_article(title, summary)
    for match in HARD.match(article):
        for hit in match.hits:
            assert getattr(article, hit.field)[hit.start : hit.end] == hit.words != ""


def test_what_must_not_be_there_does_not_count_as_far_away():
    matcher = read_matcher("all: [ship, fire]\nnone: [drill]\nnear: 5")
    (verdict,) = matcher.explain(make_article("Ship on fire in a drill"))
    near = [step for step in verdict.rules[0].steps if step.kind == "near"]
    assert [step.holds for step in near] == [True]
