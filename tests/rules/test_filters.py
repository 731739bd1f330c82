"""Languages, sources, hours and age; scores and suppression."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.book import MinSources, build_book
from bot.rules.files.topicfile import parse_topic
from bot.rules.match import Matcher
from tests.rules.builders import compile_plainly, make_article, read_matcher

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("keys", "given", "source", "passes"),
    [
        ("languages: [en, uk]", {"language": "en-GB"}, "", True),
        ("languages: [en, uk]", {"language": "PL"}, "", False),
        ("languages: [en, uk]", {}, "", True),
        ("sources: [Harbour News]", {}, "harbour news!", True),
        ("sources: [Harbour News]", {}, "Other", False),
        ("sources: [Harbour News]", {}, "", True),
        ("sources: [quay.example]", {"link": "https://www.quay.example/1"}, "Other", True),
        ("sources: [quay.example]", {"link": "https://m.quay.example/1"}, "", True),
        ("sources: [quay.example]", {"link": "https://notquay.example/1"}, "", False),
        ("sources: [quay.example]", {"link": "https://[::bad"}, "Other", False),
    ],
)
def test_what_is_known_of_an_article_must_fit(keys, given, source, passes):
    matcher = read_matcher(f"any: [ship]\n{keys}")
    assert bool(matcher.match(make_article("A ship", **given), source=source)) == passes


@pytest.mark.parametrize(
    ("hours", "hour", "passes"),
    [
        ("06:00-22:00", 6, True),
        ("06:00-22:00", 22, False),
        ("22:00-06:00", 23, True),
        ("22:00-06:00", 5, True),
        ("22:00-06:00", 12, False),
        ("12:00-24:00", 23, True),
        ("06:00-08:00 Europe/Kyiv", 5, True),
        ("06:00-08:00 Europe/Kyiv", 7, False),
    ],
)
def test_a_rule_may_keep_hours(hours, hour, passes):
    matcher = read_matcher(f'any: [ship]\nhours: "{hours}"')
    assert bool(matcher.match(make_article("A ship"), now=NOON.replace(hour=hour))) == passes
    assert matcher.match(make_article("A ship"))


@pytest.mark.parametrize(("age", "passes"), [(6, True), (7, False), (None, True)])
def test_old_articles_may_be_left_out(age, passes):
    published = None if age is None else NOON - timedelta(hours=age)
    article = replace(make_article("A ship"), published=published)
    matcher = read_matcher("any: [ship]\nmax_age: 6h")
    assert bool(matcher.match(article, now=NOON)) == passes
    assert matcher.match(article)


@pytest.mark.parametrize(
    ("fields", "given", "hit"),
    [
        ("[title]", {"title": "a ship", "summary": "a crane"}, []),
        ("[title, summary]", {"title": "a ship", "summary": "a crane"}, ["title", "summary"]),
        ("author", {"title": "ship crane", "author": "Crane Ship"}, ["author", "author"]),
        ("link", {"title": "x", "link": "https://a.example/ship-crane"}, ["link", "link"]),
        ("body", {"title": "ship crane"}, []),
    ],
)
def test_words_are_looked_for_in_the_named_fields(fields, given, hit):
    matcher = read_matcher(f"all: [ship, crane]\nin: {fields}")
    matches = matcher.match(make_article(**given))
    assert [hit.field for match in matches for hit in match.hits] == hit


def test_a_term_with_a_field_is_looked_for_there_alone():
    matcher = read_matcher("all: ['title:ship', crane, 'author:/ann|joe/']")
    assert not matcher.match(make_article("A crane", "a ship", author="Joe"))
    (match,) = matcher.match(make_article("A ship", "a crane", author="Joe"))
    assert [hit.term for hit in match.hits] == ["title:ship", "crane", "author:/ann|joe/"]


TOPIC = """
topic: t
title: T
min_score: 2
rules:
  - {name: ship, any: [ship]}
  - {name: crane, any: [crane], score: 1.5, min_sources: {count: 2, within: 1h}}
  - {name: wreck, any: [wreck], score: 3}
  - {name: toy, any: [toy], suppress: yes, score: 9}
"""


@pytest.mark.parametrize(
    ("title", "rules"),
    [
        ("a ship", []),
        ("a ship, a crane", ["ship", "crane"]),
        ("a wreck", ["wreck"]),
        ("a toy wreck", []),
    ],
)
def test_a_topic_matches_by_its_scores_unless_suppressed(title, rules):
    matcher = Matcher(compile_plainly(build_book([parse_topic(TOPIC, "t.yaml")])))
    assert [match.rule for match in matcher.match(make_article(title))] == rules
    (verdict,) = matcher.explain(make_article(title))
    assert verdict.matches == bool(rules)
    assert verdict.suppressed_by == (("toy",) if "toy" in title else ())


def test_a_rule_may_need_several_sources():
    matcher = Matcher(compile_plainly(build_book([parse_topic(TOPIC, "t.yaml")])))
    assert matcher.threshold("t", "crane") == MinSources(count=2, within=timedelta(hours=1))
    assert matcher.threshold("t", "ship") is None
    assert matcher.threshold("t", "gone") is None
