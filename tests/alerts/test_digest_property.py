"""Digests: Telegram takes them, and nothing is lost or out of order, whatever the news holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.alerts.digest import LINES, DigestWords, choose_first, render_whole_digest
from bot.models import Alert
from tests.builders import build_alert
from tests.fakes.html_checks import read_text

WORDS = DigestWords(
    title="3 stories, 08:00",
    sources=lambda count: f"{count} sources",
    moment=lambda moment: f"{moment:%H:%M}",
)
FULL = build_alert(
    headline="😀" * 999, topics=("😀" * 99,), source="&" * 99, also=("B",), breaking=True
)

nasty = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=300),
    st.sampled_from(
        [
            "<b>bold</b> & <script>alert(1)</script>",
            "&lt;&amp;&#60;&quot;&unknown;&#0;&#xD800;",
            "</a></b><tg-time>",
            "\x00\x07\x1b[31m\u202e\u200d",
            "مرحبا בעולם",
            "\u202e\u2066 left \u2069",
            "\ud83d",
            "\ude00\ud83d",
            "😀" * 400,
            "👩‍👩‍👧‍👦 " * 200,
            "x" * 3_000,
            "&" * 2_000,
            '" onclick="',
            "\n\n\n",
        ]
    ),
)
texts = st.lists(nasty, min_size=1, max_size=3).map("".join)
links = st.one_of(
    nasty.map(lambda tail: "https://a.example/" + tail),
    nasty.map(lambda tail: "https://" + tail),
    st.just("https://a.example/?" + "&" * 1_900),
    st.just("https://a.example/?" + "x" * 400),
    st.sampled_from(["", "mailto:x", 'https://a.example/">', "https://a.example/'>&amp;"]),
)
alerts = st.builds(
    build_alert,
    topics=st.lists(st.sampled_from(["War", "Oil", "<i>", "\n", ""]) | nasty, max_size=2).map(
        tuple
    ),
    headline=texts,
    link=links,
    source=texts,
    published=st.datetimes(
        datetime(1950, 1, 1),  # noqa: DTZ001
        datetime(2100, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    also=st.lists(st.just("B"), max_size=9).map(tuple),
    breaking=st.booleans(),
)
digests = st.lists(alerts, min_size=1, max_size=8).flatmap(
    # Many are made of few: long lists of hostile texts are slow to draw.
    lambda some: st.integers(1, 12).map(lambda times: some * times)
)
hostile_words = st.builds(
    lambda title, sources, moment, more: DigestWords(
        title=title, sources=lambda _: sources, moment=lambda _: moment, more=more
    ),
    title=nasty,
    sources=nasty,
    moment=nasty,
    more=nasty,
)


def number_headlines(alerts: Sequence[Alert]) -> list[Alert]:
    """A number in front tells the stories apart; no hostile text has these signs."""
    bare = [one.headline.replace("№", "") for one in alerts]
    return [replace(one, headline=f"№{n}№{bare[n]}") for n, one in enumerate(alerts)]


def accept(text: str, *, html: bool) -> list[int]:
    """The numbers of the stories that a reader sees; Telegram takes the message as it is."""
    complaints: list[str] = []
    visible = read_text(text, "HTML" if html else None, complaints)  # refuses 4097 units
    assert complaints == []  # such as 101 marks
    assert len(text.encode()) <= 32_768
    assert {entity.tag for entity in visible.entities} <= {"a", "b", "tg-time"}
    shown = [line for line in visible.text.split("\n") if line[2:3] == "№"]
    assert all(line[0] in "⚡•" for line in shown)
    return [int(line.split("№")[1]) for line in shown]


@pytest.mark.parametrize("html", [True, False])
@settings(max_examples=60, deadline=None)
@given(given_alerts=digests)
@example(given_alerts=[FULL] * 50)
@example(given_alerts=[replace(FULL, topics=(f"{n}" * 99,)) for n in range(9)])
def test_of_what_was_chosen_no_story_is_lost_or_doubled(html, given_alerts):
    places = choose_first(given_alerts)
    assert 0 < len(places) <= LINES
    assert list(places) == sorted(set(places))
    chosen = [given_alerts[place] for place in places]
    told = accept(render_whole_digest(number_headlines(chosen), WORDS, html=html), html=html)
    assert sorted(told) == list(range(len(chosen)))


@pytest.mark.parametrize("html", [True, False])
@settings(max_examples=60, deadline=None)
@given(given_alerts=digests, words=st.just(WORDS) | hostile_words)
@example(given_alerts=[FULL] * 50, words=WORDS)
def test_telegram_takes_every_digest_and_the_stories_of_a_topic_in_order(
    html, given_alerts, words
):
    text = render_whole_digest(number_headlines(given_alerts), words, html=html)
    told = accept(text, html=html)
    assert told
    for topics in {one.topics for one in given_alerts}:
        of_topic = [place for place, one in enumerate(given_alerts) if one.topics == topics]
        same = [place for place in told if place in of_topic]
        assert same == of_topic[: len(same)]
