"""Who is told what: one alert per story and chat."""

import pytest

from bot.alerts.route import Audience, route_article
from bot.models import Hit, Match, Outcome, Placement, StoredArticle
from bot.wishes import Choice
from tests.builders import NOON, build_article

ALERT, DUPLICATE = Outcome.ALERT, Outcome.DUPLICATE
STORED = StoredArticle(id=1, source="Feed 1", seen=NOON, article=build_article("a"))


def hit(words):
    return Hit(term=words, field="title", start=0, end=len(words), words=words)


def matches(*topics):
    return tuple(Match(topic=topic, rule="r", hits=(hit(topic),)) for topic in topics)


def placement(story="s"):
    return Placement(story=story, new=True, reason="new", score=0.0)


@pytest.mark.parametrize(
    ("subscribers", "told", "topics", "expected"),
    [
        pytest.param([], [], ["war"], [], id="nobody subscribed"),
        pytest.param([("ports", 1)], [], ["war"], [], id="another topic"),
        pytest.param([("war", 1)], [], ["war"], [(1, ALERT, ("war",))], id="one chat"),
        pytest.param(
            [("war", 1), ("ports", 1)],
            [],
            ["ports", "war"],
            [(1, ALERT, ("ports", "war"))],
            id="two topics, one alert with both, in the order of the book",
        ),
        pytest.param(
            [("war", 1), ("ports", 2)],
            [],
            ["war", "ports"],
            [(1, ALERT, ("war",)), (2, ALERT, ("ports",))],
            id="two chats, each with its own topic",
        ),
        pytest.param(
            [("war", 1), ("war", 2)],
            [("s", 1, Choice.USUAL)],
            ["war"],
            [(1, DUPLICATE, ("war",)), (2, ALERT, ("war",))],
            id="one was told",
        ),
        pytest.param(
            [("war", 1)],
            [("t", 1, Choice.USUAL)],
            ["war"],
            [(1, ALERT, ("war",))],
            id="told another story",
        ),
        pytest.param(
            [("ports", 1)],
            [("s", 1, Choice.USUAL)],
            ["war"],
            [],
            id="told, but not subscribed to this topic",
        ),
    ],
)
def test_each_chat_is_told_what_it_wants(subscribers, told, topics, expected):
    audience = Audience(subscribers=subscribers, told=told)
    tellings = route_article(STORED, matches(*topics), placement(), audience)
    assert [(t.chat, t.outcome, t.topics) for t in tellings] == expected
    assert all((t.alert is not None) == (t.outcome is ALERT) for t in tellings)


def test_two_rules_of_a_topic_are_one_topic_with_the_hits_of_both():
    both = (
        Match(topic="war", rule="one", hits=(hit("drones"),)),
        Match(topic="war", rule="two", hits=(hit("ships"),)),
        Match(topic="ports", rule="three", hits=(hit("ports"),)),
    )
    audience = Audience(subscribers=[("war", 1)], told=[])
    (telling,) = route_article(STORED, both, placement(), audience)
    assert telling.topics == ("war",)
    assert telling.alert is not None
    assert [one.words for one in telling.alert.hits] == ["drones", "ships"]


def test_the_next_article_of_a_batch_finds_the_chat_told():
    audience = Audience(subscribers=[("war", 1)], told=[])
    outcomes = [
        route_article(STORED, matches("war"), placement(story), audience)[0].outcome
        for story in ("s", "s", "t", "s")
    ]
    assert outcomes == [ALERT, DUPLICATE, ALERT, DUPLICATE]


@pytest.mark.parametrize("published", [None, NOON])
def test_an_alert_shows_when_the_article_came_out_or_was_seen(published):
    stored = StoredArticle(
        id=1, source="F", seen=NOON, article=build_article("a", published=published)
    )
    audience = Audience(subscribers=[("war", 1)], told=[])
    (telling,) = route_article(stored, matches("war"), placement(), audience)
    assert telling.alert is not None
    assert telling.alert.published == NOON
    assert (telling.alert.source, telling.alert.also) == ("F", ())
