"""The stories of the last days, and which of them an article belongs to.

An article is known by its words: rare ones count for more than common ones, the headline's for
more than the summary's. By the words that are rare in all the window it finds the articles near
it (bot.stories.index), by those that are rare among these it is compared (bot.stories.likeness).
A story is known by its first few articles; what is alike enough to one of them belongs to it
(bot.stories.choice), and may take it further (bot.stories.progress).
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from bot.models import Article, Placement
from bot.stories.choice import LOWEST, Near, choose_story, find_least
from bot.stories.index import SpeakerIndex
from bot.stories.keys import make_key, name_key
from bot.stories.likeness import Likeness, compare_near, guess_likeness
from bot.stories.progress import find_news
from bot.stories.reading import Reading, read_article
from bot.stories.weights import WordWeights

SPAN = timedelta(hours=72)  # a story that is silent for so long falls out
LONGEST = timedelta(days=7)  # and is over then, however much is still written

_AHEAD = 3  # stories from before the clock jumped back, put aside at each arrival
_SPEAKERS = 8  # articles that speak for a story: more would only make it wider


@dataclass(slots=True)
class _Story:
    """A story, in tuples: there are very many, and most have one article."""

    id: str
    first: datetime
    last: datetime
    sources: tuple[str, ...] = ()  # in order of arrival
    reports: tuple[datetime, ...] = ()  # when each of them last reported it
    keys: tuple[str, ...] = ()  # of its articles; without its own name
    speakers: tuple[int, ...] = ()


class StoryWindow:
    """Stories by what they say, for as long as they are news."""

    def __init__(self, *, span: timedelta = SPAN, longest: timedelta = LONGEST) -> None:
        self._span = span
        self._longest = longest
        self._stories: OrderedDict[str, _Story] = OrderedDict()  # the longest silent first
        self._known: dict[str, str] = {}  # an article's key → its story, when called otherwise
        self._weights = WordWeights()
        self._index = SpeakerIndex()

    def __len__(self) -> int:
        return len(self._stories)

    def __iter__(self) -> Iterator[str]:
        """Yield the stories that are held, the longest silent first."""
        return iter(self._stories)

    def sources(self, story_id: str) -> tuple[str, ...]:
        """Return who reported a story, in order of arrival; empty when it is not held."""
        story = self._stories.get(story_id)
        return story.sources if story else ()

    def sources_since(self, story_id: str, since: datetime) -> tuple[str, ...]:
        """Return who reported a story at that time or later; empty when it is not held."""
        story = self._stories.get(story_id)
        if story is None:
            return ()
        both = zip(story.sources, story.reports, strict=True)
        return tuple(source for source, last in both if last >= since)

    def speakers(self, story_id: str) -> tuple[Reading, ...]:
        """Return the first few articles of a story; empty when it is not held."""
        story = self._stories.get(story_id)
        return tuple(self._index.speakers[number] for number in story.speakers) if story else ()

    def find(self, article: Article, *, source: str, now: datetime) -> tuple[Reading, ...]:
        """Return all that an article is compared with, whatever comes of it."""
        reading = read_article(article, source)
        found = self._index.find(self._weights.weigh(*reading.terms), reading.terms[0])
        speakers = self._index.speakers
        return tuple(
            speakers[number]
            for number in found.likely
            if not self._is_over(self._stories[speakers.story(number)], now)
        )

    def place(self, article: Article, *, source: str, now: datetime, known: str = "") -> Placement:
        """Say which story an article belongs to; nothing is changed.

        `known`: the story that the caller remembers for the article's key, perhaps long over.
        """
        key = make_key(article, source=source)
        name = name_key(key)
        if story := self._recognise(name) or known:
            return Placement(
                story=story, new=False, reason=f"same {key[0]}", score=100.0, again=True, key=name
            )
        reading = read_article(article, source)
        weights = self._weights.weigh(*reading.terms)
        alike = self._find_alike(reading, weights, now)
        choice = choose_story(reading, alike, self._index.speakers)
        if choice is None:
            return Placement(story=name, new=True, reason="new", score=0.0, key=name)
        return Placement(
            story=choice.story,
            new=False,
            reason=choice.reason,
            score=choice.score,
            key=name,
            adds=find_news(reading, self.speakers(choice.story), weights),
        )

    def add(self, placement: Placement, article: Article, *, source: str, now: datetime) -> None:
        """Record an article in its story; also used to rebuild the window from the archive.

        A story that is over stays so, whoever still writes of it.
        """
        self._drop_silent(now)
        key = placement.key or name_key(make_key(article, source=source))
        for name in (placement.story, self._recognise(key)):
            story = self._stories.get(name)
            if story and self._is_over(story, now):
                self._drop(story)
        known = self._recognise(key)
        story = self._stories.get(placement.story)
        if story is None:
            if not placement.new:
                return
            story = self._stories[placement.story] = _Story(placement.story, now, now)
        story.last = max(story.last, now)
        self._stories.move_to_end(story.id)
        if not known and not placement.again:
            self._join(story, key, source, now)
            if len(story.speakers) < _SPEAKERS:
                self._let_speak(story, read_article(article, source))

    def _recognise(self, key: str) -> str:
        """Return the story of an article's key, as far as it is held; else ""."""
        return key if key in self._stories else self._known.get(key, "")

    def _is_over(self, story: _Story, now: datetime) -> bool:
        return now - story.last > self._span or now - story.first > self._longest

    def _find_alike(
        self, reading: Reading, weights: dict[str, float], now: datetime
    ) -> list[tuple[Near, Likeness]]:
        speakers = self._index.speakers
        likely, others = self._index.find(weights, reading.terms[0])
        words = speakers.list_words(likely)
        article = [speakers.ids.get(term, term) for term in weights], len(reading.terms[0])
        guesses = guess_likeness(article, [*weights.values()], words)
        hopeful = []
        for number, guess in zip(likely, guesses, strict=True):
            if guess < LOWEST:
                continue
            story = self._stories[speakers.story(number)]
            near = Near(number, story.id, speakers.language(number), now - story.last)
            least = find_least(reading.language, near)
            if guess >= least and not self._is_over(story, now):
                hopeful.append((near, least))
        if not hopeful:
            return []
        numbers = dict.fromkeys(chain((near.number for near, _ in hopeful), likely, others))
        alike = compare_near(
            article,
            speakers.list_words(numbers),
            [least for _, least in hopeful],
            small=self._index.small,
        )
        return [(hopeful[place][0], likeness) for place, likeness in alike.items()]

    def _join(self, story: _Story, key: str, source: str, now: datetime) -> None:
        if key != story.id:
            story.keys += (key,)
            self._known[key] = story.id
        if source not in story.sources:
            story.sources += (source,)
            story.reports += (now,)
        else:
            place = story.sources.index(source)
            last = max(story.reports[place], now)
            story.reports = (*story.reports[:place], last, *story.reports[place + 1 :])

    def _let_speak(self, story: _Story, reading: Reading) -> None:
        self._weights.count(chain(*reading.terms))
        story.speakers += (self._index.add(story.id, reading),)

    def _drop_silent(self, now: datetime) -> None:
        ahead = 0
        while self._stories:
            story = next(iter(self._stories.values()))
            if self._is_over(story, now):
                self._drop(story)
            elif story.last > now and ahead < _AHEAD:
                self._stories.move_to_end(story.id)
                ahead += 1
            else:
                break

    def _drop(self, story: _Story) -> None:
        del self._stories[story.id]
        for key in story.keys:
            del self._known[key]
        for number in story.speakers:
            self._index.remove(number)
