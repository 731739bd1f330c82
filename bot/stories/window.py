"""The stories of the last days, and which of them an article belongs to.

An article is weighed by its words: rare ones count for more than common ones, the headline's for
more than the summary's (bot.stories.weights). A story is known by its first few articles; what
is alike enough to one of them belongs to it. Time counts: after a day of silence an article must
be twice as alike.
"""

from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

from bot.models import Article, Placement
from bot.stories.contradictions import contradict
from bot.stories.headline import clean_headline
from bot.stories.roundups import is_roundup
from bot.stories.similarity import compare_wording
from bot.stories.terms import list_terms
from bot.stories.weights import WordWeights

SPAN = timedelta(hours=72)  # a story that is silent for so long falls out
KEPT = timedelta(days=90)  # articles of stories that fell out are known again for so long
LONGEST = timedelta(days=7)  # and is over then, however much is still written

# The least likeness of an article and its story. On 508 labelled articles of 236 stories: at 0.20
# 55 repeats ring and 15 stories are hidden, here 68 and 5, at 0.24 87 and 5. Tried there, and of
# no use: likeness to the story's mean, a discount for large stories, for crowded windows, for
# another language or the same feed, pairs of words as terms.
_ALIKE = 0.23
_ONE_WORD = 0.6  # the most of it that may come from one word
_HALVED = timedelta(hours=24)  # likeness counts half when a story was silent for so long
_ASKED = 60.0  # of 100: from here on titles must not contradict each other
_SAME_TITLE = 70.0  # and from here on the reason is the title
_COPY = 85.0  # of 100: a round-up is only the same as its copies
_POSTINGS = 500  # places in the index looked at for one article, rarest words first
_CANDIDATES = 20  # articles judged in full
_AHEAD = 3  # stories from before the clock jumped back, put aside at each arrival
_SPEAKERS = 8  # articles that speak for a story: more would only make it wider

_Key = tuple[str, ...]


@dataclass(slots=True)
class _Story:
    id: str
    first: datetime
    last: datetime
    sources: dict[str, datetime] = field(default_factory=dict)  # last report; order of arrival
    keys: list[_Key] = field(default_factory=list)
    speakers: list[int] = field(default_factory=list)


class _Reading(NamedTuple):
    """What an article says, as far as stories go."""

    headline: str  # clean
    roundup: bool
    terms: tuple[tuple[str, ...], tuple[str, ...]]  # of the headline; only of the summary


class _Speaker(NamedTuple):
    """An article that its story is known by."""

    story: str
    headline: str
    roundup: bool
    terms: tuple[str, ...]  # under which the index holds it


