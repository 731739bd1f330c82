"""The topics and feeds that ship with the bot hold what they promise."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.rules.book import Rule, Topic
from bot.rules.load import Rules, load_rules
from bot.workbench.check import CheckReport, check_rules

RULES = Path(__file__).parents[2] / "rules"
TOPICS = (
    "airstrikes",
    "alaska-summit",
    "arms-for-ukraine",
    "donbas",
    "europe",
    "peace-talks",
    "refinery-strikes",
    "security-guarantees",
    "southern-front",
)
LANGUAGES = frozenset({"en", "uk", "ru", "pl", "de"})

# Enough to tell our own examples apart, tried in this order: letters that only one of the five
# languages has, then everyday words and endings for headlines without such a letter.
SIGNS = (
    ("uk", re.compile(r"[іїєґ]", re.IGNORECASE)),
    ("ru", re.compile(r"[а-яё]", re.IGNORECASE)),
    (
        "pl",
        re.compile(
            r"[ąćęłńśźż]|\b(na|w|z|po|się|dla|nie|bez|pod|walki|rozejm|pakiet|szczyt|trwa)\b"
            r"|(owania|skiej|skich|ckiego|ów)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "de",
        re.compile(
            r"[äöüß]|\b(der|die|das|den|und|auf|im|am|bei|in Kiew|nach|zu|zur|von|ohne|über)\b"
            r"|\b(Gipfel|Koalition|Treffen|Angriff|Raffinerie|Drohnen|fordert|berät|liefert)"
            r"|(ung|ungen|angriffe?)\b",
            re.IGNORECASE,
        ),
    ),
)


def language_of(text: str) -> str:
    return next((language for language, sign in SIGNS if sign.search(text)), "en")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(RULES)


@pytest.fixture(scope="module")
def topics(rules: Rules) -> dict[str, Topic]:
    return {topic.name: topic for topic in rules.book.topics}


@pytest.fixture(scope="module")
def report() -> CheckReport:
    return check_rules(RULES)


def test_check_finds_no_problem_in_the_shipped_rules(report: CheckReport):
    assert [str(problem) for problem in report.problems] == []


def test_check_warns_of_nothing_in_the_shipped_rules(report: CheckReport):
    assert [str(warning) for warning in report.warnings] == []


def test_the_nine_topics_ship_each_in_the_file_of_its_name(topics: dict[str, Topic]):
    assert sorted(topics) == sorted(TOPICS)
    assert {Path(topic.file).stem for topic in topics.values()} == set(TOPICS)


@pytest.mark.parametrize("name", TOPICS)
def test_a_shipped_topic_has_a_title_and_a_description(topics: dict[str, Topic], name: str):
    assert topics[name].title
    assert topics[name].description


@pytest.mark.parametrize("name", TOPICS)
def test_a_shipped_topic_has_three_examples_to_match_and_two_to_skip_in_each_language(
    topics: dict[str, Topic], name: str
):
    rules = topics[name].rules
    match = Counter(language_of(example.text) for rule in rules for example in rule.match)
    skip = Counter(language_of(example.text) for rule in rules for example in rule.skip)
    assert {language: match[language] for language in LANGUAGES if match[language] < 3} == {}
    assert {language: skip[language] for language in LANGUAGES if skip[language] < 2} == {}


def test_a_shipped_rule_has_three_examples_to_match_and_two_to_skip(rules: Rules):
    def is_thin(rule: Rule) -> bool:
        return len(rule.match) < 3 or len(rule.skip) < 2

    assert [
        f"{topic.name}/{rule.name}" for topic, rule in rules.book.rules() if is_thin(rule)
    ] == []


def test_about_forty_feeds_ship_in_the_five_languages(rules: Rules):
    assert 35 <= len(rules.feeds) <= 50
    assert {feed.language for feed in rules.feeds} == LANGUAGES


def test_every_shipped_feed_is_fetched_over_https_and_has_a_title(rules: Rules):
    assert [feed.url for feed in rules.feeds if not feed.url.startswith("https://")] == []
    assert [feed.url for feed in rules.feeds if not feed.title] == []


def test_no_shipped_feed_is_named_twice(rules: Rules):
    titles = [feed.title for feed in rules.feeds]
    assert sorted(set(titles)) == sorted(titles)
