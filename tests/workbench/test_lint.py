"""What is allowed in a rule file and yet hardly meant."""

import time
from pathlib import Path

import pytest

from bot.rules.files.topicfile import parse_topic
from bot.workbench.lint import lint_topic, lint_topics


def lint(rule: str, words: str = "") -> list[str]:
    """Return the warnings for a rule, without the file's name; its keys begin on line 5."""
    text = f"topic: port\ntitle: Port\n{words or '#'}\nrules:\n  - name: one\n{rule}"
    return [
        f"{found.line}:{found.column}: {found.message}"
        for found in lint_topic(text, parse_topic(text, "port.yaml"))
    ]


@pytest.mark.parametrize(
    ("terms", "warnings"),
    [
        ("[harbour, dockers]", []),
        ("[harbour, HARBOUR]", ['6:20: "HARBOUR" is there twice']),
        ("[drone, drones]", ['6:18: "drones" adds nothing: "drone" on line 6 covers it']),
        ("[drones, drone*]", ['6:11: "drones" adds only "droning" to "drone*"']),
        ("[strike, strik*]", []),  # "struck" does not begin like that
        ("[oil depot, depot]", ['6:11: "oil depot" adds nothing: "depot" on line 6 covers it']),
        ("[oil depot*, oil]", ['6:11: "oil depot*" adds nothing: "oil" on line 6 covers it']),
        ("[oil, oil*]", ['6:11: "oil" adds nothing: "oil*" on line 6 covers it']),
        ("[drone, =DRONE]", ['6:18: "=DRONE" adds nothing: "drone" on line 6 covers it']),
        ("[=drone, drones]", ['6:11: "=drone" adds nothing: "drones" on line 6 covers it']),
        ("['title:drone', drone]", []),  # the field it is in may be the point
        ("['/drones?/', drone]", []),
        ("['a NEAR/16 b', dock]", ['6:11: "a NEAR/16 b": 16 words apart is hardly near']),
        ("['drone NEAR/15 port', dock]", []),
        (
            "[cease-fire, ceasefire]",
            ['6:23: "ceasefire" adds nothing: "cease-fire" on line 6 covers it'],
        ),
        ("[cease-fire, fire]", []),  # "ceasefire" holds no "fire"
        ("['titel:drone', dock]", ['6:11: "titel:drone" names no field and is a phrase']),
        ("['G7:drone', 'authority:port', dock]", []),
    ],
)
def test_a_list_is_warned_of_what_adds_nothing(terms: str, warnings: list[str]):
    assert lint(f"    any: {terms}\n") == warnings


def test_pairs_of_word_lists_are_read_as_they_are_written():
    words = "words: {sites: [depot, port]}"
    assert lint("    any: [$sites NEAR/6 drone]\n", words) == []


@pytest.mark.parametrize(
    ("near", "warnings"),
    [
        ("30", []),
        ("31", ["9:11: 31 words are hardly near"]),
        ("40 ordered", ["9:11: 40 words are hardly near"]),
        ("40 sentence", []),  # a sentence is near enough
        ("sentence", []),
    ],
)
def test_clauses_that_may_stand_far_apart_are_warned_of(near: str, warnings: list[str]):
    clauses = "    all:\n      - any: [harbour]\n      - any: [drone]\n"
    assert lint(f"{clauses}    near: {near}\n") == warnings


def test_a_long_list_takes_no_longer_than_its_words_do():
    words = [f"harbour{number}" for number in range(20_000)]
    began = time.monotonic()
    assert lint(f"    any: [{', '.join(words)}]\n") == []
    assert time.monotonic() - began < 10  # pair by pair it was minutes


def test_a_clause_that_another_implies_is_named_with_the_other():
    rule = "    all:\n      - any: [harbour, port]\n      - any: [port]\n"
    assert lint(rule) == ["7:14: this clause adds nothing: it holds whenever another does"]


def test_a_word_that_none_forbids_can_never_help():
    assert lint("    any: [oil depot, port]\n    none: [depot*]\n") == [
        '6:11: "oil depot" can never help: "none" forbids it by "depot*"'
    ]


def test_word_lists_are_looked_into_where_they_are_written_and_where_they_are_used():
    words = "words: {sites: [depot, depots]}"
    assert lint("    any: [$sites, oil depot]\n", words) == [
        '3:24: "depots" adds nothing: "depot" on line 3 covers it',
        '6:19: "oil depot" adds nothing: "depot" in $sites on line 6 covers it',
    ]


def test_a_list_that_stands_for_a_whole_clause_is_no_trouble():
    assert lint("    any: $sites\n", "words: {sites: [depot]}") == []


def test_forms_of_the_rules_own_languages_count():
    rule = "    languages: [pl]\n    any: [rafineria, rafinerii]\n"
    assert lint(rule) == ['7:22: "rafinerii" adds nothing: "rafineria" on line 7 covers it']


def test_a_file_that_is_gone_is_passed_over(tmp_path: Path):

    topic = parse_topic(
        "topic: a\ntitle: A\nrules: [{name: b, any: [c]}]", str(Path("/none/a.yaml"))
    )
    assert list(lint_topics([topic])) == []
