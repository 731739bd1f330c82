"""What a backtest's page shows, gathered while it runs; of bounded size."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from bot.models import Hit, Outcome, StoredArticle
from bot.rules.book import RuleBook
from bot.workbench.backtest import Answer
from bot.workbench.misses import Border, Miss

_SAMPLES = 30  # a topic
_MISSES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An article to be shown."""

    stored: StoredArticle
    outcome: Outcome
    hits: tuple[Hit, ...]
    note: str = ""  # of a miss: what failed


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicReport:
    """What became of one topic."""

    name: str
    title: str
    matched: int
    rang: int
    days: tuple[tuple[date, int, int], ...]  # day, matched, rang; every day of the recording
    samples: tuple[Sample, ...]  # the latest, those that rang first
    misses: tuple[Sample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of all of them."""

    articles: int
    matched: int  # articles of at least one topic
    rang: int
    first: date | None
    last: date | None
    topics: tuple[TopicReport, ...]


class Reporter:
    """Gathers a report from answers."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._border = Border(book)
        self._all: Counter[str] = Counter()
        self._seen: set[date] = set()
        self._days: Counter[tuple[str, date, bool]] = Counter()
        self._samples: dict[tuple[str, bool], list[Sample]] = defaultdict(list)
        self._misses: dict[str, list[tuple[int, Sample]]] = defaultdict(list)

    def add(self, stored: StoredArticle, answer: Answer) -> None:
        """Take in an article and what it would have meant."""
        day, rang = stored.seen.date(), answer.action is Outcome.ALERT
        self._seen.add(day)
        self._all["articles"] += 1
        self._all["matched"] += bool(answer.topics)
        self._all["rang"] += rang
        for topic in answer.topics:
            self._days[topic, day, rang] += 1
            hits = answer.hits.get(topic, ())
            sample = Sample(stored=stored, outcome=answer.action, hits=hits)
            _keep_last(self._samples[topic, rang], sample)
        for miss in self._border.find(stored.article, frozenset(answer.topics)):
            self._add_miss(stored, miss)

    def _add_miss(self, stored: StoredArticle, miss: Miss) -> None:
        kept = self._misses[miss.topic]
        if any(sample.stored.id == stored.id for _, sample in kept):
            return
        # Three clauses of four are nearer than one of two; among equals the latest count.
        note = f"{miss.rule}: {miss.reason}"
        sample = Sample(stored=stored, outcome=Outcome.NONE, hits=miss.hits, note=note)
        kept.append((miss.held, sample))
        if len(kept) > 4 * _MISSES:
            kept.sort(key=lambda one: (-one[0], -one[1].stored.seen.timestamp()))
            del kept[_MISSES:]

    def finish(self) -> Report:
        """Return the report of what was taken in so far."""
        days = sorted(self._seen)
        return Report(
            articles=self._all["articles"],
            matched=self._all["matched"],
            rang=self._all["rang"],
            first=days[0] if days else None,
            last=days[-1] if days else None,
            topics=tuple(
                self._finish_topic(topic.name, topic.title, days) for topic in self._book.topics
            ),
        )

    def _finish_topic(self, name: str, title: str, days: list[date]) -> TopicReport:
        counts = tuple(
            (
                day,
                self._days[name, day, True] + self._days[name, day, False],
                self._days[name, day, True],
            )
            for day in days
        )
        rang, other = self._samples[name, True], self._samples[name, False]
        misses = sorted(
            self._misses[name], key=lambda one: (-one[0], -one[1].stored.seen.timestamp())
        )
        return TopicReport(
            name=name,
            title=title,
            matched=sum(matched for _, matched, _ in counts),
            rang=sum(rang for *_, rang in counts),
            days=counts,
            samples=(*reversed(rang), *reversed(other))[:_SAMPLES],
            misses=tuple(sample for _, sample in misses[:_MISSES]),
        )


def _keep_last(samples: list[Sample], sample: Sample) -> None:
    samples.append(sample)
    if len(samples) > 2 * _SAMPLES:
        del samples[:-_SAMPLES]