class StoryWindow:
    """Stories by what they say, for as long as they are news."""

    def __init__(self, *, span: timedelta = SPAN, longest: timedelta = LONGEST) -> None:
        self._span = span
        self._longest = longest
        self._stories: OrderedDict[str, _Story] = OrderedDict()  # the longest silent first
        self._known: dict[_Key, str] = {}  # an article's key → its story
        self._past: OrderedDict[str, tuple[str, datetime]] = OrderedDict()  # of dropped stories
        self._weights = WordWeights()
        self._speakers: dict[int, _Speaker] = {}
        self._index: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._next_speaker = 0

    def __len__(self) -> int:
        return len(self._stories)

    def sources(self, story_id: str) -> tuple[str, ...]:
        """Return who reported a story, in order of arrival; empty when it is not held."""
        story = self._stories.get(story_id)
        return tuple(story.sources) if story else ()

    def sources_since(self, story_id: str, since: datetime) -> tuple[str, ...]:
        """Return who reported a story at that time or later; empty when it is not held."""
        story = self._stories.get(story_id)
        return (
            tuple(name for name, last in story.sources.items() if last >= since) if story else ()
        )

    def place(self, article: Article, *, source: str, now: datetime) -> Placement:
        """Say which story an article belongs to; nothing is changed."""
        key = _make_key(article, source)
        known = self._known.get(key) or self._past.get(_make_id(key), ("",))[0]
        if known:
            return Placement(
                story=known, new=False, reason=f"same {key[0]}", score=100.0, again=True
            )
        alike = self._find_alike(article, source, now)
        if alike:
            return alike
        return Placement(story=_make_id(key), new=True, reason="new", score=0.0)

    def add(self, placement: Placement, article: Article, *, source: str, now: datetime) -> None:
        """Record an article in its story; also used to rebuild the window from the archive."""
        self._drop_silent(now)
        key = _make_key(article, source)
        for held in (placement.story, self._known.get(key, "")):
            story = self._stories.get(held)
            if story and self._is_over(story, now):
                self._drop(story)
        if _make_id(key) in self._past:
            return  # its story is over, and stays so
        story = self._stories.get(placement.story)
        if story is None:
            story = self._stories[placement.story] = _Story(placement.story, now, now)
        story.last = max(story.last, now)
        self._stories.move_to_end(story.id)
        if key in self._known:
            return
        story.sources[source] = max(story.sources.get(source, now), now)
        self._known[key] = story.id
        story.keys.append(key)
        if len(story.speakers) < _SPEAKERS:
            self._let_speak(story, _read(article.title, article.summary, source))

    def _is_over(self, story: _Story, now: datetime) -> bool:
        return now - story.last > self._span or now - story.first > self._longest

    def _find_alike(self, article: Article, source: str, now: datetime) -> Placement | None:
        reading = _read(article.title, article.summary, source)
        vector = self._weights.weigh(*reading.terms)
        terms = frozenset(chain(*reading.terms))
        refused = set()
        for likeness, number in self._compare(vector, now):
            speaker = self._speakers[number]
            if speaker.story in refused:
                continue
            title = compare_wording(reading.headline, speaker.headline)
            if title < _COPY and (
                reading.roundup or speaker.roundup or self._rests_on_one_word(vector, number)
            ):
                continue
            if title >= _ASKED and contradict(
                reading.headline, speaker.headline, terms, speaker.terms
            ):
                refused.add(speaker.story)
                continue
            reason = f"title {title:.0f}" if title >= _SAME_TITLE else f"words {likeness:.0f}"
            return Placement(story=speaker.story, new=False, reason=reason, score=likeness)
        return None

    def _compare(self, vector: dict[str, float], now: datetime) -> list[tuple[float, int]]:
        """Return the articles that are like enough, 0 to 100, the likest first."""
        alike = []
        for number, cosine in self._find_candidates(vector):
            story = self._stories[self._speakers[number].story]
            silence = max(now - story.last, timedelta(0))
            likeness = cosine * 0.5 ** (silence / _HALVED)
            if likeness >= _ALIKE and not self._is_over(story, now):
                alike.append((-likeness, number))
        return [(-100 * likeness, number) for likeness, number in sorted(alike)]

    def _rests_on_one_word(self, vector: dict[str, float], number: int) -> bool:
        """Say whether one word makes most of a likeness: short titles share one by chance."""
        shares = [
            weight * self._index[term].get(number, 0.0)
            for term, weight in vector.items()
            if term in self._index
        ]
        return max(shares) > _ONE_WORD * sum(shares)

    def _find_candidates(self, vector: dict[str, float]) -> list[tuple[int, float]]:
        """Return the articles that share the rarest words, with their cosine."""
        found: defaultdict[int, float] = defaultdict(float)
        terms = sorted((term for term in vector if term in self._index), key=self._count_postings)
        looked = read = 0
        for term in terms:
            if looked > _POSTINGS:
                break
            postings, weight = self._index[term], vector[term]
            looked += len(postings)
            read += 1
            for speaker, theirs in postings.items():
                found[speaker] += weight * theirs
        candidates = nlargest(_CANDIDATES, found, key=found.__getitem__)
        for term in terms[read:]:
            postings, weight = self._index[term], vector[term]
            for speaker in candidates:
                found[speaker] += weight * postings.get(speaker, 0.0)
        return [(speaker, found[speaker]) for speaker in candidates]

    def _count_postings(self, term: str) -> int:
        return len(self._index[term])

    def _let_speak(self, story: _Story, reading: _Reading) -> None:
        vector = self._weights.weigh(*reading.terms)
        self._weights.count(chain(*reading.terms))
        number = self._next_speaker
        self._next_speaker += 1
        self._speakers[number] = _Speaker(
            story.id, reading.headline, reading.roundup, tuple(vector)
        )
        story.speakers.append(number)
        for term, weight in vector.items():
            self._index[term][number] = weight

    def _drop_silent(self, now: datetime) -> None:
        while self._past and now - next(iter(self._past.values()))[1] > KEPT:
            self._past.popitem(last=False)
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
            self._past[_make_id(key)] = story.id, story.last
        for number in story.speakers:
            for term in self._speakers.pop(number).terms:
                postings = self._index[term]
                del postings[number]
                if not postings:
                    del self._index[term]


@lru_cache(maxsize=16)  # an article is placed and added in one go
def _read(title: str, summary: str, source: str) -> _Reading:
    headline = clean_headline(title, source)
    return _Reading(headline, is_roundup(title), list_terms(headline, summary))


def _make_key(article: Article, source: str) -> _Key:
    """Return what an article is known again by: its link, else its guid and title.

    The front page of a site is no article's link, and feeds that give no links may well give
    every item the same guid.
    """
    link = article.link_key
    if "/" in link.removeprefix("https://") or "?" in link:
        return "link", link
    return "guid" if article.guid else "title", source, article.guid, article.title


def _make_id(key: _Key) -> str:
    return blake2b("\n".join(key).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
