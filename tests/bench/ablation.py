"""What each sign is worth that makes one story of two articles: all of them but one, in turn.

    python -m tests.bench.ablation FOLDER

The folder holds labelled articles, JSON lines with feed, title, link, summary, published, lang and
story. For each file: alerts for a story that had one, stories that had none, and of these the
ones that were not even shown as an update; and B-cubed F1. "After other news": the words of the
folder's articles that have no story were counted before, so the subject's own words are rare.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from bot.models import StoredArticle
from bot.stories import (
    choice,
    contradictions,
    likeness,
    numerals,
    progress,
    reading,
    terms,
    weights,
)
from bot.stories import window as windows
from bot.workbench.backtest import read_line

Labelled = tuple[StoredArticle, str]
Patch = tuple[object, str, object]


class Day(NamedTuple):
    """One file."""

    name: str
    articles: list[Labelled]  # those that have a story
    others: list[StoredArticle]


class Score(NamedTuple):
    """How the stories of one file were found."""

    repeats: int
    lost: int
    swallowed: int
    updates: int
    joined: int
    f1: float


class Swayed(windows.StoryWindow):
    """A window that counted other news before, and may weigh words by all that it counted."""

    def __init__(self, others: Sequence[StoredArticle], *, everywhere: bool) -> None:
        super().__init__()
        for stored in others:
            read = reading.read_article(stored.article, stored.source)
            self._weights.count(chain(*read.terms))
        if everywhere:
            vars(likeness)["_weigh_words"] = self._weigh_words

    def _weigh_words(
        self, wanted: frozenset[Hashable], near: Sequence[likeness.Words], _: object
    ) -> tuple[list[frozenset[Hashable]], dict[Hashable, float]]:
        known = self._index.speakers._terms
        names = {term: known[term] if isinstance(term, int) else str(term) for term in wanted}
        weights = self._weights.weigh((), names.values())
        shared = [wanted.intersection(terms) for terms, _ in near]
        return shared, {term: weights[name] ** 2 for term, name in names.items()}


def read_day(path: Path) -> Day:
    """Return the articles of a labelled file, in its order."""
    day = Day(path.stem, [], [])
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            stored, story = read_line(line, number=number), json.loads(line)["story"]
            if story:
                day.articles.append((stored, story))
            else:
                day.others.append(stored)
    return day


def judge(articles: Sequence[Labelled], window: windows.StoryWindow) -> Score:
    """Place the articles in order, and compare the stories found with the labels."""
    gold, mine = defaultdict(set), defaultdict(set)
    pairs, told, shown, repeats, updates, joined = [], set(), set(), 0, 0, 0
    for number, (stored, label) in enumerate(articles):
        placed = window.place(stored.article, source=stored.source, now=stored.seen)
        window.add(placed, stored.article, source=stored.source, now=stored.seen)
        pairs.append((label, placed.story))
        gold[label].add(number)
        mine[placed.story].add(number)
        if placed.new:
            repeats += label in told
            told.add(label)
        else:
            joined += 1
            updates += bool(placed.adds)
        if placed.new or placed.adds:
            shown.add(label)
    shared = [len(gold[label] & mine[story]) for label, story in pairs]
    precision = sum(n / len(mine[s]) for n, (_, s) in zip(shared, pairs, strict=True)) / len(pairs)
    recall = sum(n / len(gold[g]) for n, (g, _) in zip(shared, pairs, strict=True)) / len(pairs)
    f1 = 2 * precision * recall / (precision + recall)
    lost = gold.keys() - told
    return Score(repeats, len(lost), len(lost - shown), updates, joined, f1)


@contextmanager
def patched(*patches: Patch) -> Iterator[None]:
    """Put other functions and constants in place for a while."""
    held = [(room, name, getattr(room, name)) for room, name, _ in patches]
    try:
        for room, name, value in patches:
            setattr(room, name, value)
        _forget()
        yield
    finally:
        for room, name, value in held:
            setattr(room, name, value)
        _forget()


def _forget() -> None:
    for kept in (
        reading._read,
        terms.spell,
        terms.find_term,
        weights.small_terms,
        numerals.spell_number,
        likeness._list_squares,
    ):
        kept.cache_clear()


def _never(*_: object) -> bool:
    return False


def _nothing(*_: object) -> str:
    return ""


def _keep_title(title: str, _: str = "") -> str:
    return " ".join(title.split())


def _skip_summary(headline: str, _: str) -> reading.Terms:
    return terms.list_terms(headline, "")[0], ()


SIGNS: dict[str, tuple[Patch, ...]] = {
    "rare words weigh more": ((likeness, "weigh_word", lambda *_: 1.0),),
    "headline weighs more": (
        (weights, "HEADLINE", 1.0),
        (likeness, "HEADLINE", 1.0),
        (likeness, "_MORE", 0.0),
        (likeness, "_MORE_SQUARED", 0.0),
    ),
    "summary": ((reading, "list_terms", _skip_summary),),
    "small words known": ((weights, "_SMALL_WORDS", 0.0),),
    "beginnings of words": ((terms, "_STEM", 99),),
    "spellings of languages": ((terms, "_SPELLINGS", ()),),
    "labels and publishers cut": ((reading, "clean_headline", _keep_title),),
    "eight articles speak, not one": ((windows, "_SPEAKERS", 1),),
    "silence": ((choice, "_HALVED", timedelta(days=10_000)),),
    "other language": ((choice, "_OTHER_LANGUAGE", 1.0),),
    "one word is not enough": ((choice, "_ONE_WORD", 1.0),),
    "round-ups": ((reading, "is_roundup", _never),),
    "contradictions": ((choice, "contradict", _never),),
    "contradictions: negation": ((contradictions, "_count_negations", lambda _: 0),),
    "contradictions: numbers": ((contradictions, "_names_number", _never),),
    "contradictions: names": ((contradictions, "_is_foreign", _never),),
    "news: toll": ((progress, "_find_toll", _nothing),),
    "news: denied, confirmed, answered": ((progress, "_find_turn", _nothing),),
    "news: names and numbers": ((progress, "_find_names", _nothing),),
    "news: new words": ((progress, "_find_new_words", _nothing),),
}


def measure(days: Sequence[Day]) -> Iterator[tuple[str, list[Score]]]:
    """Yield the scores with all signs, without each, and after other news."""
    others = [stored for day in days for stored in day.others]
    make: Callable[[], Any] = windows.StoryWindow
    swayed = partial(Swayed, others, everywhere=False)
    everywhere = partial(Swayed, (), everywhere=True)
    yield "all signs", _judge_all(days, make)
    for name, patches in SIGNS.items():
        with patched(*patches):
            yield f"without {name}", _judge_all(days, make)
    exactly = (likeness, "_MANY", sys.maxsize)
    with patched((likeness, "_weigh_words", likeness._weigh_words), exactly):
        yield "weighed over the window, not among the near", _judge_all(days, everywhere)
    yield "after other news", _judge_all(days, swayed)
    with patched((likeness, "_weigh_words", likeness._weigh_words), exactly):
        both = partial(Swayed, others, everywhere=True)
        yield "after other news, weighed over the window", _judge_all(days, both)


def _judge_all(days: Sequence[Day], make: Callable[[], windows.StoryWindow]) -> list[Score]:
    return [judge(day.articles, make()) for day in days]


def main() -> None:
    """Print a table over the labelled folder that is named."""
    days = [read_day(path) for path in sorted(Path(sys.argv[1]).glob("*.jsonl"))]
    table = Table("", *(day.name for day in days), "repeats/lost/swallowed", "updates", "F1")
    for name, scores in measure(days):
        sums = [sum(score[place] for score in scores) for place in range(5)]
        table.add_row(
            name,
            *(f"{s.repeats}/{s.lost}/{s.swallowed} {s.f1:.3f}" for s in scores),
            f"{sums[0]}/{sums[1]}/{sums[2]}",
            f"{sums[3]} of {sums[4]}",
            f"{sum(score.f1 for score in scores) / len(scores):.4f}",
        )
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
