"""What a body showed, packed and unpacked."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.shown import (
    NOTHING,
    LastBody,
    Shown,
    ShownItem,
    name_digest,
    pack_body,
    unpack_body,
)

DIGEST = st.binary(min_size=8, max_size=8)
ITEM = st.builds(ShownItem, look=DIGEST, shown=st.builds(Shown, DIGEST, DIGEST, DIGEST))
HOURS = st.integers(0, 10**6).map(
    lambda hours: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
)
BODY = st.builds(
    LastBody,
    whole=HOURS,
    marks=st.lists(DIGEST, max_size=5).map(tuple),
    items=st.lists(ITEM, max_size=5).map(tuple),
)


@given(BODY)
def test_what_is_packed_comes_back(body):
    packed = pack_body(body)
    assert unpack_body(packed) == body
    assert unpack_body(packed + b"x") is None


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
