"""Deciding on PostgreSQL and on SQLite: 10,000 rules, a window of 100,000 stories.

Articles a second are told of one core that has nothing else to do: by the CPU time of the process
that decides. The server's is told apart.
"""

import asyncio
import pickle
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path

from bot.models.workers import Tenure
from bot.pipeline import Memory, decide_undecided
from bot.rules.book import Topic, build_book
from bot.rules.files.topicfile import parse_topic
from bot.rules.match import Matcher
from bot.store.store import Store, open_store
from bot.stories.bursts import Habits
from bot.stories.window import StoryWindow
from tests.bench.figures import Figure
from tests.bench.rules import SEEN_IN, draw_rules, make_topic
from tests.bench.scalework import find_server, read_cpu
from tests.bench.stories import NOON, fill_window, make_articles
from tests.builders import add_feeds, build_feed, build_harvest, subscribe
from tests.postgres import Server
from tests.rules.builders import compile_plainly

RULES = 10_000
STORIES = 100_000
WARM, ARTICLES = 1_000, 5_000
PAGE = 250  # articles of one harvest
SAMPLE = 20_000  # articles that the rules' words are drawn from
EVERYTHING = b'topic: all\ntitle: All\nrules: [{name: all, any: ["*"]}]\n'
MATCHED, UNMATCHED = 1_000, 5_000  # asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Of deciding, in articles a second."""

    core: float  # of the process's CPU
    clock: float
    server: float  # ms of CPU of the database server, an article


def measure(server: Server, folder: Path) -> Iterator[Figure]:
    """Yield articles a second, when no rule holds and when one does for every article."""
    topic = make_topic(draw_from_news())
    window = pickle.dumps(fill_window(STORIES))
    everything = parse_topic(EVERYTHING, "all.yaml")
    cases: list[tuple[str, list[Topic], int]] = [
        ("unmatched", [topic], UNMATCHED),
        ("matched", [topic, everything], MATCHED),
    ]
    for name, topics, asked in cases:
        matcher = Matcher(compile_plainly(build_book(topics)))
        for url in (server.create_database(), f"sqlite:///{folder / f'{name}.db'}"):
            pace = asyncio.run(decide(url, matcher, pickle.loads(window)))
            kind = "PostgreSQL" if url.startswith("postgres") else "SQLite"
            yield Figure(
                name=f"decide, {name}, {kind}",
                value=pace.core,
                unit="articles a second of a core",
                note=f"{asked:,} asked; {pace.clock:,.0f} by the clock,"
                f" server {pace.server:.2f} ms an article",
            )


def draw_from_news() -> list[list[list[str]]]:
    """Return rules of the words that the news are made of."""
    spread = Counter(
        word
        for article in islice(make_articles(7), SAMPLE)
        for word in {*article.title.split(), *article.summary.split()}
    )
    words = sorted(word for word, count in spread.items() if count in SEEN_IN)
    return draw_rules(words, [1] * len(words), RULES, random.Random(3))


async def decide(url: str, matcher: Matcher, window: StoryWindow) -> Pace:
    """Return how quickly articles are decided that wait; one chat is told all that matches."""
    store = open_store(url)
    try:
        await add_feeds(store, 1)
        await subscribe(store, 1, topic="all")
        await fill(store)
        tenure = Tenure(post="decide", holder="bench")
        assert await store.posts.take(tenure, lease=timedelta(hours=1))
        memory = Memory(window, Habits())
        server = find_server(url) if url.startswith("postgres") else 0

        async def work(least: int) -> int:
            done = 0
            while done < least:
                done += await decide_undecided(
                    store, matcher=matcher, memory=memory, clock=lambda: NOON, under=tenure
                )
            return done

        await work(WARM)
        theirs = read_cpu(server) if server else 0
        begun, spent = time.perf_counter(), time.process_time()
        done = await work(ARTICLES)
        wall, spent = time.perf_counter() - begun, time.process_time() - spent
        theirs = (read_cpu(server) if server else 0) - theirs
        return Pace(core=done / spent, clock=done / wall, server=1e3 * theirs / done)
    finally:
        await store.close()


async def fill(store: Store) -> None:
    """Have articles wait that are news of one feed."""
    source = make_articles(2)
    for _ in range((WARM + ARTICLES) // PAGE):
        articles = list(islice(source, PAGE))
        await store.archive.keep(build_harvest(build_feed(1), articles, now=NOON), now=NOON)
