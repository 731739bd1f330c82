"""Found stories as a list: a line each, so short that a page of them always fits a message."""

from collections.abc import Iterable
from html import escape
from itertools import islice

from bot.alerts.digest import can_follow
from bot.feeds.text import clean_text
from bot.models.findings import FoundStory
from bot.telegram.moments import mark_moment
from bot.telegram.words import Words
from bot.textlength import shorten

# Ten lines of the longest stay below 4,096 UTF-16 units, and, as "&quot;" is six bytes, below
# the 32 kB that a message may have with its markup.
PAGE = 10
HEADLINE_LIMIT = 160
SOURCE_LIMIT = 40
LINK_BYTES = 1_500


def list_stories(stories: Iterable[FoundStory], zone: str, words: Words) -> str:
    """Return at most a page of stories as Telegram HTML. `zone`: of the reader, IANA name."""
    return "\n".join(tell_story(story, zone, words) for story in islice(stories, PAGE))


def tell_story(story: FoundStory, zone: str, words: Words) -> str:
    """Return a story in one line: linked headline, source, time, number of sources."""
    parts = [
        mark_headline(story.headline, story.link),
        escape(shorten(clean_text(story.source), SOURCE_LIMIT)),
        mark_moment(story.seen, zone, words),
        words.say("label-sources", count=story.sources) if story.sources > 1 else "",
    ]
    return f"• {' · '.join(part for part in parts if part)}"


def mark_headline(headline: str, link: str) -> str:
    """Return a headline that leads to its page; without the link when that leads nowhere."""
    shown = escape(shorten(clean_text(headline), HEADLINE_LIMIT) or "…")
    address = escape(link)
    if not can_follow(link) or len(address.encode()) > LINK_BYTES:
        return shown
    return f'<a href="{address}">{shown}</a>'
