"""The shipped topics on headlines that no rule was written from: tests/data/topics and unseen."""

import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bot.models import Article
from bot.rules.load import load_rules
from bot.rules.match import Matcher
from bot.workbench.matching import open_matcher

RULES = Path(__file__).parents[2] / "rules"
HEADLINES = Path(__file__).parents[1] / "data" / "topics"
LANGUAGES = ("en", "de", "pl", "uk", "ru")
LEAST_RIGHT = 0.85
VERBS = {True: "misses", False: "takes"}


class Headline(NamedTuple):
    topic: str
    language: str
    text: str
    belongs: bool


def read_headlines(folder: Path) -> tuple[Headline, ...]:
    """Return the headlines of all files: per topic and language some that belong, some not."""
    return tuple(
        Headline(topic=path.stem, language=language, text=text, belongs=kind == "match")
        for path in sorted(folder.glob("*.yaml"))
        for language, kinds in yaml.safe_load(path.read_text(encoding="utf-8")).items()
        for kind, texts in kinds.items()
        for text in texts
    )


ALL = read_headlines(HEADLINES)
# By a hand that has never seen a rule; no rule was changed for one of them.
UNSEEN = read_headlines(HEADLINES / "unseen")


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return open_matcher(load_rules(RULES).book)


def is_right(matcher: Matcher, headline: Headline) -> bool:
    article = Article(guid="", link="", title=headline.text, summary="", published=None)
    topics = {match.topic for match in matcher.match(article)}
    return (headline.topic in topics) == headline.belongs


def test_each_topic_has_three_headlines_of_each_kind_in_each_language(matcher: Matcher):
    topics = {topic.name for topic in load_rules(RULES).book.topics}
    counted = {
        (topic, language, belongs): sum(
            (one.topic, one.language, one.belongs) == (topic, language, belongs) for one in ALL
        )
        for topic in topics
        for language in LANGUAGES
        for belongs in (True, False)
    }
    assert {key: count for key, count in counted.items() if count < 3} == {}


@pytest.mark.parametrize("headlines", [ALL, UNSEEN], ids=["seen", "unseen"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_most_headlines_are_told_right_in_each_language(
    matcher: Matcher, headlines: tuple[Headline, ...], language: str
):
    mine = [one for one in headlines if one.language == language]
    wrong = [one for one in mine if not is_right(matcher, one)]
    said = "\n".join(f"{one.topic} {VERBS[one.belongs]}: {one.text}" for one in wrong)
    sys.stdout.write(f"{language}: {len(mine) - len(wrong)} of {len(mine)} right\n{said}\n")
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(mine), said


def test_most_headlines_of_each_topic_are_told_right(matcher: Matcher):
    for topic in sorted({one.topic for one in ALL}):
        mine = [one for one in ALL if one.topic == topic]
        right = sum(is_right(matcher, one) for one in mine)
        assert right >= LEAST_RIGHT * len(mine), f"{topic}: {right} of {len(mine)}"
