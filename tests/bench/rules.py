"""Matching one article: our index beside a loop of regular expressions over the same rules."""

import random
import re
from collections.abc import Iterator

from bot.models import Article
from bot.rules.book import Condition, Rule, Topic, build_book
from bot.rules.match import Matcher
from bot.rules.terms import parse_term
from tests.bench.figures import Figure, time_each, typical
from tests.bench.stories import make_articles

ARTICLES = 500
SIZES = (10, 1_000, 10_000)
LOOPED = 1_000  # rules that the loop of regular expressions can bear


def measure() -> Iterator[Figure]:
    """Yield the time an article takes, at some sizes of rule book."""
    source = make_articles(7)
    articles = [next(source) for _ in range(ARTICLES)]
    words = sorted({word for article in articles for word in article.summary.split()})
    chance = random.Random(3)
    drawn = [[chance.sample(words, 3), chance.sample(words, 3)] for _ in range(max(SIZES))]
    alone = {}
    for size in SIZES:
        matcher = Matcher(build_book([make_topic(drawn[:size])]))
        spent = time_each(matcher.match, articles)  # type: ignore[arg-type]
        alone[size] = typical(spent, scale=1e6)
        yield Figure(name=f"match, {size:,} rules", value=alone[size], unit="µs an article")
    patterns = [
        [re.compile(rf"\b(?:{'|'.join(clause)})\b", re.IGNORECASE) for clause in rule]
        for rule in drawn[:LOOPED]
    ]

    def loop(article: object) -> int:
        assert isinstance(article, Article)
        text = f"{article.title} {article.summary}"
        return sum(all(clause.search(text) for clause in rule) for rule in patterns)

    looped = typical(time_each(loop, articles[:50]), scale=1e6)
    yield Figure(
        name=f"a loop of re, {LOOPED:,} rules",
        value=looped,
        unit="µs an article",
        note=f"{looped / alone[LOOPED]:.0f} × ours",
    )


def make_topic(drawn: list[list[list[str]]]) -> Topic:
    """Return a topic with a rule for each pair of word lists: one of each must be there."""
    rules = tuple(
        Rule(
            name=f"r{number}",
            condition=Condition(
                all=tuple(Condition(any=tuple(map(parse_term, clause))) for clause in rule)
            ),
        )
        for number, rule in enumerate(drawn)
    )
    return Topic(name="bench", title="Bench", description="", rules=rules)
