"""Made-up news for the story benchmarks: words drawn as rank and frequency go in news (Zipf).

5 to 14 words in a headline, 30 in a summary. Every fourth article says again what one of the
last 200 said: with a word replaced, left out or put in, or in another order.
"""

import random
from collections.abc import Iterator
from itertools import accumulate

from bot.models import Article

VOCABULARY = 60_000
RECENT = 200
SUMMARY = 30  # words


def make_news(seed: int) -> Iterator[tuple[Article, int]]:
    """Yield articles without end, the same ones for the same seed.

    Each with the number of the one it says again, else with its own; they count from 0.
    """
    chance, words = random.Random(seed), make_words()
    weights = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
    recent: list[tuple[int, list[str], list[str]]] = []
    number = 0
    while True:
        if recent and chance.random() < 0.25:
            first, told, summary = chance.choice(recent)
            title = reword(told, chance.choice(words), chance)
        else:
            first = number
            title = chance.choices(words, cum_weights=weights, k=chance.randint(5, 14))
            summary = chance.choices(words, cum_weights=weights, k=SUMMARY)
        recent = [*recent[-RECENT + 1 :], (first, title, summary)]
        yield make_article(f"{seed}/{number}", title, summary), first
        number += 1


def make_words() -> list[str]:
    """Return the words that all news are made of, the most frequent first."""
    chance, letters = random.Random(0), "abcdefghiklmnoprstuvz"
    return ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(VOCABULARY)]


def reword(title: list[str], word: str, chance: random.Random) -> list[str]:
    """Return a headline that says nearly the same; `word` may come in."""
    place = chance.randrange(len(title))
    match chance.randrange(4):
        case 0:
            return [*title[:place], word, *title[place + 1 :]]
        case 1:
            return [*title[:place], word, *title[place:]]
        case 2 if len(title) > 5:
            return [*title[:place], *title[place + 1 :]]
        case _:
            return [*title[place:], *title[:place]]


def make_article(name: str, title: list[str], summary: list[str]) -> Article:
    """Return an article with a link of its own."""
    link = f"https://example.com/{name}"
    return Article(
        guid="",
        link=link,
        title=" ".join(title),
        summary=" ".join(summary),
        published=None,
        link_key=link,
    )
