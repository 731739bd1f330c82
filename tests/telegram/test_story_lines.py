"""Found stories as lines: what they show, and that a page fits whatever feeds said."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.findings import FoundStory
from bot.telegram.moments import EXACT, mark_moment
from bot.telegram.story_lines import PAGE, list_stories, mark_headline, tell_story
from bot.telegram.words import LANGUAGES, open_words
from bot.textlength import ENTITY_LIMIT, MESSAGE_LIMIT, SIZE_LIMIT, count_units
from tests.fakes.html_checks import read_text

SEEN = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
ENGLISH = open_words("en")


def build_found(**given: object) -> FoundStory:
    usual: dict[str, object] = {
        "story": "s",
        "headline": "Dockers <stop> work",
        "link": "https://paper.example/a?b=1&c=2",
        "source": "Paper & Sons",
        "seen": SEEN,
        "sources": 3,
    }
    return FoundStory(**{**usual, **given})  # type: ignore[arg-type]


def test_a_line_shows_linked_headline_source_time_and_number_of_sources():
    assert tell_story(build_found(), "Europe/Kyiv", ENGLISH) == (
        '• <a href="https://paper.example/a?b=1&amp;c=2">Dockers &lt;stop&gt; work</a>'
        " · Paper &amp; Sons"
        ' · <tg-time unix="1772404200" format="r">2 Mar 00:30</tg-time> · 3 sources'
    )


def test_one_source_is_not_counted():
    assert tell_story(build_found(sources=1), "", ENGLISH).endswith("1 Mar 22:30</tg-time>")


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "1 Mar 22:30"),
        ("uk", "1 бер. 22:30"),
        ("pl", "1 mar 22:30"),
        ("de", "1 März 22:30"),
        ("ru", "1 мар. 22:30"),
    ],
)
def test_moments_are_written_in_the_readers_language(language, shown):
    said = mark_moment(SEEN, "", open_words(language), EXACT)
    assert said == f'<tg-time unix="1772404200" format="dT">{shown}</tg-time>'


@pytest.mark.parametrize(
    "at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/Lima"])
def test_a_moment_at_the_end_of_time_is_written(at, zone):
    assert re.fullmatch(r"\d+ (Jan|Dec) \d\d:\d\d", mark_moment(at, zone, ENGLISH))


@pytest.mark.parametrize(
    "at", [datetime(1960, 1, 1, 12, tzinfo=UTC), datetime(2100, 1, 1, 12, tzinfo=UTC)]
)
def test_a_moment_that_telegram_does_not_know_is_only_written(at):
    assert mark_moment(at, "Nowhere/City", ENGLISH) == "1 Jan 12:00"


@pytest.mark.parametrize(
    "link",
    ["", "javascript:alert(1)", "https://", "https://a b", f"https://x.example/{'&' * 400}"],
)
def test_a_headline_whose_link_leads_nowhere_stands_without_it(link):
    assert mark_headline("Dockers <stop>", link) == "Dockers &lt;stop&gt;"
    assert mark_headline("", link) == "…"


texts = st.text(max_size=400) | st.sampled_from(['"' * 400, "🐙" * 300, "<b>&" * 100, "ж " * 200])
links = st.sampled_from(["", 'https://x.example/"', f"https://x.example/{'&' * 290}"]) | st.text()


@given(
    stories=st.lists(
        st.builds(
            build_found,
            headline=texts,
            source=texts,
            link=links,
            sources=st.integers(min_value=1, max_value=10**6),
        ),
        min_size=1,
        max_size=PAGE + 2,
    ),
    language=st.sampled_from(list(LANGUAGES)),
)
def test_a_page_fits_a_message_whatever_feeds_said(stories, language):
    text = list_stories(stories, "Europe/Kyiv", open_words(language))
    complaints: list[str] = []
    visible = read_text(text, "HTML", complaints)
    assert not complaints
    assert text.count("\n") + 1 == min(len(stories), PAGE)
    assert count_units(visible.text) <= MESSAGE_LIMIT - 300  # a head stands above it
    assert len(text.encode("utf-8", "replace")) <= SIZE_LIMIT - 2_000
    assert len(visible.entities) <= ENTITY_LIMIT - 5
