"""Articles through matching, stories and routing: the decide stage, as `backtest` runs it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.models import StoredArticle
from bot.rules.book import build_book
from bot.rules.files.topicfile import parse_topic
from bot.rules.load import load_rules
from bot.workbench.backtest import Backtest
from tests.bench.figures import Figure
from tests.bench.stories import make_articles

ARTICLES = 3_000
EVERYTHING = b'topic: all\ntitle: All\nrules: [{name: all, any: ["*"]}]\n'


def measure() -> Iterator[Figure]:
    """Yield articles a second, with the shipped topics, and when every article matches."""
    source = make_articles(5)
    begun = datetime(2026, 3, 2, tzinfo=UTC)
    articles = [
        StoredArticle(
            id=number, source="", seen=begun + timedelta(seconds=20 * number), article=next(source)
        )
        for number in range(ARTICLES)
    ]
    shipped = load_rules(Path(__file__).parents[2] / "rules").book
    for name, book in (
        ("decide, shipped topics", shipped),
        ("decide, every article matches", build_book([parse_topic(EVERYTHING, "all.yaml")])),
    ):
        test = Backtest(book)
        started = time.perf_counter()
        for article in articles:
            test.answer(article)
        spent = time.perf_counter() - started
        yield Figure(name=name, value=ARTICLES / spent, unit="articles a second")
