"""Decide what is undecided: match, find the story, tell whom. polling/poll.py has the rest."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter
from typing import NamedTuple

import structlog

from bot.alerts.decide import (
    Matcher,
    Placed,
    decide_articles,
    place_article,
    remember_article,
)
from bot.measures.measures import Measures
from bot.models import Decision, Outcome, StoredArticle
from bot.models.workers import Tenure
from bot.store.store import Store
from bot.stories.bursts import Habits
from bot.stories.keys import make_key, name_key
from bot.stories.window import StoryWindow

log = structlog.get_logger()

DECIDED_AT_ONCE = 200  # articles; what they decide is one transaction
WINDOW_PAGE = 500  # articles read at a time


class Memory(NamedTuple):
    """What deciding remembers of the last days."""

    window: StoryWindow
    habits: Habits


async def decide_undecided(
    store: Store,
    *,
    matcher: Matcher,
    memory: Memory,
    clock: Callable[[], datetime],
    under: Tenure | None = None,
    measures: Measures | None = None,
) -> int:
    """Decide the oldest undecided articles, in order; returns how many there were.

    `under`: the post that allows it; LeaseLost is raised when it is not held any more. Raises
    DatabaseError; the memory then knows more than the database and must be rebuilt.
    """
    begun = perf_counter()
    placed: list[Placed] = []
    waiting = await store.archive.undecided(limit=DECIDED_AT_ONCE)
    keys = [name_key(make_key(stored.article, source=stored.source)) for stored in waiting]
    known = dict(await store.archive.known_stories(keys))
    for stored, key in zip(waiting, keys, strict=True):
        placed.append(_place(stored, known.get(key, ""), matcher, memory))
        await asyncio.sleep(0)  # matching is CPU work: let the other loops run in between
    topics = {match.topic for one in placed for match in one.matches}
    stories = {one.placement.story for one in placed if one.placement}
    audience = await store.chats.audience(topics, stories)
    decisions = decide_articles(placed, audience, now=clock())
    if decisions:
        await store.archive.decide(decisions, now=clock(), under=under)
    if measures:
        took = timedelta(seconds=perf_counter() - begun)
        measures.note_decisions(decisions, took=took, now=clock())
    for decision in decisions:
        _log_decision(decision)
    return len(decisions)


def _place(stored: StoredArticle, known: str, matcher: Matcher, memory: Memory) -> Placed:
    window, habits = memory
    try:
        one = place_article(stored, matcher=matcher, window=window, habits=habits, known=known)
        if one.placement:
            remember_article(stored, one.placement, one.topics, window=window, habits=habits)
        return one
    except Exception:
        log.exception("article could not be decided", article=stored.id, link=stored.article.link)
        return Placed(article=stored, matches=(), placement=None)


def _log_decision(decision: Decision) -> None:
    if decision.placement is None:
        return
    outcomes = Counter(telling.outcome for telling in decision.tellings)
    rung, shown = outcomes[Outcome.ALERT], outcomes[Outcome.UPDATE]
    log.info(
        "alerted" if rung else "updated" if shown else "matched",
        story=decision.placement.story,
        because=decision.placement.reason,
        topics=sorted({match.topic for match in decision.matches}),
        adds=decision.placement.adds,
        chats=rung or shown,
        source=decision.article.source,
        title=decision.article.article.title,
    )


async def rebuild_memory(store: Store, *, span: timedelta, now: datetime) -> Memory:
    """Return recent stories and the topics' habits as the database has them.

    `span`: how far back.
    """
    window, habits = memory = Memory(StoryWindow(), Habits())
    after = 0
    while page := await store.archive.placed_since(now - span, after=after, limit=WINDOW_PAGE):
        for stored, placement, topics in page:
            remember_article(stored, placement, topics, window=window, habits=habits)
            await asyncio.sleep(0)
        after = page[-1][0].id
    return memory
