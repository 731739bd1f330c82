"""A backtest's report as one HTML page that needs nothing else."""

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import urlsplit

from bot.models import Hit, Outcome
from bot.workbench.report import Report, Sample, TopicReport

_WIDTH, _HEIGHT = 720, 90  # of a chart, in its own units
_WIDEST_BAR = 40
_SUMMARY = 400  # characters
_LOOKS = {
    Outcome.ALERT: "rang",
    Outcome.UPDATE: "update",
    Outcome.DUPLICATE: "told already",
    Outcome.NONE: "",
}


def render_page(report: Report, *, title: str, note: str = "") -> str:
    """Return the page. `note` is shown on top, for what is to be known of the run."""
    page = Template(files("bot.workbench").joinpath("page.html").read_text(encoding="utf-8"))
    span = f"{report.first} to {report.last}" if report.first else "no articles"
    topics = sorted(report.topics, key=lambda topic: (-topic.rang, topic.name))
    return page.substitute(
        title=escape(title),
        note=f'<p class="note">{escape(note)}</p>' if note else "",
        span=escape(span),
        articles=f"{report.articles:,}",
        matched=f"{report.matched:,}",
        rang=f"{report.rang:,}",
        rows="\n".join(map(_row, topics)),
        topics="\n".join(map(_topic, topics)),
    )


def _row(topic: TopicReport) -> str:
    most = max((rang for *_, rang in topic.days), default=0)
    return (
        f'<tr><td><a href="#{escape(topic.name)}">{escape(topic.title)}</a></td>'
        f"<td>{topic.matched:,}</td><td>{topic.rang:,}</td><td>{most:,}</td></tr>"
    )


def _topic(topic: TopicReport) -> str:
    samples = "".join(map(_sample, topic.samples)) or "<p>Nothing matched.</p>"
    misses = "".join(map(_sample, topic.misses)) or "<p>Nothing came near.</p>"
    return (
        f'<section id="{escape(topic.name)}"><h2>{escape(topic.title)}</h2>'
        f'<p class="counts">{escape(topic.name)}: {_key("bar")} {topic.matched:,} matched, '
        f"{_key('rang')} {topic.rang:,} rang</p>{_chart(topic)}"
        f"<details open><summary>Samples ({len(topic.samples)})</summary>{samples}</details>"
        f"<details><summary>Just missed ({len(topic.misses)})</summary>{misses}</details>"
        "</section>"
    )


def _chart(topic: TopicReport) -> str:
    """Return bars a day: what matched, and before it what rang."""
    most = max((matched for _, matched, _ in topic.days), default=0)
    if not most:
        return ""
    step = _WIDTH / len(topic.days)
    width = min(step * 0.8, _WIDEST_BAR)
    bars = []
    for number, (day, matched, rang) in enumerate(topic.days):
        left = number * step + (step - width) / 2
        shown = f"{day}: {matched} matched, {rang} rang"
        bars.append(f"<g><title>{shown}</title>")
        for name, count in (("matched", matched), ("rang", rang)):
            height = _HEIGHT * count / most
            bars.append(
                f'<rect class="{name}" x="{left:.1f}" y="{_HEIGHT - height:.1f}" '
                f'width="{width:.1f}" height="{height:.1f}"/>'
            )
        bars.append("</g>")
    first, last = topic.days[0][0], topic.days[-1][0]
    days = "".join(f"<span>{day}</span>" for day in dict.fromkeys((first, last)))
    # The dates stand outside of the drawing, which is drawn smaller on a phone.
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(topic.title)} by day, at most {most} in a day">'
        f"{''.join(bars)}</svg>"
        f'<p class="meta" style="display:flex;justify-content:space-between">{days}</p>'
    )


def _key(look: str) -> str:
    """Return a square in the colour of the chart's bars."""
    return f'<span style="color:var(--{look})">■</span>'


def _sample(sample: Sample) -> str:
    article = sample.stored.article
    headline = _mark(article.title, "title", sample.hits)
    if _scheme(article.link) in ("http", "https"):
        headline = f'<a href="{escape(article.link)}" rel="noreferrer">{headline}</a>'
    summary = _mark(article.summary[:_SUMMARY], "summary", sample.hits)
    more = "…" if len(article.summary) > _SUMMARY else ""
    look = _LOOKS[sample.outcome]
    said = sample.note or look
    return (
        f'<article class="{escape(sample.outcome.value)}"><h3>{headline}</h3>'
        f'<p class="meta">{sample.stored.seen:%Y-%m-%d %H:%M} '
        f"{escape(sample.stored.source)}{' · ' + escape(said) if said else ''}</p>"
        f"{f'<p>{summary}{more}</p>' if summary else ''}</article>"
    )


def _scheme(link: str) -> str:
    """Return an address's scheme, small; nothing for what is no address."""
    try:
        return urlsplit(link).scheme.lower()
    except ValueError:
        return ""


def _mark(text: str, field: str, hits: Iterable[Hit]) -> str:
    """Return the text escaped, with what hit in <mark>."""
    pieces, end = [], 0
    places = sorted((hit.start, hit.end) for hit in hits if hit.field == field)
    for start, stop in places:
        if stop > len(text) or stop <= end:
            continue
        start = max(start, end)
        pieces += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    return "".join([*pieces, escape(text[end:])])
