"""Who is told what: one alert per story and chat, then updates and duplicates."""

import pytest

from bot.alerts.route import Audience, route_article
from bot.models import Hit, Match, Outcome, Placement, StoredArticle
from bot.models.wishes import Choice, Updates, Wishes
from tests.builders import NOON, build_article, subscriptions

ALERT, UPDATE, DUPLICATE = Outcome.ALERT, Outcome.UPDATE, Outcome.DUPLICATE
STORED = StoredArticle(id=1, source="Feed 1", seen=NOON, article=build_article("a"))


def hit(words):
    return Hit(term=words, field="title", start=0, end=len(words), words=words)


def matches(*topics):
    return tuple(Match(topic=topic, rule="r", hits=(hit(topic),)) for topic in topics)


def placement(story="s", **given):
    return Placement(story=story, new=True, reason="new", score=0.0, **given)


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
    audience = Audience(subscriptions=subscriptions(*subscribers), told=told)
    tellings = route_article(STORED, matches(*topics), placement(), audience, now=NOON)
    assert [(t.chat, t.outcome, t.topics) for t in tellings] == expected
    assert all((t.alert is not None) == (t.outcome is ALERT) for t in tellings)


def test_two_rules_of_a_topic_are_one_topic_with_the_hits_of_both():
    both = (
        Match(topic="war", rule="one", hits=(hit("drones"),)),
        Match(topic="war", rule="two", hits=(hit("ships"),)),
        Match(topic="ports", rule="three", hits=(hit("ports"),)),
    )
    audience = Audience(subscriptions=subscriptions(("war", 1)), told=[])
    (telling,) = route_article(STORED, both, placement(), audience, now=NOON)
    assert telling.topics == ("war",)
    assert telling.alert is not None
    assert [one.words for one in telling.alert.hits] == ["drones", "ships"]


def test_the_next_article_of_a_batch_finds_the_chat_told():
    audience = Audience(subscriptions=subscriptions(("war", 1)), told=[])
    outcomes = [
        route_article(STORED, matches("war"), placement(story), audience, now=NOON)[0].outcome
        for story in ("s", "s", "t", "s")
    ]
    assert outcomes == [ALERT, DUPLICATE, ALERT, DUPLICATE]


@pytest.mark.parametrize("published", [None, NOON])
def test_an_alert_shows_when_the_article_came_out_or_was_seen(published):
    stored = StoredArticle(
        id=1, source="F", seen=NOON, article=build_article("a", published=published)
    )
    audience = Audience(subscriptions=subscriptions(("war", 1)), told=[])
    (telling,) = route_article(stored, matches("war"), placement(), audience, now=NOON)
    assert telling.alert is not None
    assert telling.alert.published == NOON
    assert (telling.alert.source, telling.alert.also) == ("F", ())


# ---------------------------------------------------------------- updates


def follow(
    choice=Choice.USUAL, *, breaking=(), broken=(), adds="", again=False, louder=False, **wishes
):
    """What a chat that was told the story is told of another article."""
    audience = Audience(
        subscriptions=subscriptions(("war", 1), ("ports", 1)),
        told=[("s", 1, choice)],
        wishes=[Wishes(chat=1, breaking=louder, **wishes)] if louder or wishes else (),
        broken=broken,
    )
    further = placement(adds=adds, again=again)
    (telling,) = route_article(
        STORED, matches("war", "ports"), further, audience, breaking, now=NOON
    )
    return telling


@pytest.mark.parametrize(
    ("choice", "updates", "outcome", "silent"),
    [
        (Choice.USUAL, Updates.SILENT, UPDATE, True),
        (Choice.USUAL, Updates.RING, UPDATE, False),
        (Choice.USUAL, Updates.NONE, DUPLICATE, False),
        (Choice.FOLLOW, Updates.SILENT, UPDATE, False),
        (Choice.FOLLOW, Updates.RING, UPDATE, False),
        (Choice.FOLLOW, Updates.NONE, UPDATE, False),
        (Choice.MUTE, Updates.SILENT, DUPLICATE, False),
        (Choice.MUTE, Updates.RING, DUPLICATE, False),
        (Choice.MUTE, Updates.NONE, DUPLICATE, False),
    ],
)
def test_news_of_a_told_story_is_shown_as_the_chat_wishes(choice, updates, outcome, silent):
    telling = follow(choice, adds="toll 5", updates=updates)
    assert (telling.outcome, telling.silent, telling.breaking) == (outcome, silent, False)
    assert (telling.alert is not None) == (outcome is UPDATE)
    assert telling.topics == ("war", "ports")


