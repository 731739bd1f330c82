"""From an article to what follows: match, story, tellings."""

from datetime import timedelta

from bot.alerts.decide import decide_articles, place_article
from bot.alerts.route import Audience
from bot.models import Outcome, StoredArticle
from bot.stories.window import StoryWindow
from tests.builders import NOON, build_article, build_matcher

MATCHER = build_matcher(war="drone*", ports="harbour")


def decide(*titles, subscribers=(("war", 1),), told=(), window=None):
    """Decide articles of a minute each, one feed each; returns decisions."""
    window = window or StoryWindow()
    placed = []
    for number, title in enumerate(titles):
        stored = StoredArticle(
            id=number,
            source=f"Feed {number}",
            seen=NOON + timedelta(minutes=number),
            article=build_article(str(number), title=title, summary=""),
        )
        one = place_article(stored, matcher=MATCHER, window=window)
        if one.placement:
            window.add(one.placement, stored.article, source=stored.source, now=stored.seen)
        placed.append(one)
    return decide_articles(placed, Audience(subscribers=subscribers, told=told))


def test_an_article_that_matches_nothing_has_no_story_and_tells_nobody():
    (decision,) = decide("A quiet day at the museum")
    assert (decision.matches, decision.placement, decision.tellings) == ((), None, ())


def test_an_article_that_nobody_wants_still_has_its_story():
    (decision,) = decide("Drones over the city", subscribers=())
    assert decision.placement is not None
    assert (decision.placement.new, decision.tellings) == (True, ())
    assert [match.topic for match in decision.matches] == ["war"]


def test_the_same_news_in_other_words_rings_once():
    first, second = decide(
        "Drones hit grain harbour in Odesa overnight", "Drones hit Odesa grain harbour overnight"
    )
    assert first.placement is not None
    assert second.placement is not None
    assert first.placement.story == second.placement.story
    assert [d.tellings[0].outcome for d in (first, second)] == [Outcome.ALERT, Outcome.DUPLICATE]


def test_other_news_rings_again():
    decisions = decide("Drones hit grain harbour in Odesa", "Parliament bans toy drones in parks")
    assert [d.tellings[0].outcome for d in decisions] == [Outcome.ALERT, Outcome.ALERT]


def test_two_topics_make_one_alert():
    (decision,) = decide("Drones over the harbour", subscribers=(("war", 1), ("ports", 1)))
    (telling,) = decision.tellings
    assert telling.topics == ("war", "ports")


def test_placing_changes_nothing():
    window = StoryWindow()
    stored = StoredArticle(id=1, source="F", seen=NOON, article=build_article("a"))
    first = place_article(stored, matcher=MATCHER, window=window)
    assert len(window) == 0
    assert place_article(stored, matcher=MATCHER, window=window) == first
