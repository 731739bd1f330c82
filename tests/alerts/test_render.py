"""Messages: what they show, and that Telegram reads them whatever the news holds."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.alerts.digest import LINK_LIMIT
from bot.alerts.render import (
    BOLD_LIMIT,
    HEADLINE_LIMIT,
    SUMMARY_LIMIT,
    AlertWords,
    also_line,
    join_spans,
    mark,
)
from bot.alerts.render import render_alert as render_with
from bot.alerts.render import render_plain as render_plainly
from bot.alerts.render import render_update as render_update_with
from bot.feeds.text import clean_text
from bot.models import Hit
from bot.textlength import count_units, shorten
from tests.builders import build_alert
from tests.fakes.html_checks import Visible, parse_html, read_text

AT = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
WORDS = AlertWords(
    update="Update",
    breaking="Breaking",
    sources=lambda count: f"{count} sources",
    also=lambda named: f"also reported by {named}",
    moment=lambda moment: f"{moment:%d %b %H:%M} UTC",
)
render_alert = partial(render_with, words=WORDS)
render_update = partial(render_update_with, words=WORDS)
render_plain = partial(render_plainly, words=WORDS)


def hit(start: int, end: int, field: str = "summary") -> Hit:
    return Hit(term="x", field=field, start=start, end=end, words="x")


def see(text: str) -> Visible:
    """What a reader sees; the strict reader finds nothing to complain of."""
    complaints: list[str] = []
    visible = read_text(text, "HTML", complaints)
    assert complaints == []
    return visible


# ---------------------------------------------------------------- tables


def test_a_message_shows_everything_in_its_order():
    alert = build_alert(
        topics=("War", "Ports & ships"),
        headline="Drones <reach> the harbour",
        link="https://a.example/?x=1&y='2'",
        source="The Daily & Co",
        published=AT,
        summary="Two drones, said R&D.",
        hits=(hit(4, 10), hit(0, 6, "title")),
        also=("B", "C", "D", "E", "F"),
    )
    assert render_alert(alert).splitlines() == [
        "🔔 War · Ports &amp; ships",
        '<a href="https://a.example/?x=1&amp;y=&#x27;2&#x27;">'
        "<b>Drones &lt;reach&gt; the harbour</b></a>",
        "Two <b>drones</b>, said R&amp;D.",
        'The Daily &amp; Co · <tg-time unix="1772442300" format="Dt">02 Mar 09:05 UTC</tg-time>',
        "also reported by B, C, D (+2)",
    ]
    assert render_plain(alert).splitlines() == [
        "🔔 War · Ports & ships",
        "Drones <reach> the harbour",
        "Two drones, said R&D.",
        "The Daily & Co · 02 Mar 09:05 UTC",
        "also reported by B, C, D (+2)",
        "https://a.example/?x=1&y='2'",
    ]


def test_an_update_shows_the_article_under_a_line_of_its_own():
    alert = build_alert(
        topics=("War", "R&D"), headline="Toll <rises>", published=AT, summary="Five now."
    )
    assert render_update(alert).splitlines() == [
        "↻ Update · War · R&amp;D",
        '<a href="https://news.example/a"><b>Toll &lt;rises&gt;</b></a>',
        "Five now.",
        'Feed 1 · <tg-time unix="1772442300" format="Dt">02 Mar 09:05 UTC</tg-time>',
    ]
    assert render_plain(alert, update=True).splitlines() == [
        "↻ Update · War · R&D",
        "Toll <rises>",
        "Five now.",
        "Feed 1 · 02 Mar 09:05 UTC",
        "https://news.example/a",
    ]


@pytest.mark.parametrize(
    ("also", "line"),
    [
        ((), "⚡ Breaking · War"),
        (("B", "C", "D", "E"), "⚡ Breaking · War · 5 sources"),
    ],
)
def test_a_breaking_alert_says_so_and_how_many_report_it(also, line):
    alert = build_alert(topics=("War",), breaking=True, also=also)
    assert render_alert(alert).splitlines()[0] == line
    assert render_plain(alert).splitlines()[0] == line


def test_an_update_that_rings_because_the_story_breaks_says_so():
    alert = build_alert(topics=("War",), breaking=True)
    assert render_update(alert).splitlines()[0] == "⚡ Breaking · War"
    assert render_plain(alert, update=True).splitlines()[0] == "⚡ Breaking · War"


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "ftp://a.example/x",
        "/x",
        "https://a.example/" + "x" * LINK_LIMIT,
    ],
)
def test_a_link_that_no_reader_should_follow_is_left_out(link):
    assert "<a" not in render_alert(build_alert(link=link))
    assert "<b>Drones reach the harbour</b>" in render_alert(build_alert(link=link))


@pytest.mark.parametrize("year", [1, 1969, 2039, 9999])
def test_a_moment_that_telegram_has_no_number_for_is_plain_text(year):
    alert = build_alert(published=datetime(year, 6, 1, tzinfo=UTC))
    assert render_alert(alert).splitlines()[-1] == "Feed 1 · 01 Jun 00:00 UTC"


def test_a_plain_message_with_the_longest_link_fits():
    link = "https://a.example/" + "😀" * (LINK_LIMIT - 18)
    alert = build_alert(headline="h" * 999, summary="s" * 999, link=link, also=("a" * 99,) * 9)
    assert count_units(render_plain(alert)) <= 4_096
    follow = replace(alert, link="https://a.example/" + "x" * (LINK_LIMIT - 18))
    assert render_plain(follow).endswith("x")
    assert count_units(render_plain(follow)) <= 4_096


def test_a_short_message_leaves_the_summary_out():
    alert = build_alert()
    for render in (render_alert, render_update, render_plain):
        assert alert.summary in render(alert)
        assert alert.summary not in render(alert, short=True)
        assert alert.headline in render(alert, short=True)


def test_places_in_a_summary_that_had_to_be_cleaned_are_not_marked():
    alert = build_alert(summary="Two\x00 drones", hits=(hit(5, 11),))
    assert "\nTwo drones\n" in render_alert(alert)


def test_a_summary_that_repeats_the_headline_is_left_out():
    alert = build_alert(headline="Same Words", summary=" same words ", hits=(hit(1, 5),))
    assert len(render_alert(alert).splitlines()) == 3
    assert len(render_plain(alert).splitlines()) == 4


def test_hits_in_the_part_that_was_cut_off_are_not_marked():
    alert = build_alert(summary="word " * 100, hits=(hit(0, 4), hit(495, 499)))
    assert render_alert(alert).count("<b>") == 2  # one is the headline's


def test_no_more_places_are_marked_than_the_limit():
    summary = "ab " * 60
    alert = build_alert(summary=summary, hits=tuple(hit(n * 3, n * 3 + 2) for n in range(60)))
    assert render_alert(alert).count("<b>") == BOLD_LIMIT + 1


@pytest.mark.parametrize(
    ("places", "joined"),
    [
        ([], []),
        ([(3, 5), (0, 2)], [(0, 2), (3, 5)]),
        ([(0, 4), (2, 6)], [(0, 6)]),
        ([(0, 9), (2, 4)], [(0, 9)]),
        ([(0, 2), (2, 4)], [(0, 4)]),
        ([(8, 10)], [(8, 10)]),
        ([(8, 11)], []),
    ],
)
def test_places_are_in_order_and_never_overlap(places, joined):
    hits = [hit(start, end) for start, end in places]
    assert join_spans([*hits, hit(0, 1, "title")], "summary", 10) == joined


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        ((), ""),
        (("A",), "also reported by A"),
        (("A", "B", "C"), "also reported by A, B, C"),
        (("A", "B", "C", "D"), "also reported by A, B, C (+1)"),
    ],
)
def test_other_sources_are_named_and_counted(sources, line):
    assert also_line(sources, WORDS) == line


# ---------------------------------------------------------------- properties

nasty = st.one_of(
    st.text(st.characters(), max_size=400),
    st.sampled_from(
        [
            "<b>bold</b> & <script>alert(1)</script>",
            "&lt;&amp;&#60;&quot;&unknown;&#0;&#xD800;",
            "</a></b><tg-time>",
            "\x00\x07\x1b[31m\u202e\u200d",
            "مرحبا בעולם",
            "😀" * 400,
            "👩‍👩‍👧‍👦 " * 200,
            "x" * 100_000,
            '" onclick="',
            "\n\n\n",
            "\ud800 half \udfff",
            "\u2067\u202eesrever\u2066",
        ]
    ),
)
texts = st.lists(nasty, min_size=1, max_size=3).map("".join)
titles = texts.filter(str.strip)
spans = st.tuples(st.integers(0, 500), st.integers(0, 40)).map(lambda s: hit(s[0], s[0] + s[1]))
alerts = st.builds(
    build_alert,
    topics=st.lists(titles, min_size=1, max_size=9).map(tuple),
    headline=titles,
    link=st.one_of(
        nasty.map(lambda tail: "https://a.example/" + tail),
        st.sampled_from(["", "mailto:x", 'https://a.example/">', "https://a.example/'>&amp;"]),
    ),
    source=texts,
    published=st.datetimes(
        min_value=datetime(1, 1, 3),  # noqa: DTZ001
        max_value=datetime(9999, 12, 29),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    summary=texts,
    hits=st.lists(spans, max_size=60).map(tuple),
    also=st.lists(texts, max_size=30).map(tuple),
    breaking=st.booleans(),
)


@given(alert=alerts, render=st.sampled_from([render_alert, render_update]))
@example(
    alert=build_alert(headline="😀" * 9_999, summary="&" * 9_999, also=("<",) * 99),
    render=render_alert,
)
def test_telegram_reads_every_message_and_shows_its_texts(alert, render):
    text = render(alert)
    visible = see(text)
    assert {entity.tag for entity in visible.entities} <= {"a", "b", "tg-time"}
    assert set(re.findall(r"</?([\w-]+)", text)) <= {"a", "b", "tg-time"}
    assert len(visible.entities) <= 100
    assert len(visible.text.encode("utf-16-le", "surrogatepass")) // 2 <= 4_096
    assert len(text.encode("utf-8", "surrogatepass")) <= 32_768
    shown = [
        shorten(clean_text(" · ".join(alert.topics)), 200),
        shorten(clean_text(alert.headline), HEADLINE_LIMIT),
        also_line(alert.also, WORDS),
    ]
    summary = clean_text(alert.summary)
    if summary.casefold() != clean_text(alert.headline).casefold():
        shown.append(shorten(summary, SUMMARY_LIMIT))
    for part in shown:
        assert part.strip() in visible.text


@given(alert=alerts, update=st.booleans())
def test_the_plain_message_fits_too(alert, update):
    text = render_plain(alert, update=update)
    assert len(text.encode("utf-16-le", "surrogatepass")) // 2 <= 4_096
    assert shorten(clean_text(alert.headline), HEADLINE_LIMIT) in text
    text.encode()  # no halves of characters


@given(text=texts.map(lambda text: text[:600]), places=st.lists(spans, max_size=10))
def test_marking_loses_and_adds_no_text(text, places):
    visible = parse_html(mark(text, join_spans(places, "summary", len(text))))
    assert visible.text == text
    for entity in visible.entities:
        assert any(entity.start <= place.start <= entity.end for place in places)
