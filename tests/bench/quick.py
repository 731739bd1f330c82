"""The hot paths in small sizes, under a minute in all; named as at length where sizes agree."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator

from tests.bench import delivery, pipeline, polls, rules, stories
from tests.bench.botapi import Load
from tests.bench.figures import Figure
from tests.bench.newsstand import ITEMS, open_stand

RULES = (1_000, 10_000)
STORIES = 10_000
FEEDS = 100
LOAD = Load(chats=100, stories=5, speed=5)


def match() -> Iterator[Figure]:
    """Yield times of matching."""
    chance = random.Random(3)
    texts = rules.make_texts(chance)
    spread = Counter(word for text in texts for word in set(text.split()))
    words = sorted(word for word, count in spread.items() if count in rules.SEEN_IN)
    articles = [rules.make_article(text) for text in chance.sample(texts, rules.MEASURED)]
    drawn = rules.draw_rules(words, [1] * len(words), max(RULES), chance)
    spent: dict[int, float] = {}
    for size in RULES:
        yield from rules.measure_size(drawn[:size], articles, spent)


def place() -> Iterator[Figure]:
    """Yield the time of placing."""
    spent, slow, added = stories.time_window(stories.fill_window(STORIES))
    yield Figure(
        name=f"place an article, window of {STORIES:,} stories",
        value=spent,
        unit="ms",
        note=f"p99 {slow:.2f} ms; add takes {added:.2g} ms",
    )


def poll() -> Iterator[Figure]:
    """Yield the cost of polls."""
    with open_stand() as (port, _):
        for kind, what in (
            ("etag", "answered 304"),
            ("plain", "same body, no validators"),
            ("news", f"one new item of {ITEMS}"),
        ):
            ours, _ = asyncio.run(polls.poll(polls.name_feeds(port, kind, FEEDS)))
            yield Figure(name=f"poll, {what}", value=ours, unit="ms CPU")


def deliver() -> Iterator[Figure]:
    """Yield pace and cost of deliveries without faults."""
    yield from delivery.describe_clean(LOAD, asyncio.run(delivery.deliver(LOAD, faults=False)))


QUICK: dict[str, Callable[[], Iterator[Figure]]] = {
    "rules": match,
    "stories": place,
    "polls": poll,
    "pipeline": pipeline.measure,
    "delivery": deliver,
}
