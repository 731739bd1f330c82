"""How long one article takes against a full window, and what a story costs in memory.

The articles are made up: words drawn as rank and frequency go in news (Zipf), 10 in a headline
and 30 in a summary, every fourth article a rewording of a recent one.
"""

import random
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from bot.models import Article
from bot.stories.window import StoryWindow
from tests.bench.figures import Figure

VOCABULARY = 60_000
MEASURED = 1_000
SIZES = (1_000, 10_000)


def make_articles(seed: int) -> Iterator[Article]:
    """Yield articles without end, the same ones for the same seed."""
    chance = random.Random(seed)
    letters = "abcdefghiklmnoprstuvz"
    words = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
    recent: list[list[str]] = []
    number = 0
    while True:
        if recent and chance.random() < 0.25:
            said = list(chance.choice(recent))
            said[chance.randrange(10)] = chance.choice(words)
        else:
            said = chance.choices(words, cum_weights=weights, k=40)
        recent = [*recent[-200:], said]
        number += 1
        yield Article(
            guid="",
            link=f"https://example.com/{seed}/{number}",
            title=" ".join(said[:10]),
            summary=" ".join(said[10:]),
            published=None,
        )


def measure() -> Iterator[Figure]:
    """Yield the time of place and add, and the memory, at some sizes of window."""
    for stories in SIZES:
        yield from measure_window(stories)


def measure_window(stories: int) -> Iterator[Figure]:
    """Fill a window and time what comes next."""
    window, articles = StoryWindow(), make_articles(1)
    now = datetime(2026, 3, 2, tzinfo=UTC)
    step = timedelta(hours=60) / (2 * stories)
    tracemalloc.start()
    while len(window) < stories:
        now += step
        article = next(articles)
        window.add(window.place(article, source="", now=now), article, source="", now=now)
    size = tracemalloc.get_traced_memory()[0] / len(window)
    tracemalloc.stop()
    spent = []
    for _ in range(MEASURED):
        now += step
        article = next(articles)
        start = time.perf_counter()
        window.add(window.place(article, source="", now=now), article, source="", now=now)
        spent.append(time.perf_counter() - start)
    spent.sort()
    median, slow = (1e3 * spent[int(MEASURED * part)] for part in (0.5, 0.99))
    name = f"window of {stories:,} stories"
    yield Figure(name=f"place and add, {name}", value=median, unit="ms", note=f"p99 {slow:.2f} ms")
    yield Figure(name=f"memory, {name}", value=size, unit="bytes a story")
