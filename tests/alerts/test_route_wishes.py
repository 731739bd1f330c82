"""Who is told when and how loudly: languages, mutes, hours, digests, and what came in late."""

from datetime import datetime, time, timedelta

import pytest

from bot.alerts.route import Audience, route_article
from bot.models import Arrival, Match, Outcome, Placement, StoredArticle, Telling
from bot.models.wishes import Choice, QuietHours, Updates, Urgency, Wishes
from tests.builders import HOUR, NOON, build_article, subscriptions

ALERT, UPDATE, DUPLICATE = Outcome.ALERT, Outcome.UPDATE, Outcome.DUPLICATE
NOW = {"start": time(11), "end": time(14)}  # hours that NOON falls into
MORNING = NOON.replace(day=3, hour=8)


def route(
    *subscribed,
    wishes: Wishes | None = None,
    told: Choice | None = None,
    breaking: tuple[str, ...] = (),
    adds: str = "",
    arrival: Arrival = Arrival.FRESH,
    language: str = "en",
    topics: tuple[str, ...] = ("war", "ports"),
    seen: datetime = NOON,
    now: datetime = NOON,
) -> Telling | None:
    """What chat 1 is told of an article; by default it is subscribed to the war."""
    audience = Audience(
        subscriptions=subscribed or subscriptions(("war", 1)),
        told=[("s", 1, told)] if told else (),
        wishes=[wishes] if wishes else (),
    )
    found = route_article(
        StoredArticle(
            id=1,
            source="F",
            seen=seen,
            article=build_article(language=language),
            arrival=arrival,
        ),
        tuple(Match(topic=topic, rule="r", hits=()) for topic in topics),
        Placement(story="s", new=not told, reason="new", score=0.0, adds=adds),
        audience,
        breaking,
        now=now,
    )
    assert len(found) <= 1
    return found[0] if found else None


def how(telling: Telling | None) -> tuple[object, ...] | None:
    if telling is None:
        return None
    return telling.outcome, telling.at, telling.silent, telling.digest


# ---------------------------------------------------------------- whether


@pytest.mark.parametrize(
    ("language", "told"), [("en", True), ("en-GB", True), ("", True), ("uk", False)]
)
def test_an_article_in_a_language_that_a_chat_does_not_read_is_not_told(language, told):
    telling = route(wishes=Wishes(chat=1, article_languages=("en", "pl")), language=language)
    assert (telling is not None) is told


def test_a_told_story_goes_on_without_a_word_in_a_language_that_is_not_read():
    wishes = Wishes(chat=1, article_languages=("pl",), breaking=True)
    telling = route(wishes=wishes, told=Choice.FOLLOW, adds="toll 5", breaking=("war",))
    assert telling is not None
    assert (telling.outcome, telling.breaking, telling.alert) == (DUPLICATE, True, None)


@pytest.mark.parametrize(("since", "told"), [(-HOUR, True), (timedelta(), True), (HOUR, False)])
def test_who_subscribed_after_an_article_was_seen_is_not_told(since, told):
    telling = route(*subscriptions(("war", 1), since=NOON + since), now=NOON + 2 * HOUR)
    assert (telling is not None) is told


def test_a_muted_chat_is_told_nothing():
    assert route(wishes=Wishes(chat=1, muted_until=NOON + HOUR)) is None


def test_a_story_that_began_in_a_mute_rings_when_it_goes_on_after_it():
    audience = Audience(
        subscriptions=subscriptions(("war", 1)),
        told=(),
        wishes=[Wishes(chat=1, muted_until=NOON + HOUR)],
    )

    def outcomes(at: datetime) -> list[Outcome]:
        stored = StoredArticle(id=1, source="F", seen=at, article=build_article())
        matches = (Match(topic="war", rule="r", hits=()),)
        placement = Placement(story="s", new=True, reason="new", score=0.0)
        found = route_article(stored, matches, placement, audience, now=at)
        return [one.outcome for one in found]

    assert outcomes(NOON) == []
    assert outcomes(NOON + HOUR) == [ALERT]
    assert outcomes(NOON + HOUR) == [DUPLICATE]


def test_a_muted_topic_neither_rings_nor_is_named():
    muted = subscriptions(("war", 1), muted_until=NOON + HOUR)
    assert route(*muted) is None
    telling = route(*muted, *subscriptions(("ports", 1)))
    assert telling is not None
    assert telling.topics == ("ports",)


def test_a_told_chat_hears_no_update_while_it_is_muted():
    wishes = Wishes(chat=1, muted_until=NOON + HOUR, updates=Updates.RING)
    telling = route(wishes=wishes, told=Choice.FOLLOW, adds="toll 5")
    assert telling is not None
    assert (telling.outcome, telling.topics) == (DUPLICATE, ())


