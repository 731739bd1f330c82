"""Lines put into topic files: what is new is there, and nothing else changed."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.errors import BotError
from bot.rules.files.sharedfiles import parse_words
from bot.rules.files.topicfile import SharedLists, parse_topic
from bot.rules.terms import Term, parse_term
from bot.workbench.ruleedit import add_examples, add_exclusions

HEAD = "topic: port\ntitle: Port\nrules:\n"
TERMS = ["baseball", "ice hockey"]
ADDED = [parse_term(term) for term in TERMS]
HEADLINES = ['A "strike": out # of the park', "- second"]

# What follows the head, and the same with two exclusions and two examples more.
SHAPES = {
    "nothing yet": (
        "  - name: strikes\n    any: [strike]\n",
        "  - name: strikes\n    any: [strike]\n    none: [baseball, ice hockey]\n"
        "    examples:\n      skip:\n"
        '        - "A \\"strike\\": out # of the park"\n        - "- second"\n',
    ),
    "lists in brackets": (
        "  - name: strikes\n    any: [strike]\n    none: [lightning]  # weather\n"
        '    examples:\n      match: ["A strike"]  # it is\n      skip: ["Lightning strike"]\n',
        "  - name: strikes\n    any: [strike]\n"
        "    none: [baseball, ice hockey, lightning]  # weather\n"
        '    examples:\n      match: ["A strike"]  # it is\n'
        '      skip: ["A \\"strike\\": out # of the park", "- second", "Lightning strike"]\n',
    ),
    "lists of lines": (
        "  - name: strikes\n    any:\n      - strike\n    none:\n      # weather\n"
        "      - lightning\n    examples:\n      skip:\n      - Lightning strike\n",
        "  - name: strikes\n    any:\n      - strike\n    none:\n      # weather\n"
        "      - baseball\n      - ice hockey\n      - lightning\n    examples:\n      skip:\n"
        '      - "A \\"strike\\": out # of the park"\n      - "- second"\n'
        "      - Lightning strike\n",
    ),
    "examples without any to skip": (
        "  - name: strikes\n    any: [strike]\n    # tried at each check\n    examples:\n"
        "      match:\n        - A strike\n\n  # The next one.\n  - name: next\n    any: [x]\n",
        "  - name: strikes\n    any: [strike]\n    none: [baseball, ice hockey]\n"
        "    # tried at each check\n    examples:\n      match:\n        - A strike\n"
        '      skip:\n        - "A \\"strike\\": out # of the park"\n        - "- second"\n'
        "\n  # The next one.\n  - name: next\n    any: [x]\n",
    ),
    "examples in braces, and first": (
        "  - name: strikes\n    examples: {match: [A strike]}\n    any: [strike]\n\n# The end.\n",
        '  - name: strikes\n    none: [baseball, ice hockey]\n    examples: {skip: ["A '
        '\\"strike\\": out # of the park", "- second"], match: [A strike]}\n'
        "    any: [strike]\n\n# The end.\n",
    ),
    "examples before other keys": (
        "  - name: strikes\n    examples:\n      match: [A strike]\n    any: [strike]\n",
        "  - name: strikes\n    none: [baseball, ice hockey]\n    examples:\n      skip:\n"
        '        - "A \\"strike\\": out # of the park"\n        - "- second"\n'
        "      match: [A strike]\n    any: [strike]\n",
    ),
    "keys after the rules": (
        "  - name: strikes\n    any: [strike]\n# More.\ndescription: All of it.\n",
        "  - name: strikes\n    any: [strike]\n    none: [baseball, ice hockey]\n    examples:\n"
        '      skip:\n        - "A \\"strike\\": out # of the park"\n        - "- second"\n'
        "# More.\ndescription: All of it.\n",
    ),
    "a list over several lines": (
        "  - name: strikes\n    any: [strike]\n    none: [\n      lightning,\n    ]\n"
        "    examples:\n      skip: [\n        Lightning strike,\n      ]\n",
        "  - name: strikes\n    any: [strike]\n    none: [baseball, ice hockey,\n"
        "      lightning,\n    ]\n    examples:\n"
        '      skip: ["A \\"strike\\": out # of the park", "- second",\n'
        "        Lightning strike,\n      ]\n",
    ),
    "no line at the end": (
        "  - any: [strike]\n    name: strikes",
        "  - any: [strike]\n    name: strikes\n    none: [baseball, ice hockey]\n    examples:\n"
        '      skip:\n        - "A \\"strike\\": out # of the park"\n        - "- second"',
    ),
}


def add_both(text: str) -> str:
    return add_examples(add_exclusions(text, "strikes", TERMS), "strikes", HEADLINES)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_is_new_is_put_where_people_would(shape: str, ending: str):
    before, after = (f"{HEAD}{one}".replace("\n", ending) for one in SHAPES[shape])
    assert add_both(before) == after
    rule = parse_topic(after, "port.yaml").rules[0]
    assert [term.text for term in rule.condition.terms()][1:3] == TERMS
    assert {one.text for one in rule.skip} >= set(HEADLINES)


@pytest.mark.parametrize(
    "rule",
    [
        "  - {name: strikes, any: [strike]}\n",
        "  - name: others\n    any: [strike]\n",
        "  - name: strikes\n    any: [strike]\n    none: lightning\n",
    ],
)
def test_where_there_is_no_place_the_text_is_refused(rule: str):
    with pytest.raises(BotError):
        add_both(HEAD + rule)


def test_nothing_to_add_changes_nothing():
    text = HEAD + SHAPES["nothing yet"][0]
    assert add_examples(add_exclusions(text, "strikes", []), "strikes", []) == text


FOLDER = Path(bot.__file__).parent.parent / "rules"
SHARED = SharedLists(
    parse_words((FOLDER / "words.yaml").read_bytes(), "words.yaml"), complete=True
)
TOPICS = {
    path: parse_topic(path.read_bytes(), path.name, SHARED)
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.stem not in ("feeds", "names", "words")
}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        pytest.param(path, place, id=f"{topic.name}-{rule.name}")
        for path, topic in TOPICS.items()
        for place, rule in enumerate(topic.rules)
    ],
)
def test_every_shipped_rule_takes_more_and_says_the_same_besides(path: Path, place: int):
    old, text = TOPICS[path], path.read_text(encoding="utf-8")
    name = old.rules[place].name
    added = add_examples(add_exclusions(text, name, TERMS), name, HEADLINES)
    new = parse_topic(added, path.name, SHARED)
    rule, was = new.rules[place], old.rules[place]
    assert {term.text for term in rule.condition.none if isinstance(term, Term)} >= set(TERMS)
    assert [one.text for one in rule.skip] == [*HEADLINES, *(one.text for one in was.skip)]
    none = tuple(one for one in rule.condition.none if repr(one) not in map(repr, ADDED))
    rule = replace(rule, skip=was.skip, condition=replace(rule.condition, none=none))
    rules = (*new.rules[:place], rule, *new.rules[place + 1 :])
    assert repr(replace(new, rules=rules)) == repr(old)
    kept = [line for line in text.split("\n") if "#" in line]
    assert [
        line for line in added.split("\n") if "#" in line and "# of the park" not in line
    ] == kept


@given(
    headlines=st.lists(
        st.text(
            alphabet=st.characters(
                codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co")
            ),
            min_size=1,
            max_size=150,
        )
        .map(lambda one: " ".join(one.split()))
        .filter(bool),
        min_size=1,
        max_size=4,
    ),
    shape=st.sampled_from(sorted(SHAPES)),
)
def test_whatever_a_headline_holds_is_read_back(headlines: list[str], shape: str):
    before = parse_topic(HEAD + SHAPES[shape][0], "port.yaml").rules[0]
    added = add_examples(HEAD + SHAPES[shape][0], "strikes", headlines)
    rule = parse_topic(added, "port.yaml").rules[0]
    assert [one.text for one in rule.skip] == [*headlines, *(one.text for one in before.skip)]
    assert repr(replace(rule, skip=())) == repr(replace(before, skip=()))


@pytest.mark.parametrize("term", ["no", "null", "it's", "Підстанцію", "f16", "ß", "12th"])
def test_whatever_a_term_is_made_of_is_read_back(term: str):
    added = add_exclusions(HEAD + SHAPES["nothing yet"][0], "strikes", [term])
    (none,) = parse_topic(added, "port.yaml").rules[0].condition.none
    assert none == parse_term(term)
