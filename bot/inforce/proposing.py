"""Proposes what to watch for from an article, in a child: `python -m bot.inforce.proposing`.

The article is what somebody forwarded, or the page that a link leads to. Both are strangers'
texts: the child has little time and memory, and a page is fetched like a feed, through a guard.
"""

import contextlib
import pickle
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Protocol

import aiohttp

from bot.errors import BotError
from bot.feeds.fetch import FetchLimits, fetch_feed
from bot.inforce.elsewhere import ask_child
from bot.models import Article
from bot.models.polls import Feed, FeedOptions, as_feed
from bot.rules.book import Condition, Item, build_book
from bot.rules.files.topicfile import parse_topic
from bot.rules.oneline import LONGEST, LineError, build_topic, write_line
from bot.workbench.derive import derive_topic
from bot.workbench.lint import item_text
from bot.workbench.matching import open_matcher
from bot.workbench.readpage import Page, extract_article
from bot.workbench.sentences import read_text

TIME_LIMIT = timedelta(seconds=10)  # a long article takes one
MEMORY_LIMIT = 1 << 30  # bytes of address space; dictionaries and a large page need half
PAGE_LIMITS = FetchLimits(size=3_000_000)
LEAST_WORDS = 8  # of a text that says what it is about

_NAMES, _WORDS = (3, 2, 1), (4, 3, 2)  # terms of a line; the more the better


class PageSessions(Protocol):
    """Where pages are fetched; who named an address says where it may lead."""

    def of(self, feed: Feed, options: FeedOptions) -> aiohttp.ClientSession:
        """Return the session for an address."""


class Proposer:
    """Finds a line for an article."""

    def __init__(self, sessions: PageSessions) -> None:
        self._sessions = sessions

    async def propose(self, text: str, link: str) -> str:
        """Return the line to watch for; of the text if it says enough, else of the page.

        Raises BotError: FetchError when the page cannot be had, or when neither says enough.
        """
        body, content_type = b"", ""
        if len(text.split()) < LEAST_WORDS and link:
            page = replace(as_feed(link), added=True)  # in a chat: only the public web is open
            session = self._sessions.of(page, FeedOptions())
            fetched = await fetch_feed(session, page, PAGE_LIMITS)
            body, content_type = fetched.body or b"", fetched.content_type
        said = await ask_child(
            "bot.inforce.proposing",
            say=pickle.dumps((text, body, content_type)),
            limit=TIME_LIMIT,
            work="reading the article",
        )
        line, trouble = pickle.loads(said)
        if trouble:
            raise BotError(trouble)
        return str(line)


def propose_line(page: Page) -> str:
    """Return a line that matches an article. Raises BotError when it says too little."""
    draft = derive_topic(page.text, title=page.title)
    topic = parse_topic(draft.yaml, draft.name)
    article = _as_article(page)
    groups = _read_groups(topic.rules[0].condition)
    for line in _shorten(groups):
        try:
            tried = build_topic("line", line)
        except LineError:
            continue
        if open_matcher(build_book((tried,))).match(article):
            return line
    raise BotError("nothing in the text is telling enough to watch for")


def _read_groups(condition: Condition) -> Sequence[tuple[Item, ...]]:
    groups = [item.any for item in condition.all if isinstance(item, Condition)]
    return groups or [condition.any]


def _shorten(groups: Sequence[tuple[Item, ...]]) -> Iterator[str]:
    """Yield lines of the strongest terms, the fullest first."""
    for most in product(*(sizes for sizes, _ in zip((_NAMES, _WORDS), groups, strict=False))):
        line = write_line(
            [item_text(item) for item in group[:count]]
            for group, count in zip(groups, most, strict=False)
        )
        if len(line) <= LONGEST:
            yield line


def _as_article(page: Page) -> Article:
    read = read_text(page.text, page.title)
    return Article(
        guid="", link="", title=read.headline, summary=" ".join(read.paragraphs), published=None
    )


def _answer(text: str, body: bytes, content_type: str) -> tuple[str, str]:
    page = extract_article(body, content_type) if body else Page(title="", text=text)
    try:
        return propose_line(page), ""
    except BotError as error:
        return "", str(error)
    except MemoryError:
        return "", "takes more memory to read than an article may"


def main() -> None:
    """Answer the question on standard input."""
    with contextlib.suppress(ValueError, OSError):  # not every system limits address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    text, body, content_type = pickle.load(sys.stdin.buffer)
    pickle.dump(_answer(text, body, content_type), sys.stdout.buffer)


if __name__ == "__main__":
    main()
