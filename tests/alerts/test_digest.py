"""Digests: what they show, and how many stories one message holds."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.alerts.digest import (
    HEADLINE_LIMIT,
    LINES,
    LINK_LIMIT,
    PLAIN_LINK_LIMIT,
    DigestWords,
    can_follow,
    choose_first,
    render_whole_digest,
)
from bot.models import Alert
from bot.textlength import count_units
from tests.builders import build_alert
from tests.fakes.html_checks import Visible, read_text

AT = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
WORDS = DigestWords(
    title="3 stories, 08:00",
    sources=lambda count: f"{count} sources",
    moment=lambda moment: f"{moment:%H:%M}",
)


def alert(headline: str = "Drones reach the harbour", **given) -> Alert:
    return build_alert(**{"topics": ("War",), "headline": headline, "published": AT, **given})


def see(text: str, *, html: bool = True) -> Visible:
    """What a reader sees; the strict reader finds nothing to complain of."""
    complaints: list[str] = []
    visible = read_text(text, "HTML" if html else None, complaints)
    assert complaints == []
    return visible


FULL = alert("😀" * 999, topics=("😀" * 99,), source="&" * 99, also=("B",), breaking=True)


NEWS = (
    alert("Drones <reach> the harbour", link="https://a.example/?x=1&y=2", source="Daily & Co"),
    alert("Cranes stand still", topics=("Ports & ships",), also=("B", "C"), link=""),
    alert("Sirens at noon", breaking=True, also=("B",), topics=("War", "Ports & ships")),
)


def test_a_digest_has_a_line_for_each_story_under_its_topic():
    time = '<tg-time unix="1772442300" format="r">09:05</tg-time>'
    assert render_whole_digest(NEWS, WORDS).splitlines() == [
        "<b>3 stories, 08:00</b>",
        "",
        "<b>War</b>",
        '• <a href="https://a.example/?x=1&amp;y=2">Drones &lt;reach&gt; the harbour</a>'
        f" · Daily &amp; Co · {time}",
        f'⚡ <a href="https://news.example/a">Sirens at noon</a> · Feed 1 · {time} · 2 sources',
        "",
        "<b>Ports &amp; ships</b>",
        f"• Cranes stand still · Feed 1 · {time} · 3 sources",
    ]


def test_a_plain_digest_shows_the_same_and_its_links():
    assert render_whole_digest(NEWS, WORDS, html=False).splitlines() == [
        "3 stories, 08:00",
        "",
        "War",
        "• Drones <reach> the harbour · Daily & Co · 09:05",
        "https://a.example/?x=1&y=2",
        "⚡ Sirens at noon · Feed 1 · 09:05 · 2 sources",
        "https://news.example/a",
        "",
        "Ports & ships",
        "• Cranes stand still · Feed 1 · 09:05 · 3 sources",
    ]


@pytest.mark.parametrize(("html", "end"), [(True, "9 &lt;more&gt;"), (False, "9 <more>")])
def test_what_is_only_counted_stands_below_the_stories(html, end):
    words = replace(WORDS, more="9 <more>")
    whole = render_whole_digest(NEWS, WORDS, html=html)
    assert render_whole_digest(NEWS, words, html=html) == f"{whole}\n\n{end}"


def test_nothing_is_chosen_of_nothing():
    assert choose_first(()) == ()


def test_of_short_stories_as_many_are_chosen_as_somebody_reads():
    assert choose_first([alert(f"S{number}") for number in range(90)]) == tuple(range(LINES))


def test_of_the_longest_stories_fifteen_are_chosen():
    assert choose_first([FULL] * LINES) == tuple(range(15))


def test_stories_are_chosen_as_they_are_told_topic_by_topic():
    alerts = [replace(FULL, topics=("even" if place % 2 == 0 else "odd",)) for place in range(24)]
    assert choose_first(alerts) == (*range(6), *range(6, 24, 2))


@pytest.mark.parametrize("html", [True, False])
@pytest.mark.parametrize(
    ("stories", "limit"), [(20, HEADLINE_LIMIT), (24, 100), (36, 60), (60, 30)]
)
def test_headlines_are_as_long_as_one_message_allows(stories, limit, html):
    alerts = [alert("x" * 300, link="") for _ in range(stories)]
    lines = see(render_whole_digest(alerts, WORDS, html=html), html=html).text.splitlines()
    assert lines[3:] == [f"• {'x' * (limit - 1)}… · Feed 1 · 09:05"] * stories


@pytest.mark.parametrize("html", [True, False])
def test_only_the_last_stories_are_left_out_of_a_list_that_is_far_too_long(html):
    words = replace(WORDS, more="x" * 9_999)
    alerts = [*(alert(f"{number} {'Ж' * 99}") for number in range(200)), alert("S")]
    shown = see(render_whole_digest(alerts, words, html=html), html=html).text
    *lines, gap, more = shown.splitlines()[3:]
    assert lines[-1].startswith(f"• {len(lines) - 1} ЖЖ")
    assert 3_900 < count_units(shown) <= 4_096  # no other line would have fitted
    assert (gap, more) == ("", "x" * 199 + "…")


def test_a_message_ends_before_its_hundred_and_first_entity():
    text = render_whole_digest([alert(f"S{number}", link="") for number in range(120)], WORDS)
    assert len(see(text).entities) == 100
    assert see(text).text.splitlines()[-1] == "• S97 · Feed 1 · 09:05"


def test_links_that_are_long_when_escaped_do_not_swell_a_message():
    alerts = [
        alert(f"S{number}", link="https://a.example/?" + "&" * 1_900) for number in range(10)
    ]
    assert choose_first(alerts) == (0, 1, 2)
    text = render_whole_digest(alerts[:3], WORDS)
    assert len(text.encode()) <= 32_768
    assert text.count("<a ") == 3


def test_links_for_which_there_is_no_room_are_left_out_and_no_story_is():
    alerts = [alert(f"S{number}", link="https://a.example/" + "x" * 400) for number in range(20)]
    assert choose_first(alerts) == tuple(range(20))
    assert render_whole_digest(alerts, WORDS).count("<a ") == 20
    lines = render_whole_digest(alerts, WORDS, html=False).splitlines()
    assert lines[3:] == [f"• S{number} · Feed 1 · 09:05" for number in range(20)]


@pytest.mark.parametrize(
    "link",
    [
        "",
        "/x",
        "javascript:alert(1)",
        "ftp://a.example/x",
        "https://",
        "https:///x",
        "https://[::1/x",
        "https://a.example/two words",
        "https://a.example/\nx",
        "https://a.example/\ud83d",
        "https://a.example/" + "x" * LINK_LIMIT,
    ],
)
def test_a_link_that_no_reader_should_follow_is_left_out(link):
    assert not can_follow(link)
    text = render_whole_digest([alert(link=link)], WORDS)
    assert "<a" not in text
    assert "Drones reach the harbour" in text
    plain = render_whole_digest([alert(link=link)], WORDS, html=False)
    assert plain.splitlines()[3:] == ["• Drones reach the harbour · Feed 1 · 09:05"]


def test_a_long_link_is_followed_from_markup_but_not_written_out():
    link = "https://a.example/" + "x" * PLAIN_LINK_LIMIT
    assert link in render_whole_digest([alert(link=link)], WORDS)
    assert link not in render_whole_digest([alert(link=link)], WORDS, html=False)


@pytest.mark.parametrize("year", [1960, 2040])
def test_a_moment_that_telegram_cannot_count_is_plain_text(year):
    text = render_whole_digest([alert(published=AT.replace(year=year))], WORDS)
    assert "tg-time" not in text
    assert text.endswith(" · 09:05")


@pytest.mark.parametrize(
    ("headline", "shown"),
    [
        ("\x00\x07", "…"),
        ("two\nlines\r\n\u2028here", "two lines here"),
        ("half \ud83d a character", "half a character"),
        ("\u202egnirts \u2067x", "gnirts x"),
        ("x" * 100_000, "x" * (HEADLINE_LIMIT - 1) + "…"),
        ("😀" * 100_000, "😀" * ((HEADLINE_LIMIT - 1) // 2) + "…"),
        ("&lt;b&gt;", "&lt;b&gt;"),
    ],
)
def test_a_headline_is_one_line_of_its_visible_text(headline, shown):
    for html in (True, False):
        text = render_whole_digest([alert(headline, link="")], WORDS, html=html)
        assert see(text, html=html).text.splitlines()[3] == f"• {shown} · Feed 1 · 09:05"


def test_an_alert_without_topic_or_words_is_still_told():
    words = DigestWords(title="", sources=lambda _: "", moment=lambda _: "")
    text = render_whole_digest([alert(topics=(), source="", also=("B",), link="")], words)
    assert text == "• Drones reach the harbour"
