"""Rules that ring only when several sources report a story: who counts, and for how long."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.alerts.decide import decide_articles, place_article, remember_article
from bot.alerts.route import Audience
from bot.models import Outcome, StoredArticle
from bot.stories.bursts import Habits
from bot.stories.window import StoryWindow
from tests.builders import HOUR, NOON, build_article, build_match, subscriptions

CHAT = 7
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    count: int
    within: timedelta


class FakeMatcher:
    """Rules that match everything, each with a threshold or none."""

    def __init__(self, **thresholds):
        self.thresholds = thresholds
        self.asked = []

    def match(self, article, *, source="", now=None):
        self.asked.append((article.title, source, now))
        return tuple(build_match("war", rule) for rule in self.thresholds)

    def threshold(self, topic, rule):
        assert topic == "war"
        return self.thresholds[rule]


class Desk:
    """Articles of one story, decided one by one."""

    def __init__(self, matcher, *, topics=("war",)):
        self.matcher = matcher
        self.window = StoryWindow()
        self.habits = Habits()
        self.audience = Audience(
            subscriptions=subscriptions(*((topic, CHAT) for topic in topics)), told=()
        )
        self.count = 0

    def decide(self, source, after=0 * MINUTE, **given):
        """What the report means; the same news from whomever it comes."""
        self.count += 1
        stored = StoredArticle(
            id=self.count,
            source=source,
            seen=NOON + after,
            article=build_article(
                title="Drones reach the harbour of Gdynia",
                link=f"https://news{self.count}.example/harbour",
                link_key=f"https://news{self.count}.example/harbour",
                guid=f"{self.count}",
                **given,
            ),
        )
        window, habits = self.window, self.habits
        placed = place_article(stored, matcher=self.matcher, window=window, habits=habits)
        if placed.placement:
            topics = placed.topics
            remember_article(stored, placed.placement, topics, window=window, habits=habits)
        (decision,) = decide_articles([placed], self.audience, now=NOON)
        return decision

    def ring(self, source, after=0 * MINUTE):
        """Whether the report rings."""
        return [telling.outcome for telling in self.decide(source, after).tellings]


TWO_IN_AN_HOUR = Wanted(count=2, within=HOUR)
ALERT, DUPLICATE = [Outcome.ALERT], [Outcome.DUPLICATE]


@pytest.mark.parametrize(
    ("wanted", "reports", "outcomes"),
    [
        pytest.param(None, [("A", 0)], [ALERT], id="no threshold: at once"),
        pytest.param(Wanted(count=1, within=HOUR), [("A", 0)], [ALERT], id="one is enough"),
        pytest.param(TWO_IN_AN_HOUR, [("A", 0), ("B", 5)], [[], ALERT], id="the second rings"),
        pytest.param(
            TWO_IN_AN_HOUR,
            [("A", 0), ("A", 5), ("A", 10)],
            [[], [], []],
            id="one source, however often",
        ),
        pytest.param(
            TWO_IN_AN_HOUR, [("A", 0), ("B", 60)], [[], ALERT], id="just within the time"
        ),
        pytest.param(TWO_IN_AN_HOUR, [("A", 0), ("B", 61)], [[], []], id="too late"),
        pytest.param(
            TWO_IN_AN_HOUR,
            [("A", 0), ("A", 50), ("B", 90)],
            [[], [], ALERT],
            id="a source's last report counts",
        ),
        pytest.param(
            TWO_IN_AN_HOUR,
            [("A", 0), ("B", 61), ("C", 70)],
            [[], [], ALERT],
            id="later ones may be enough",
        ),
        pytest.param(
            Wanted(count=3, within=HOUR),
            [("A", 0), ("B", 5), ("A", 6), ("C", 7), ("D", 8)],
            [[], [], [], ALERT, DUPLICATE],
            id="three, then it is told",
        ),
    ],
)
def test_a_rule_rings_when_it_has_sources_enough(wanted, reports, outcomes):
    desk = Desk(FakeMatcher(drones=wanted))
    assert [desk.ring(source, minutes * MINUTE) for source, minutes in reports] == outcomes


def test_what_does_not_ring_is_matched_and_placed_all_the_same():
    decision = Desk(FakeMatcher(drones=TWO_IN_AN_HOUR)).decide("A")
    assert decision.matches == (build_match("war", "drones"),)
    assert decision.placement is not None
    assert decision.tellings == ()


def test_another_rule_of_the_topic_rings_by_itself():
    desk = Desk(FakeMatcher(drones=TWO_IN_AN_HOUR, sirens=None))
    assert desk.ring("A") == ALERT
    assert desk.ring("B", 5 * MINUTE) == DUPLICATE


def test_an_alert_shows_the_words_of_the_rules_that_rang_only():
    class TwoTopics(FakeMatcher):
        def match(self, article, *, source="", now=None):
            return (build_match("war", "drones"), build_match("war", "sirens"))

    decision = Desk(TwoTopics(drones=TWO_IN_AN_HOUR, sirens=None)).decide("A")
    assert [len(telling.alert.hits) for telling in decision.tellings] == [1]


def test_rules_are_asked_with_the_source_and_the_moment_the_article_was_seen():
    matcher = FakeMatcher(drones=None)
    Desk(matcher).decide("The Herald", 5 * MINUTE)
    assert matcher.asked == [
        ("Drones reach the harbour of Gdynia", "The Herald", NOON + 5 * MINUTE)
    ]


def test_nothing_is_placed_when_nothing_matches():
    decision = Desk(FakeMatcher()).decide("A")
    assert (decision.matches, decision.placement, decision.tellings) == ((), None, ())


def test_the_window_knows_who_reported_since_when():
    desk = Desk(FakeMatcher(drones=None))
    story = desk.decide("A").placement.story
    desk.decide("B", 30 * MINUTE)
    desk.decide("A", 40 * MINUTE)
    assert desk.window.sources(story) == ("A", "B")
    assert desk.window.sources_since(story, NOON + 35 * MINUTE) == ("A",)
    assert desk.window.sources_since(story, NOON + 40 * MINUTE) == ("A",)
    assert desk.window.sources_since(story, NOON) == ("A", "B")
    assert desk.window.sources_since("another", NOON) == ()
