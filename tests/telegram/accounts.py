"""Accounts of stories, with everything that does not matter filled in."""

from datetime import UTC, datetime, timedelta

from bot.models import Hit, Match
from bot.models.findings import Fate, StoryAccount, StoryArticle, Told, Trace
from bot.telegram.accounts import Reader
from bot.telegram.words import open_words

SEEN = datetime(2026, 3, 1, 11, 0, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def build_match(topic: str = "harbour", rule: str = "strikes", *found: str) -> Match:
    hits = [
        Hit(term="strike*", field="title", start=0, end=len(words), words=words) for words in found
    ]
    return Match(topic=topic, rule=rule, hits=tuple(hits))


def build_story_article(number: int = 1, **given: object) -> StoryArticle:
    usual: dict[str, object] = {
        "id": number,
        "headline": f"Dockers <stop> work {number}",
        "link": f"https://paper.example/{number}",
        "source": f"Paper {number}",
        "language": "en",
        "published": SEEN - 60 * SECOND,
        "seen": SEEN,
        "decided": SEEN + SECOND,
        "reason": "new" if number == 1 else "title 93",
        "score": 0.0 if number == 1 else 93.0,
        "matches": (build_match("harbour", "strikes", "Dockers", "stop"),),
    }
    return StoryArticle(**{**usual, **given})  # type: ignore[arg-type]


def build_told(**given: object) -> Told:
    usual: dict[str, object] = {
        "kind": "alert",
        "state": "sent",
        "reason": None,
        "topics": ("harbour",),
        "article": 1,
        "attempts": 1,
        "decided": SEEN + SECOND,
        "sent": SEEN + 3 * SECOND,
        "message_id": 9,
        "silent": False,
        "breaking": False,
    }
    return Told(**{**usual, **given})  # type: ignore[arg-type]


def build_account(*articles: StoryArticle, **given: object) -> StoryAccount:
    usual: dict[str, object] = {
        "story": "s",
        "headline": "Dockers <stop> work 1",
        "first_seen": SEEN,
        "last_seen": SEEN,
        "sources": tuple(article.source for article in articles) or ("Paper 1",),
        "counted": len(articles) or 1,
        "articles": articles,
        "told": (build_told(),),
    }
    return StoryAccount(**{**usual, **given})  # type: ignore[arg-type]


def build_trace(fate: Fate = Fate.UNMATCHED, **given: object) -> Trace:
    usual: dict[str, object] = {
        "fate": fate,
        "source": "Paper 1",
        "headline": "Dockers <stop> work",
        "seen": SEEN,
        "story": "s" if fate is Fate.MATCHED else None,
    }
    return Trace(**{**usual, **given})  # type: ignore[arg-type]


def build_reader(language: str = "en", zone: str = "") -> Reader:
    titles = {"harbour": "Harbour & docks", "storms": "Storms"}
    return Reader(words=open_words(language), zone=zone, titles=titles)
