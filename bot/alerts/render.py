"""Alert to message text: Telegram HTML, or plain text when markup was refused. Pure.

Texts are cleaned and shortened first, then escaped, then marked up: cutting rendered HTML breaks
tags. With the limits below a message stays far under Telegram's limits.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from bot.alerts.digest import LINK_LIMIT, can_follow
from bot.feeds.text import clean_text
from bot.models import Alert, Hit
from bot.textlength import count_units, shorten

# In UTF-16 units.
HEADLINE_LIMIT = 300
SUMMARY_LIMIT = 220  # three lines on a phone
TOPICS_LIMIT = 200
SOURCE_LIMIT = 60
ALSO_NAMED = 3  # sources named after "also reported by"; the rest are counted
BOLD_LIMIT = 20  # marked places in one summary

LAST_SECOND = 2**31  # Telegram's moments have 32 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertWords:
    """What an alert says besides the news, in the language of its reader. Plain text."""

    update: str  # such as "Update"
    breaking: str  # such as "Breaking"
    sources: Callable[[int], str]  # such as "3 sources"
    also: Callable[[str], str]  # such as "also reported by A, B"
    moment: Callable[[datetime], str]  # such as "02 Mar 09:05 UTC"


def render_alert(alert: Alert, words: AlertWords, *, short: bool = False) -> str:
    """Return the message as Telegram HTML: topics, linked headline, summary, source and time.

    `short`: without the summary.
    """
    return _render(alert, alert_line(alert, words), words, short=short)


def render_update(alert: Alert, words: AlertWords, *, short: bool = False) -> str:
    """Return how a told story goes on, as a reply under its alert, as Telegram HTML."""
    return _render(alert, update_line(alert, words), words, short=short)


def render_plain(
    alert: Alert, words: AlertWords, *, update: bool = False, short: bool = False
) -> str:
    """Return the same message, an alert or an update, without any markup."""
    follow = can_follow(alert.link) and count_units(alert.link) <= LINK_LIMIT
    lines = [
        update_line(alert, words) if update else alert_line(alert, words),
        headline_line(alert),
        "" if short else shorten_summary(alert)[0],
        f"{source_name(alert.source)} · {words.moment(alert.published)}",
        also_line(alert.also, words),
        alert.link if follow else "",
    ]
    return "\n".join(line for line in lines if line)


def _render(alert: Alert, first_line: str, words: AlertWords, *, short: bool) -> str:
    summary, spans = ("", []) if short else shorten_summary(alert)
    headline = f"<b>{escape(headline_line(alert))}</b>"
    if can_follow(alert.link):
        headline = f'<a href="{escape(alert.link)}">{headline}</a>'
    lines = [
        escape(first_line),
        headline,
        mark(summary, spans),
        f"{escape(source_name(alert.source))} · {_stamp(alert.published, words)}",
        escape(also_line(alert.also, words)),
    ]
    return "\n".join(line for line in lines if line)


def _stamp(moment: datetime, words: AlertWords) -> str:
    """Clients show it in the reader's own zone; the text inside is for those that cannot."""
    shown, seconds = escape(words.moment(moment)), int(moment.timestamp())
    if not 0 < seconds < LAST_SECOND:
        return shown
    return f'<tg-time unix="{seconds}" format="Dt">{shown}</tg-time>'


def alert_line(alert: Alert, words: AlertWords) -> str:
    """Return the first line of an alert: its topics, and whether the story is breaking."""
    if not alert.breaking:
        return f"🔔 {topic_line(alert)}"
    sources = f" · {words.sources(len(alert.also) + 1)}" if alert.also else ""
    return f"⚡ {words.breaking} · {topic_line(alert)}{sources}"


def update_line(alert: Alert, words: AlertWords) -> str:
    """Return the first line of an update."""
    kind = f"⚡ {words.breaking}" if alert.breaking else f"↻ {words.update}"
    return f"{kind} · {topic_line(alert)}"


def topic_line(alert: Alert) -> str:
    """Return the titles of the alert's topics, in one line."""
    return shorten(clean_text(" · ".join(alert.topics)), TOPICS_LIMIT)


def headline_line(alert: Alert, limit: int = HEADLINE_LIMIT) -> str:
    """Return the headline in at most `limit` units; never empty."""
    return shorten(clean_text(alert.headline), limit) or "…"


def source_name(source: str) -> str:
    """Return the name of a source, as long as there is room for it."""
    return shorten(clean_text(source), SOURCE_LIMIT)


def also_line(sources: Sequence[str], words: AlertWords) -> str:
    """Return "also reported by A, B (+7)", or nothing."""
    if not sources:
        return ""
    named = ", ".join(source_name(source) for source in sources[:ALSO_NAMED])
    rest = len(sources) - ALSO_NAMED
    return words.also(named) + (f" (+{rest})" if rest > 0 else "")


def shorten_summary(alert: Alert) -> tuple[str, list[tuple[int, int]]]:
    """Return the summary within its limit and the places of matched words that are left in it.

    A summary that only says the headline again is left out.
    """
    clean = clean_text(alert.summary)
    if clean.casefold() == clean_text(alert.headline).casefold():
        return "", []
    summary = shorten(clean, SUMMARY_LIMIT)
    if not alert.summary.startswith(summary.removesuffix("…")):  # the places are of another text
        return summary, []
    return summary, join_spans(alert.hits, "summary", len(summary.removesuffix("…")))[:BOLD_LIMIT]


def join_spans(hits: Iterable[Hit], field: str, end: int) -> list[tuple[int, int]]:
    """Return the places of hits in a field up to `end`, in order, overlapping ones joined."""
    spans: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.end)):
        if hit.field != field or hit.end > end:
            continue
        if spans and hit.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], hit.end))
        else:
            spans.append((hit.start, hit.end))
    return spans


def mark(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text escaped, with the given places bold."""
    parts, done = [], 0
    for start, end in spans:
        parts += [escape(text[done:start]), f"<b>{escape(text[start:end])}</b>"]
        done = end
    return "".join([*parts, escape(text[done:])])
