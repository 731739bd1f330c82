"""What a reader of one format found in a body, and how it becomes an Article."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin

from bot.feeds.text import clean_text, plain_text
from bot.models import Article

LONGEST_NAME = 200  # characters of an author's or a feed's name
LONGEST_TITLE = 500
LONGEST_SUMMARY = 2_000
LONGEST_BODY = 20_000
LONGEST_LINK = 2_000
_STAND_IN = 100  # characters of a summary that stand in for a missing title
_YEARS = range(1971, 2101)  # 1970 is a clock that was never set; 2100 and later are slips
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")
_SCHEME = re.compile(r"(?!javascript:|vbscript:|data:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """One item as written: texts may be HTML, the link relative."""

    guid: str
    link: str
    title: str
    summary: str
    published: datetime | None
    author: str
    language: str
    body: str = ""  # the full text, if there is one beside the summary
    remains: str = ""  # any other words of the item: a category, the address of a picture


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A body as written."""

    title: str
    language: str
    items: tuple[RawItem, ...]
    pause: timedelta | None = None  # between polls, as it asks for
    hub: str = ""
    topic: str = ""
    damaged: bool = False  # no well-formed XML: read as far as it goes


def refine_item(raw: RawItem, *, url: str, language: str) -> Article | None:
    """Make an Article of an item; None when it holds nothing at all.

    `url` is where the feed came from, `language` what the feed says of all its items.
    """
    guid = clean_text(raw.guid)
    link = absolute_link(raw.link, url)
    summary = shorten(plain_text(raw.summary), LONGEST_SUMMARY)
    body = shorten(plain_text(raw.body), LONGEST_BODY)
    title = shorten(plain_text(raw.title), LONGEST_TITLE)
    # A name is better than silence: an item may be no more than a sound file.
    named = clean_text(title or shorten(summary, _STAND_IN) or link or guid or raw.remains)
    title = shorten(named, LONGEST_TITLE)
    if not title:
        return None
    return Article(
        guid=guid,
        link=link,
        title=title,
        summary=summary,
        body="" if body == summary else body,
        published=raw.published if raw.published and raw.published.year in _YEARS else None,
        author=shorten(plain_text(raw.author), LONGEST_NAME),
        language=language_tag(raw.language) or language_tag(language),
    )


def absolute_link(link: str, base: str) -> str:
    """Return a link joined to where its feed came from; "" for what is none.

    Links of other kinds than http(s) stay as published, unless they could run something. They
    identify nothing, and nobody is led to them.
    """
    link = clean_text(link).replace(" ", "%20")
    try:
        link = urljoin(base, link) if link else ""
    except ValueError:  # an open bracket in the host
        return ""
    return link if len(link) <= LONGEST_LINK and _SCHEME.match(link) else ""


def language_tag(language: str) -> str:
    """Return a lower-case BCP 47 tag ("en-us"); "" when the words are no tag."""
    tag = language.strip().replace("_", "-").lower()
    return tag if _LANGUAGE.fullmatch(tag) else ""


def shorten(text: str, longest: int) -> str:
    """Cut a text after a word, with "…", so that it has at most `longest` characters."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    word_end = cut.rfind(" ")
    # A text without spaces (Chinese, one endless word) is cut where it must be.
    return (cut[:word_end] if word_end > longest // 2 else cut).rstrip() + "…"
