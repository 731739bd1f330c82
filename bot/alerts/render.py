"""Alert to message text: Telegram HTML, or plain text when markup was refused. Pure.

Texts are shortened first, then escaped, then marked up: cutting rendered HTML breaks tags.
With the limits below a message stays far under Telegram's 4,096 characters and 100 entities.
"""

from collections.abc import Iterable, Sequence
from html import escape

from bot.models import Alert, Hit

HEADLINE_LIMIT = 300
SUMMARY_LIMIT = 220  # three lines on a phone
TOPICS_LIMIT = 200
SOURCE_LIMIT = 60
LINK_LIMIT = 2_000  # no browser opens longer ones, and Telegram refuses texts of over 32 kB
ALSO_NAMED = 3  # sources named after "also reported by"; the rest are counted
BOLD_LIMIT = 20  # marked places in one summary


def render_alert(alert: Alert) -> str:
    """Return the message as Telegram HTML: topics, linked headline, summary, source and time."""
    summary, spans = shorten_summary(alert)
    headline = f"<b>{escape(shorten(alert.headline, HEADLINE_LIMIT))}</b>"
    if alert.link.startswith(("https://", "http://")) and len(alert.link) <= LINK_LIMIT:
        headline = f'<a href="{escape(alert.link)}">{headline}</a>'
    # Clients show <tg-time> in the reader's own zone; the text inside is for those that cannot.
    stamp = (
        f'<tg-time unix="{int(alert.published.timestamp())}" format="Dt">'
        f"{alert.published:%d %b %H:%M} UTC</tg-time>"
    )
    lines = [
        f"🔔 {escape(topic_line(alert))}",
        headline,
        mark(summary, spans),
        f"{escape(shorten(alert.source, SOURCE_LIMIT))} · {stamp}",
        escape(also_line(alert.also)),
    ]
    return "\n".join(line for line in lines if line)


def render_plain(alert: Alert) -> str:
    """Return the same message without any markup."""
    lines = [
        f"🔔 {topic_line(alert)}",
        shorten(alert.headline, HEADLINE_LIMIT),
        shorten_summary(alert)[0],
        f"{shorten(alert.source, SOURCE_LIMIT)} · {alert.published:%d %b %H:%M} UTC",
        also_line(alert.also),
        alert.link if len(alert.link) <= LINK_LIMIT else "",
    ]
    return "\n".join(line for line in lines if line)


def topic_line(alert: Alert) -> str:
    """Return the titles of the alert's topics, in one line."""
    return shorten(" · ".join(alert.topics), TOPICS_LIMIT)


def also_line(sources: Sequence[str]) -> str:
    """Return "also reported by A, B (+7)", or nothing."""
    if not sources:
        return ""
    named = ", ".join(shorten(source, SOURCE_LIMIT) for source in sources[:ALSO_NAMED])
    rest = len(sources) - ALSO_NAMED
    return f"also reported by {named}" + (f" (+{rest})" if rest > 0 else "")


def shorten_summary(alert: Alert) -> tuple[str, list[tuple[int, int]]]:
    """Return the summary within its limit and the places of matched words that are left in it.

    A summary that only says the headline again is left out.
    """
    if alert.summary.strip().casefold() == alert.headline.strip().casefold():
        return "", []
    summary = shorten(alert.summary, SUMMARY_LIMIT)
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


def shorten(text: str, limit: int) -> str:
    """Return the text within `limit` characters, cut between words where possible, with "…"."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > limit // 2 else cut).rstrip(" ,.;:–—-") + "…"