# ---------------------------------------------------------------- when and how


@pytest.mark.parametrize(
    ("wishes", "urgency", "breaking", "expected"),
    [
        ({}, Urgency.INSTANT, False, (ALERT, NOON, False, False)),
        ({"silent": True}, Urgency.INSTANT, False, (ALERT, NOON, True, False)),
        ({}, Urgency.HOURLY, False, (ALERT, NOON + HOUR, False, True)),
        ({}, Urgency.DAILY, True, (ALERT, MORNING, False, True)),
        ({"quiet": NOW}, Urgency.INSTANT, False, (ALERT, NOON + 2 * HOUR, False, False)),
        ({"quiet": NOW}, Urgency.INSTANT, True, (ALERT, NOON + 2 * HOUR, False, False)),
        (
            {"quiet": NOW, "breaking_wakes": True},
            Urgency.INSTANT,
            True,
            (ALERT, NOON, False, False),
        ),
    ],
)
def test_an_alert_comes_when_and_as_the_chat_wants_it(wishes, urgency, breaking, expected):
    quiet = {"quiet": QuietHours(**wishes["quiet"])} if "quiet" in wishes else {}
    telling = route(
        *subscriptions(("war", 1), urgency=urgency),
        wishes=Wishes(chat=1, **{**wishes, **quiet}),
        breaking=("war",) if breaking else (),
    )
    assert how(telling) == expected


def test_of_several_topics_the_most_urgent_decides_and_the_first_gives_its_thread():
    telling = route(
        *subscriptions(("war", 1), urgency=Urgency.DAILY, thread=7),
        *subscriptions(("ports", 1), thread=8),
    )
    assert how(telling) == (ALERT, NOON, False, False)
    assert telling is not None
    assert (telling.thread, telling.topics) == (7, ("war", "ports"))


@pytest.mark.parametrize(
    ("wishes", "silent"),
    [
        ({}, False),
        ({"silent": True}, True),
        ({"quiet": QuietHours(**NOW)}, True),
        ({"quiet": QuietHours(**NOW), "breaking_wakes": True}, True),
        ({"quiet": QuietHours(start=time(13), end=time(14))}, False),
    ],
)
def test_an_update_that_may_not_ring_is_shown_silently(wishes, silent):
    telling = route(wishes=Wishes(chat=1, **wishes), told=Choice.FOLLOW, adds="toll 5")
    assert how(telling) == (UPDATE, None, silent, False)


@pytest.mark.parametrize(("wakes", "silent"), [(False, True), (True, False)])
def test_a_second_ring_keeps_quiet_hours_unless_breaking_news_may_wake(wakes, silent):
    wishes = Wishes(chat=1, breaking=True, quiet=QuietHours(**NOW), breaking_wakes=wakes)
    telling = route(wishes=wishes, told=Choice.USUAL, breaking=("war",))
    assert how(telling) == (UPDATE, None, silent, False)


@pytest.mark.parametrize(
    ("choice", "breaks", "outcome"),
    [
        (Choice.USUAL, False, DUPLICATE),
        (Choice.FOLLOW, False, UPDATE),
        (Choice.USUAL, True, UPDATE),
    ],
)
def test_who_wants_a_topic_in_digests_gets_no_replies_but_what_it_asked_for(
    choice, breaks, outcome
):
    telling = route(
        *subscriptions(("war", 1), urgency=Urgency.DAILY),
        wishes=Wishes(chat=1, breaking=True),
        told=choice,
        adds="toll 5",
        breaking=("war",) if breaks else (),
    )
    assert telling is not None
    assert telling.outcome is outcome


# ---------------------------------------------------------------- what came in late


@pytest.mark.parametrize("arrival", [Arrival.OLD, Arrival.STORM])
@pytest.mark.parametrize("urgency", list(Urgency))
def test_what_came_in_late_is_told_silently_with_the_digest_of_the_day(arrival, urgency):
    telling = route(
        *subscriptions(("war", 1), urgency=urgency), arrival=arrival, breaking=("war",)
    )
    assert how(telling) == (ALERT, MORNING, True, True)
    assert telling is not None
    assert telling.late


@pytest.mark.parametrize("arrival", [Arrival.OLD, Arrival.STORM])
def test_what_came_in_late_is_no_update(arrival):
    telling = route(arrival=arrival, told=Choice.FOLLOW, adds="toll 5")
    assert how(telling) == (DUPLICATE, None, False, False)
