"""What a body showed, packed and unpacked."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.shown import (
    ITEM_SIZE,
    NOTHING,
    Head,
    LastBody,
    Shown,
    name_digest,
    pack_body,
    pack_item,
    unpack_body,
    unpack_item,
)
from bot.feeds.text import clean_text

DIGEST = st.binary(min_size=8, max_size=8)
SHOWN = st.builds(Shown, DIGEST, DIGEST, DIGEST)
TEXT = st.text().map(clean_text)
PAUSE = st.none() | st.timedeltas(timedelta(), timedelta(days=365))
HEAD = st.builds(Head, look=DIGEST, title=TEXT, language=TEXT, pause=PAUSE, hub=TEXT, topic=TEXT)
HOURS = st.integers(0, 10**6).map(
    lambda hours: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
)
BODY = st.builds(
    LastBody,
    whole=HOURS,
    marks=st.lists(DIGEST, max_size=5).map(tuple),
    head=st.none() | HEAD,
    rows=st.lists(st.builds(pack_item, DIGEST, SHOWN), max_size=5).map(tuple),
)


@given(BODY)
def test_what_is_packed_comes_back(body):
    packed = pack_body(body)
    assert unpack_body(packed) == body
    assert unpack_body(packed + b"x") is None


@given(DIGEST, SHOWN)
def test_a_row_holds_what_an_item_shows(look, shown):
    row = pack_item(look, shown)
    assert (row[:8], unpack_item(row), len(row)) == (look, shown, ITEM_SIZE)


def test_a_moment_is_kept_to_the_hour():
    late = datetime(2026, 11, 1, 12, 59, 59, tzinfo=UTC)
    again = unpack_body(pack_body(LastBody(whole=late)))
    assert again == LastBody(whole=late.replace(minute=0, second=0))


@given(st.binary(max_size=100))
def test_any_bytes_are_unpacked_or_nothing(packed):
    body = unpack_body(packed)
    assert body is None or pack_body(body) == packed


def test_no_name_has_no_digest():
    assert name_digest("") == NOTHING
    assert name_digest("a") != name_digest("b")
    assert len(name_digest("a")) == 8
