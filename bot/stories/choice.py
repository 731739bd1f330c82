"""Which of the stories near an article is its own, if any is."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple, Protocol

from bot.stories.contradictions import contradict
from bot.stories.likeness import Likeness
from bot.stories.reading import Reading
from bot.stories.similarity import compare_wording

# The least likeness of an article and its story, measured on 508 labelled articles of 236
# stories: at 0.19 48 repeats ring and 19 stories are hidden, here 58 and 10, at 0.23 75 and 8.
# Tried there, and of no use: a regression over fifteen signs, pieces of words, pairs of words, a
# table of words that mean the same in five languages, likeness to the story's mean, a discount
# for large stories, crowded windows or the same feed, the part of a headline that the other has.
_ALIKE = 0.21
_OTHER_LANGUAGE = 1.4  # a likeness counts so much more: only names and numbers can be shared
LOWEST = _ALIKE / _OTHER_LANGUAGE  # what is less alike is another story, whatever else is so
_ONE_WORD = 0.6  # the most of it that may come from one word: short titles share one by chance
_HALVED = timedelta(hours=24)  # likeness counts half when a story was silent for so long
_SAME_TITLE = 70.0  # of 100: the reason is the title, and titles must not contradict each other
_COPY = 85.0  # of 100: a round-up is only the same as its copies


class Near(NamedTuple):
    """An article that shares words with the one in question."""

    number: int
    story: str
    language: str  # two letters; empty: unknown
    silence: timedelta  # since its story's last report


class Choice(NamedTuple):
    """The story an article belongs to."""

    story: str
    reason: str  # "title 93", "words 27"
    score: float  # 0 to 100


class _Alike(NamedTuple):
    score: float  # 0 to 100
    largest: float  # the part that comes from one word
    near: Near


class Readings(Protocol):
    """What near articles say, by their numbers."""

    def __getitem__(self, number: int, /) -> Reading: ...


def find_least(language: str, near: Near) -> float:
    """Return from which cosine on an article in that language may be the same as one near it."""
    least: float = _ALIKE * 2.0 ** max(near.silence / _HALVED, 0.0)
    return least / _OTHER_LANGUAGE if "" != language != near.language != "" else least


def choose_story(
    reading: Reading, alike: Iterable[tuple[Near, Likeness]], readings: Readings
) -> Choice | None:
    """Return the story that an article belongs to; None when it is a new one.

    `alike`: the articles that are alike enough (find_least).
    """
    refused = set()
    for score, largest, article in _score(reading.language, alike):
        story = article.story
        if story in refused:
            continue
        other = readings[article.number]
        title = compare_wording(reading.headline, other.headline)
        if title < _COPY and (reading.roundup or other.roundup or largest > _ONE_WORD):
            continue
        if title >= _SAME_TITLE and contradict(
            reading.headline, other.headline, reading.list_all_terms(), other.list_all_terms()
        ):
            refused.add(story)
            continue
        reason = f"title {title:.0f}" if title >= _SAME_TITLE else f"words {score:.0f}"
        return Choice(story, reason, score)
    return None


def _score(language: str, alike: Iterable[tuple[Near, Likeness]]) -> list[_Alike]:
    """Return the articles with their scores, the likest first, of equal ones the first."""
    scored = [
        _Alike(
            min(100 * likeness.cosine * _ALIKE / find_least(language, near), 100.0),
            likeness.largest,
            near,
        )
        for near, likeness in alike
    ]
    return sorted(scored, key=_rank)


def _rank(alike: _Alike) -> tuple[float, int]:
    return -alike.score, alike.near.number
