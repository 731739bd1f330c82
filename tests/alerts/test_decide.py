"""From an article to what follows: match, story, tellings."""

from datetime import timedelta

from bot.alerts.decide import decide_articles, place_article, remember_article
from bot.alerts.route import Audience
from bot.models import Outcome, StoredArticle
from bot.models.wishes import Choice
from bot.stories.bursts import Habits
from bot.stories.window import StoryWindow
from tests.builders import NOON, build_article, build_matcher, subscriptions

MATCHER = build_matcher(war="drone*", ports="harbour")


def decide(*titles, subscribers=(("war", 1),), told=(), window=None):
    """Decide articles of a minute each, one feed each; returns decisions."""
    window, habits = window or StoryWindow(), Habits()
    placed = []
    for number, title in enumerate(titles):
        stored = StoredArticle(
            id=number,
            source=f"Feed {number}",
            seen=NOON + timedelta(minutes=number),
            article=build_article(str(number), title=title, summary=""),
        )
        one = place_article(stored, matcher=MATCHER, window=window, habits=habits)
        if one.placement:
            remember_article(stored, one.placement, one.topics, window=window, habits=habits)
        placed.append(one)
    return decide_articles(
        placed, Audience(subscriptions=subscriptions(*subscribers), told=told), now=NOON
    )


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


def test_an_article_that_is_known_from_long_ago_is_no_other_news():
    stored = StoredArticle(id=1, source="F", seen=NOON, article=build_article("a"))
    one = place_article(
        stored, matcher=MATCHER, window=StoryWindow(), habits=Habits(), known="old story"
    )
    assert one.placement is not None
    assert (one.placement.story, one.placement.new, one.placement.again) == (
        "old story",
        False,
        True,
    )
    audience = Audience(
        subscriptions=subscriptions(("war", 1)), told=[("old story", 1, Choice.FOLLOW)]
    )
    (decision,) = decide_articles([one], audience, now=NOON)
    assert [telling.outcome for telling in decision.tellings] == [Outcome.DUPLICATE]


def test_placing_changes_nothing():
    window, habits = StoryWindow(), Habits()
    stored = StoredArticle(id=1, source="F", seen=NOON, article=build_article("a"))
    first = place_article(stored, matcher=MATCHER, window=window, habits=habits)
    assert len(window) == 0
    assert place_article(stored, matcher=MATCHER, window=window, habits=habits) == first


# ---------------------------------------------------------------- stories that break

MINUTE = timedelta(minutes=1)


class Newsroom:
    """Reports of one event, decided as they come in."""

    def __init__(self):
        self.window, self.habits = StoryWindow(), Habits()
        self.count = 0

    def report(self, source, after, **given):
        """The topics in which a report of that source, so many minutes later, makes it break."""
        self.count += 1
        usual = {"title": "Drones reach the harbour of Gdynia", "published": None}
        stored = StoredArticle(
            id=self.count,
            source=source,
            seen=NOON + after * MINUTE,
            article=build_article(str(self.count), **{**usual, **given}),
        )
        one = place_article(stored, matcher=MATCHER, window=self.window, habits=self.habits)
        assert one.placement is not None
        remember_article(stored, one.placement, one.topics, window=self.window, habits=self.habits)
        return one.breaking


def test_five_sources_within_an_hour_make_a_story_of_unknown_topics_break_once():
    room = Newsroom()
    broke = [room.report(source, 10) for source in "ABCDEFG"]
    assert broke == [(), (), (), (), ("war", "ports"), (), ()]


def test_one_source_that_reports_again_and_again_breaks_nothing():
    room = Newsroom()
    assert {room.report("A", minute) for minute in range(9)} == {()}


def test_sources_that_come_one_after_the_other_break_nothing():
    room = Newsroom()
    assert {room.report(source, 20 * at) for at, source in enumerate("ABCDEFG")} == {()}


def test_the_very_same_article_again_is_no_other_source():
    room = Newsroom()
    for source in "ABCD":
        room.report(source, 1)
    link = "https://news.example/1"  # A's
    assert room.report("E", 2, link_key=link) == ()
    assert room.report("F", 3) == ("war", "ports")


def test_what_came_late_is_no_burst():
    room = Newsroom()
    late = NOON - 7 * 60 * MINUTE
    assert {room.report(source, 0, published=late) for source in "ABCDEF"} == {()}


def test_habits_learn_from_what_was_remembered_as_from_what_was_decided():
    room, rebuilt = Newsroom(), Newsroom()
    for number in range(30):
        for source in "ABC":
            stored = StoredArticle(
                id=number,
                source=source,
                seen=NOON + number * 10 * MINUTE,
                article=build_article(
                    f"{number}{source}",
                    title=f"Drones over town {'xyz'[number % 3] * 4}{number} near harbour",
                ),
            )
            memory = (room.window, room.habits)
            one = place_article(stored, matcher=MATCHER, window=memory[0], habits=memory[1])
            assert one.placement is not None
            for window, habits in (memory, (rebuilt.window, rebuilt.habits)):
                remember_article(stored, one.placement, one.topics, window=window, habits=habits)
    later = [(source, 6 * 60) for source in "ABCDEFGHIJ"]
    assert [room.report(*one) for one in later] == [rebuilt.report(*one) for one in later]