def test_the_usual_is_a_silent_update_that_shows_the_article():
    telling = follow(adds="toll 5")
    assert (telling.outcome, telling.silent) == (UPDATE, True)
    assert telling.alert is not None
    assert telling.alert.headline == STORED.article.title
    assert not telling.alert.breaking


@pytest.mark.parametrize(
    ("adds", "again"), [("", False), ("toll 5", True)], ids=["nothing new", "the very same"]
)
def test_what_tells_nothing_new_is_a_duplicate(adds, again):
    assert follow(Choice.FOLLOW, adds=adds, again=again, updates=Updates.RING).alert is None


def test_two_chats_with_other_wishes_are_told_in_their_own_way():
    audience = Audience(
        subscriptions=subscriptions(("war", 1), ("war", 2), ("war", 3)),
        told=[("s", 1, Choice.USUAL), ("s", 2, Choice.USUAL)],
        wishes=[Wishes(chat=2, updates=Updates.NONE)],
    )
    tellings = route_article(STORED, matches("war"), placement(adds="toll 5"), audience, now=NOON)
    assert [telling.outcome for telling in tellings] == [UPDATE, DUPLICATE, ALERT]


# ---------------------------------------------------------------- stories that break


def test_a_first_alert_of_a_breaking_story_says_so_to_who_wants_that_topic():
    audience = Audience(subscriptions=subscriptions(("war", 1), ("ports", 2)), told=())
    tellings = route_article(
        STORED, matches("war", "ports"), placement(), audience, ("war",), now=NOON
    )
    assert [(t.breaking, t.alert is not None and t.alert.breaking) for t in tellings] == [
        (True, True),
        (False, False),
    ]
    assert [(t.outcome, t.silent) for t in tellings] == [(ALERT, False)] * 2


@pytest.mark.parametrize("adds", ["", "toll 5"])
@pytest.mark.parametrize(
    ("choice", "wanted", "rings"),
    [
        (Choice.USUAL, True, True),
        (Choice.FOLLOW, True, True),
        (Choice.MUTE, True, False),
        (Choice.USUAL, False, False),
    ],
)
def test_a_told_chat_rings_again_when_it_breaks_only_if_it_wants_that(choice, wanted, rings, adds):
    telling = follow(choice, breaking=("ports",), adds=adds, louder=wanted)
    assert telling.breaking
    loud = telling.alert is not None and telling.alert.breaking
    assert loud is rings
    if rings:
        assert (telling.outcome, telling.silent) == (UPDATE, False)


def test_a_chat_that_wants_no_updates_still_rings_when_it_breaks():
    telling = follow(breaking=("war",), updates=Updates.NONE, louder=True)
    assert (telling.outcome, telling.silent) == (UPDATE, False)


def test_a_story_breaks_once_for_each_chat():
    telling = follow(breaking=("war",), broken=[("s", 1)], louder=True)
    assert (telling.outcome, telling.breaking) == (DUPLICATE, False)
    audience = Audience(
        subscriptions=subscriptions(("war", 1), ("ports", 1)),
        told=[("s", 1, Choice.USUAL)],
        wishes=[Wishes(chat=1, breaking=True)],
    )
    rung = [
        route_article(STORED, matches("war", "ports"), placement(), audience, (topic,), now=NOON)[
            0
        ].breaking
        for topic in ("war", "ports")
    ]
    assert rung == [True, False]


def test_a_story_that_breaks_in_a_topic_that_nobody_wants_is_as_usual():
    audience = Audience(subscriptions=subscriptions(("war", 1)), told=[("s", 1, Choice.FOLLOW)])
    (telling,) = route_article(STORED, matches("war"), placement(), audience, ("ports",), now=NOON)
    assert (telling.outcome, telling.breaking) == (DUPLICATE, False)
