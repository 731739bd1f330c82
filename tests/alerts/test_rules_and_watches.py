"""The rules for everyone and personal topics, matched as one."""

import pytest

from bot.alerts.decide import RulesAndWatches
from tests.builders import build_article, build_matcher


@pytest.mark.parametrize(
    ("title", "topics"),
    [
        ("Drones in a storm", ["war", "weather"]),
        ("Drones", ["war"]),
        ("Storm", ["weather"]),
        ("Rain", []),
    ],
)
def test_those_of_single_chats_come_behind(title, topics):
    both = RulesAndWatches(build_matcher(war="drone*"), build_matcher(weather="storm"))
    found = both.match(build_article(title=title, summary=""))
    assert [match.topic for match in found] == topics


def test_without_personal_topics_it_is_the_rules():
    alone = RulesAndWatches(build_matcher(war="drone*"), None)
    assert [match.topic for match in alone.match(build_article(title="Drones"))] == ["war"]


def test_personal_topics_ring_at_once():
    both = RulesAndWatches(build_matcher(war="drone*"), build_matcher(weather="storm"))
    assert both.threshold("weather", "only") is None
