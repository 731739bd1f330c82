"""Many alerts in one message. Pure, and knows no language.

One line a story, under the title of its topic; a line is never broken. Texts are cleaned and
shortened first, then escaped, then marked up.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape, unescape

from bot.feeds.text import clean_text
from bot.models import Alert
from bot.models.polls import host_of
from bot.textlength import (
    ENTITY_LIMIT,
    MESSAGE_LIMIT,
    SIZE_LIMIT,
    count_units,
    shorten,
)

# In UTF-16 units. Fifteen of the longest lines fill a message, and some thirty usual ones.
TITLE_LIMIT = 200
TOPIC_LIMIT = 80
HEADLINE_LIMIT = 160
SOURCE_LIMIT = 40
WORDS_LIMIT = 40  # for the time, and for the number of sources
LINK_LIMIT = 2_000  # no browser opens longer ones
PLAIN_LINK_LIMIT = 500  # where links stand in the text, and take the room of stories

LINES = 30  # stories in one message: nobody reads more
# Headlines are shortened so far, step by step, when a digest has to fit one message.
_TIGHTER = (HEADLINE_LIMIT, 100, 60, 30)

_LAST_SECOND = 2**31  # Telegram's moments have 32 bits
_TAG = re.compile("<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWords:
    """What a digest says besides the news, in the language of its reader. Plain text."""

    title: str  # such as "7 stories, 08:00"
    sources: Callable[[int], str]  # such as "3 sources"
    moment: Callable[[datetime], str]  # such as "07:15": when a story was published
    more: str = ""  # such as "12 more: /latest"; empty: all are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    """A message with the first lines of a digest, as many as it holds."""

    text: str
    places: tuple[int, ...]  # of the alerts it tells, among those that were given


def choose_first(alerts: Sequence[Alert]) -> tuple[int, ...]:
    """Return the places of those alerts that one message surely holds, whatever the language.

    In rising order, `LINES` at most; none without alerts.
    """
    spread = [
        replace(one, topics=tuple(name.ljust(60, "x") for name in one.topics))
        for one in alerts[:LINES]
    ]
    return tuple(sorted(_fill_message(spread, _ROOMY, html=True).places))


def render_whole_digest(alerts: Sequence[Alert], words: DigestWords, *, html: bool = True) -> str:
    """Return the digest as one message.

    Topics come in the order of their first alerts, and alerts of a topic in the order given. An
    alert of several topics stands under its first. What `choose_first` chose always fits, with
    shorter headlines or without links if it must; of longer lists the last lines are left out.

    `html`: as Telegram HTML; else without any markup, and links stand below their lines.
    """
    tight = list(alerts)
    for limit in _TIGHTER:
        tight = [replace(one, headline=_clean(one.headline, limit)) for one in tight]
        message = _fill_message(tight, words, html=html)
        if len(message.places) == len(alerts):
            return message.text
    bare = [replace(one, link="") for one in tight]
    return _fill_message(bare, words, html=html).text


# More than our texts ever take.
_ROOMY = DigestWords(
    title="x" * 60, sources=lambda _: "x" * 20, moment=lambda _: "x" * 20, more="x" * 100
)


def can_follow(link: str, limit: int = LINK_LIMIT) -> bool:
    """Return whether a link of at most `limit` characters leads to a page."""
    return (
        len(link) <= limit
        and link.startswith(("https://", "http://"))
        and link.isprintable()  # neither control characters nor halves of characters
        and " " not in link
        and bool(host_of(link))
    )


def _fill_message(alerts: Sequence[Alert], words: DigestWords, *, html: bool) -> _Message:
    more = _clean(words.more, TITLE_LIMIT)
    end = f"\n\n{escape(more) if html else more}" if more else ""
    text = _title_line(_clean(words.title, TITLE_LIMIT), html=html)
    told = []
    for place, line in _write_lines(alerts, words, html=html):
        if not _fits(text + line + end, html=html):
            break
        text += line
        told.append(place)
    return _Message(text=(text + end).strip(), places=tuple(told))


def _write_lines(
    alerts: Sequence[Alert], words: DigestWords, *, html: bool
) -> Iterator[tuple[int, str]]:
    """Give the place of each alert and its line, with all that stands between it and the last."""
    for topic, places in _group_by_topic(alerts).items():
        above = f"\n\n{_title_line(topic, html=html)}\n" if topic else "\n\n"
        for place in places:
            yield place, above + _story_line(alerts[place], words, html=html)
            above = "\n"


def _group_by_topic(alerts: Sequence[Alert]) -> dict[str, list[int]]:
    """Return for each topic's title the places of its alerts."""
    groups: dict[str, list[int]] = {}
    for place, alert in enumerate(alerts):
        topic = _clean(alert.topics[0], TOPIC_LIMIT) if alert.topics else ""
        groups.setdefault(topic, []).append(place)
    return groups


def _title_line(title: str, *, html: bool) -> str:
    return f"<b>{escape(title)}</b>" if html and title else title


def _story_line(alert: Alert, words: DigestWords, *, html: bool) -> str:
    count = 1 + len(alert.also)
    headline = _clean(alert.headline, HEADLINE_LIMIT) or "…"
    source = _clean(alert.source, SOURCE_LIMIT)
    moment = _clean(words.moment(alert.published), WORDS_LIMIT)
    sources = _clean(words.sources(count), WORDS_LIMIT) if count > 1 else ""
    link = ""
    if html:
        headline = escape(headline)
        if can_follow(alert.link):
            headline = f'<a href="{escape(alert.link)}">{headline}</a>'
        source, sources = escape(source), escape(sources)
        moment = _mark_moment(moment, alert.published)
    elif can_follow(alert.link, PLAIN_LINK_LIMIT):
        link = f"\n{alert.link}"
    parts = [headline, source, moment, sources]
    sign = "⚡" if alert.breaking else "•"
    return f"{sign} {' · '.join(part for part in parts if part)}{link}"


def _mark_moment(shown: str, moment: datetime) -> str:
    seconds = int(moment.timestamp())
    if not shown or not 0 < seconds < _LAST_SECOND:
        return escape(shown)
    # "r": clients say how long ago it is, and go on counting; the text is for those that cannot.
    return f'<tg-time unix="{seconds}" format="r">{escape(shown)}</tg-time>'


def _clean(text: str, limit: int) -> str:
    return shorten(clean_text(text), limit)


def _fits(text: str, *, html: bool) -> bool:
    """Return whether Telegram takes a text for one message; only our own tags have "<"."""
    shown = unescape(_TAG.sub("", text)) if html else text
    return (
        count_units(shown) <= MESSAGE_LIMIT
        and (not html or text.count("</") <= ENTITY_LIMIT)
        and len(text.encode()) <= SIZE_LIMIT
    )
