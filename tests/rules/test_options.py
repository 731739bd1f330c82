"""A rule's keys beside its conditions; mistakes in them are in bad-topics/rule-keys.yaml."""

from datetime import time, timedelta

import pytest

from bot.rules.book import Filters, Hours, MinSources, Nearness, Rule
from bot.rules.files.topicfile import parse_topic


def read_rule(keys: str) -> Rule:
    text = f"topic: t\ntitle: T\nrules:\n  - name: r\n    all: [ship, crane]\n    {keys}\n"
    return parse_topic(text, "t.yaml").rules[0]


@pytest.mark.parametrize(
    ("keys", "near"),
    [
        ("near: 12", Nearness(words=12)),
        ("near: sentence", Nearness(sentence=True)),
        ("near: ordered", Nearness(ordered=True)),
        ("near: 12 ordered", Nearness(words=12, ordered=True)),
        ("near: 'ordered, sentence'", Nearness(sentence=True, ordered=True)),
        ("score: 1", None),
    ],
)
def test_near_is_a_distance_a_sentence_an_order(keys, near):
    assert read_rule(keys).near == near


@pytest.mark.parametrize(
    ("keys", "filters"),
    [
        ("languages: [en-GB, UK]", Filters(languages=("en", "uk"))),
        ("sources: Harbour News", Filters(sources=("Harbour News",))),
        ("hours: 06:00-22:30", Filters(hours=Hours(begin=time(6), end=time(22, 30)))),
        (
            "hours: 22:00 – 24:00 Europe/Kyiv",
            Filters(hours=Hours(begin=time(22), end=time(), zone="Europe/Kyiv")),
        ),
        ("max_age: 1h30m", Filters(max_age=timedelta(minutes=90))),
    ],
)
def test_filters_are_read(keys, filters):
    assert read_rule(keys).filters == filters


def test_fields_weights_and_sources_are_read():
    assert read_rule("in: [link, Title]").fields == ("title", "link")
    assert read_rule("score: -0.5").score == -0.5
    assert read_rule("suppress: yes").suppress
    assert read_rule("min_sources: {count: 3, within: 2h}").min_sources == MinSources(
        count=3, within=timedelta(hours=2)
    )


def test_a_rule_without_keys_has_the_usual_values():
    rule = read_rule("none: [toy]")
    assert (rule.fields, rule.filters, rule.near) == (("title", "summary"), Filters(), None)
    assert (rule.score, rule.suppress, rule.min_sources) == (1.0, False, None)


def test_former_names_and_the_least_score_of_a_topic_are_read():
    text = "topic: t\ntitle: T\nformerly: {}\nmin_score: 2.5\nrules: [{{name: r, any: [a]}}]"
    assert parse_topic(text.format("old"), "t.yaml").formerly == ("old",)
    topic = parse_topic(text.format("[old, older]"), "t.yaml")
    assert (topic.formerly, topic.min_score) == (("old", "older"), 2.5)
