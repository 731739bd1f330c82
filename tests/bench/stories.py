"""How long one article takes against a full window, what a story costs, and what is found.

Beside it, in the same run, other ways to find headlines that are nearly the same: every one
compared by rapidfuzz, and datasketch's MinHashLSH.
"""

import pickle
import random
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from statistics import median
from typing import Any

from rapidfuzz import fuzz, process

from bot.models import Article, Placement
from bot.stories.keys import make_key, name_key
from bot.stories.window import StoryWindow
from tests.bench.figures import Figure
from tests.bench.storynews import make_article, make_news, reword

SIZES = (10_000, 100_000)
MEASURED = 1_000
ASKED = 60  # headlines that every way is asked for
ALIKE = 80  # of 100, by token_set_ratio
WORDS = 5  # that a headline must have to count
PERMUTATIONS, THRESHOLD = 64, 0.5  # of MinHashLSH,
HASHED = 20_000  # which takes 0.2 ms to note a headline, so it is given fewer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def make_articles(seed: int) -> Iterator[Article]:
    """Yield articles without end, the same ones for the same seed."""
    return (article for article, _ in make_news(seed))


def measure() -> Iterator[Figure]:
    """Yield times at some sizes of window; at the largest the memory, and the other ways."""
    spent = {}
    window = StoryWindow()
    for size in SIZES:
        begun = time.process_time()
        window = fill_window(size)
        yield Figure(
            name=f"rebuild a window of {size:,} stories",
            value=time.process_time() - begun,
            unit="s",
            note="on one core, making up the news included",
        )
        spent[size], slow, added = time_window(window)
        name = f"place an article, window of {size:,} stories"
        note = f"p99 {slow:.2f} ms; add takes {added:.2g} ms"
        yield Figure(name=name, value=spent[size], unit="ms", note=note)
    most, least = max(SIZES), min(SIZES)
    yield Figure(
        name=f"place an article, {most:,} stories against {least:,}",
        value=spent[most] / spent[least],
        unit="times as long",
    )
    yield Figure(
        name=f"memory, window of {most:,} stories",
        value=measure_memory(window) / len(window),
        unit="bytes a story",
        note="of a copy: without room to grow",
    )
    yield from measure_others(window, spent[most])


def fill_window(size: int) -> StoryWindow:
    """Return a window of so many stories, as if rebuilt from an archive."""
    window = StoryWindow()
    step = timedelta(hours=60) / (2 * size)
    now = NOON - timedelta(hours=60)
    names: list[str] = []
    for article, first in make_news(1):
        if len(window) == size:
            break
        name = name_key(make_key(article, source=""))
        new = first == len(names)
        names.append(name if new else names[first])
        placement = Placement(story=names[-1], new=new, reason="", score=0.0, key=name)
        window.add(placement, article, source="", now=now)
        now += step
    return window


def measure_memory(window: StoryWindow) -> int:
    """Return the bytes that a window takes."""
    written = pickle.dumps(window)
    tracemalloc.start()
    copy = pickle.loads(written)
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del copy
    return memory


def time_window(window: StoryWindow) -> tuple[float, float, float]:
    """Return how long placing takes, median and 99th percentile, and adding, median; in ms."""
    placing, adding = [], []
    for article in islice(make_articles(2), MEASURED):
        begun = time.perf_counter()
        placement = window.place(article, source="", now=NOON)
        placed = time.perf_counter()
        window.add(placement, article, source="", now=NOON)
        placing.append(placed - begun)
        adding.append(time.perf_counter() - placed)
    placing.sort()
    return 1e3 * median(placing), 1e3 * placing[MEASURED * 99 // 100], 1e3 * median(adding)


def measure_others(window: StoryWindow, ours: float) -> Iterator[Figure]:
    """Yield how long other ways take for the same headlines, and what the window misses.

    A headline is found when the window compares its article, whatever it then decides.
    """
    held = [speaker.headline for story in window for speaker in window.speakers(story)]
    asked = reword_held(held)
    titles = [article.title for article in asked]
    spent, wanted, likest = [], [], []
    for article in asked:
        begun = time.perf_counter()
        hits = find_by_brute_force(held, article.title)
        spent.append(time.perf_counter() - begun)
        wanted += [(article, title) for title in hits]
        likest += [(article, title) for title in hits[:1]]
    name = f"rapidfuzz extract, {len(held):,} headlines"
    note = f"{1e3 * median(spent) / ours:,.0f} times as long as the window"
    yield Figure(name=name, value=1e3 * median(spent), unit="ms", note=note)
    found = {article.link: find_in_window(window, article) for article in asked}
    for which, named in (("the likest", likest), ("all", wanted)):
        caught = sum(title in found[article.link] for article, title in named)
        yield Figure(
            name=f"of {which} that extract finds, the window finds",
            value=100 * caught / len(named),
            unit="%",
            note=f"{len(named)} headlines, alike to {ALIKE} of 100",
        )
    yield measure_cdist(held, titles, ours)
    yield measure_hashes(held[:HASHED], wanted, ours)


def reword_held(held: Sequence[str]) -> list[Article]:
    """Return articles that say again what some of the held headlines say."""
    chance = random.Random(4)
    return [
        make_article(f"again/{number}", reword(title.split(), "wordofitsown", chance), [])
        for number, title in enumerate(chance.sample(held, ASKED))
    ]


def find_by_brute_force(held: Sequence[str], title: str) -> list[str]:
    """Return the headlines that rapidfuzz finds alike, of all."""
    hits = process.extract(
        title, held, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=None
    )
    return [headline for headline, _, _ in hits if len(headline.split()) >= WORDS]


def find_in_window(window: StoryWindow, article: Article) -> set[str]:
    """Return the headlines that the window compares with an article's."""
    return {speaker.headline for speaker in window.find(article, source="", now=NOON)}


def measure_cdist(held: Sequence[str], titles: Sequence[str], ours: float) -> Figure:
    """Return how long a title takes when rapidfuzz compares all with all, on one core."""
    name = f"rapidfuzz cdist, {len(held):,} headlines"
    if not find_spec("numpy"):
        return Figure(name=name, value=0, unit="ms", note="numpy is not installed")
    begun = time.perf_counter()
    process.cdist(titles, held, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE)
    spent = 1e3 * (time.perf_counter() - begun) / len(titles)
    note = f"{spent / ours:,.0f} times as long as the window"
    return Figure(name=name, value=spent, unit="ms", note=note)


def measure_hashes(
    held: Sequence[str], wanted: Sequence[tuple[Article, str]], ours: float
) -> Figure:
    """Return how long a title takes with MinHashLSH over its words, and what that finds."""
    name = f"datasketch MinHashLSH, {len(held):,} headlines"
    if not find_spec("datasketch"):
        return Figure(name=name, value=0, unit="ms", note="datasketch is not installed")
    datasketch = import_module("datasketch")
    index = datasketch.MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)

    def sketch(title: str) -> Any:
        hashes = datasketch.MinHash(num_perm=PERMUTATIONS)
        hashes.update_batch([word.encode() for word in title.split()])
        return hashes

    for number, title in enumerate(held):
        index.insert(number, sketch(title), check_duplication=False)
    spent, caught, there = [], 0, frozenset(held)
    asked = [(article.title, title) for article, title in wanted if title in there]
    for title, hit in asked:
        begun = time.perf_counter()
        found = index.query(sketch(title))
        spent.append(time.perf_counter() - begun)
        caught += hit in {held[number] for number in found}
    note = f"finds {caught} of {len(asked)}; the window takes {ours:.2g} ms"
    return Figure(name=name, value=1e3 * median(spent), unit="ms", note=note)
