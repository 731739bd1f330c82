"""The sample news under the shipped rules: each event is one story, and no two share one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot
from bot.alerts.decide import Placed, place_article, remember_article
from bot.demo.server import load_sample_feeds
from bot.models import StoredArticle
from bot.rules.load import load_rules
from bot.stories.bursts import Habits
from bot.stories.window import StoryWindow
from bot.workbench.matching import open_matcher
from tests.builders import build_article

SHIPPED = Path(bot.__file__).parent.parent / "rules"
BEGUN = datetime(2025, 8, 12, 12, tzinfo=UTC)
# Who tells what another told before; all else is news of its own.
AGAIN = {
    "zelenskyy-again-rules-out": "zelenskyy-rules-out-ceding-donbas",
    "zelenskyy-donbas-meridian": "zelenskyy-rules-out-ceding-donbas",
    "trump-putin-gipfel-alaska": "trump-putin-alaska-friday",
    "trump-putin-will-meet": "trump-putin-alaska-friday",
    "refinery-ablaze-saratov": "saratov-refinery-fire",
    "kharkiv-strike-officials": "kharkiv-missile-strike",
    "kharkiv-toll-rises": "kharkiv-missile-strike",
    "eu-leaders-borders-meridian": "eu-leaders-borders",
}
NOTHING = {
    "rowing-club-regatta",
    "heavy-rain-weekend",
    "handball-auftakt",
    "siatkarki-polfinal",
    "khlibnyi-festyval",
}


@pytest.fixture(scope="module")
def placed() -> dict[str, Placed]:
    """What becomes of the articles that come out after the start, by slug."""
    matcher = open_matcher(load_rules(SHIPPED).book)
    window, habits = StoryWindow(), Habits()
    found: dict[str, Placed] = {}
    items = [(item, feed) for feed in load_sample_feeds() for item in feed.items if item.out]
    for number, (item, feed) in enumerate(sorted(items, key=lambda one: one[0].out)):
        article = build_article(
            item.slug,
            title=item.title,
            summary=item.summary,
            language=feed.language,
            published=BEGUN + item.out,
        )
        stored = StoredArticle(
            id=number, source=feed.title, seen=BEGUN + item.out, article=article
        )
        one = place_article(stored, matcher=matcher, window=window, habits=habits)
        if one.placement:
            remember_article(stored, one.placement, one.topics, window=window, habits=habits)
        found[item.slug] = one
    return found


def test_what_matches_nothing_is_there_for_that(placed):
    assert {slug for slug, one in placed.items() if one.placement is None} == NOTHING


def test_reports_of_one_event_are_one_story_and_all_else_is_another(placed):
    first = {
        one.placement.story: slug
        for slug, one in placed.items()
        if one.placement and one.placement.new
    }
    joined = {
        slug: first[one.placement.story]
        for slug, one in placed.items()
        if one.placement and not one.placement.new
    }
    assert joined == AGAIN


def test_one_story_goes_on(placed):
    adds = {slug: one.placement.adds for slug, one in placed.items() if one.placement}
    assert {slug: said for slug, said in adds.items() if said} == {"kharkiv-toll-rises": "5 dead"}
