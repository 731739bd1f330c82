"""An article as stories see it: what it says, without what stands around it."""

from functools import lru_cache
from typing import NamedTuple

from bot.models import Article
from bot.stories.headline import clean_headline
from bot.stories.roundups import is_roundup
from bot.stories.terms import list_terms

Terms = tuple[tuple[str, ...], tuple[str, ...]]  # of the headline; only of the summary


class Reading(NamedTuple):
    """What an article says."""

    headline: str  # clean
    terms: Terms
    language: str = ""  # two letters; empty: unknown
    roundup: bool = False

    def list_all_terms(self) -> frozenset[str]:
        """Return the terms of headline and summary."""
        headline, summary = self.terms
        return frozenset(headline).union(summary)


def read_article(article: Article, source: str) -> Reading:
    """Return what an article of that source says."""
    return _read(article.title, article.summary, source, article.language[:2].lower())


@lru_cache(maxsize=16)  # an article is placed and added in one go
def _read(title: str, summary: str, source: str, language: str) -> Reading:
    headline = clean_headline(title, source)
    return Reading(headline, list_terms(headline, summary), language, is_roundup(title))
