"""Compiling: forms, names, exact words; and the same in a child process."""

from collections.abc import Collection, Mapping
from io import BytesIO

import pytest

from bot.rules.book import NameVariants, RuleBook, build_book
from bot.rules.engine.compile import compile_book
from bot.rules.engine.transfer import read_compiled, write_compiled
from bot.rules.files.topicfile import parse_topic
from bot.rules.files.wordlists import MAX_ITEMS
from bot.rules.match import Matcher
from tests.rules.builders import make_article, read_matcher

FORMS = {"ship": {"ship", "ships"}, "falls": {"falls", "fell"}, "kiel": {"kiel", "kiels"}}
NAMES = {"Kiel": {("kiel",), ("port", "kiel")}}


def expand_word(word: str, languages: Collection[str]) -> frozenset[str]:
    forms = FORMS.get(word.lower(), {word.lower()})
    return frozenset({*forms, "okret"} if "pl" in languages else forms)


def expand_name(name: str, own: Mapping[str, tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    more = {tuple(each.lower().split()) for each in own.get(name, ())}
    return frozenset(NAMES.get(name, {(name.lower(),)}) | more)


def make_book(*terms: str, keys: str = "") -> RuleBook:
    listed = "".join(f"      - '{term}'\n" for term in terms)
    text = f"topic: t\ntitle: T\nrules:\n  - name: r\n{keys}    any:\n{listed}"
    names = [NameVariants(name="Kiel", spellings=("Holtenau",))]
    return build_book([parse_topic(text, "t.yaml")], names)


@pytest.mark.parametrize(
    ("term", "title", "hit"),
    [
        ("ship", "Two ships", {"ships"}),
        ("ship falls", "The Ships fell", {"Ships fell"}),
        ("ship fall*", "ships falling", {"ships falling"}),
        ("ship*", "shipment, ship", {"shipment", "ship"}),
        ("=Ship", "ship, Ships, Ship", {"Ship"}),
        ("=US Navy", "us navy, US navy, US Navy", {"US Navy"}),
        ("=Łódź", "Lodz, Łódź, Ło\u0301dz\u0301, ŁÓDŹ", {"Łódź", "Ło\u0301dz\u0301"}),
        ("~Kiel", "Kiel, the Port of Port Kiel, Holtenau", {"Kiel", "Port Kiel", "Holtenau"}),
        ("~Oslo", "Oslo", {"Oslo"}),
        ("Dоnbas", "Donbas", {"Donbas"}),  # with a Cyrillic о
    ],
)
def test_a_term_hits_its_words(term, title, hit):
    book = compile_book(make_book(term), expand_word=expand_word, expand_name=expand_name)
    matches = Matcher(book).match(make_article(title))
    assert {hit.words for match in matches for hit in match.hits} == hit


def test_forms_are_those_of_the_languages_of_the_rule():
    keys = "    languages: [pl]\n"
    books = [make_book("ship"), make_book("ship", keys=keys)]
    found = [
        bool(
            Matcher(compile_book(book, expand_word=expand_word, expand_name=expand_name)).match(
                make_article("Okręt")
            )
        )
        for book in books
    ]
    assert found == [False, True]


def test_a_compiled_book_crosses_whole():
    book = make_book("ship falls", "=US", "/f.o/", "*", "ship NEAR/3 ~Kiel", "ship*")
    compiled = compile_book(book, expand_word=expand_word, expand_name=expand_name)
    file = BytesIO()
    write_compiled(compiled, file)
    file.seek(0)
    assert read_compiled(file) == compiled


def test_many_rules_over_one_long_list_stay_small():
    words = ", ".join(f"w{n}" for n in range(MAX_ITEMS))
    rules = "".join(
        f"  - {{name: r{n}, all: [$long, =V{n}, {{any: [$long, x{n}]}}]}}\n" for n in range(300)
    )
    text = f"topic: t\ntitle: T\nwords:\n  long: [{words}]\nrules:\n{rules}"
    book = build_book([parse_topic(text, "t.yaml")])
    compiled = compile_book(book, expand_word=expand_word, expand_name=expand_name)
    assert len({id(part) for part in (rule.condition.all[0] for rule in compiled.rules)}) == 1
    (match,) = Matcher(compiled).match(make_article("w7 V8"))
    assert (match.rule, {hit.words for hit in match.hits}) == ("r8", {"w7", "V8"})


def test_a_term_that_is_listed_often_is_looked_for_once():
    (rule,) = read_matcher(f"any: [{'sea, ' * 5_000} storm, sea]").book.rules
    assert rule.condition.any == (0, 1)
