"""Which stories break: far more sources at once than their topic is used to.

Every topic has a habit of its own: a war has five sources on any day, a village fair never. It
is learned from the topic's own stories of the last two weeks.
"""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# Sources count when they report within this time. Outlets take over what is urgent within
# minutes, and most feeds are polled several times an hour: an hour holds the first wave of a
# story, while in half a day every story of some weight collects as many.
BURST = timedelta(hours=1)
LEARNED = timedelta(days=14)  # after so long without a report a story no longer counts

_LEAST = 4  # sources, however quiet the topic is
_TWENTIETH = 20  # one story in so many is larger than the habit
# Until a topic has stories of its own it is taken to have had so many of so many sources each.
_PRIOR, _PRIOR_SOURCES = 20, 2
_STORIES = 2_000  # remembered of a topic at most; the longest silent fall out


@dataclass(slots=True)
class _Story:
    most: int  # sources it had within BURST at its best
    last: datetime
    broke: bool


@dataclass(slots=True)
class _Topic:
    stories: OrderedDict[str, _Story] = field(default_factory=OrderedDict)  # silent ones first
    sizes: Counter[int] = field(default_factory=lambda: Counter({_PRIOR_SOURCES: _PRIOR}))


class Habits:
    """How many sources at once the stories of each topic usually have."""

    def __init__(self) -> None:
        self._topics: defaultdict[str, _Topic] = defaultdict(_Topic)

    def breaks(self, topics: Iterable[str], story: str, sources: int) -> tuple[str, ...]:
        """Return the topics in which a report makes its story break. Changes nothing.

        `sources`: how many distinct ones reported it within BURST, this one included. In each
        topic a story breaks once.
        """
        return tuple(name for name in topics if self._breaks(name, story, sources))

    def add(self, topics: Iterable[str], story: str, sources: int, now: datetime) -> None:
        """Learn from a report, after it was asked about and before the next one is."""
        for name in topics:
            topic, broke = self._topics[name], self._breaks(name, story, sources)
            held = topic.stories.pop(story, None)
            if held:
                topic.sizes[held.most] -= 1
                most, broke = max(held.most, sources), held.broke or broke
            else:
                most = sources
            topic.sizes[most] += 1
            topic.stories[story] = _Story(most, now, broke)  # now the last to fall out
            _forget_old(topic, now)

    def _breaks(self, name: str, story: str, sources: int) -> bool:
        if sources < _LEAST:
            return False
        topic = self._topics.get(name) or _Topic()
        held = topic.stories.get(story)
        return sources >= _needed(topic) and not (held and held.broke)


def _needed(topic: _Topic) -> int:
    """Return how many sources make a story break.

    More than twice as many as 19 of 20 stories have. With a topic of everything, 310 feeds and
    3,780 stories on a recorded day, that is 5, and 3 stories broke; one source over the habit
    would be 4, and 19 stories. The largest twentieth is left out, else one great story would be
    the measure for two weeks.
    """
    larger = topic.sizes.total() // _TWENTIETH
    for size in sorted(topic.sizes, reverse=True):
        larger -= topic.sizes[size]
        if larger < 0:
            return max(_LEAST, 2 * size + 1)
    return _LEAST


def _forget_old(topic: _Topic, now: datetime) -> None:
    while topic.stories:
        story, held = next(iter(topic.stories.items()))
        if now - held.last <= LEARNED and len(topic.stories) <= _STORIES:
            return
        del topic.stories[story]
        topic.sizes[held.most] -= 1
