"""Bodies taken apart and put together without what is known."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.cut import cut, is_plain, mark_body, split_body

HEAD = b'<rss version="2.0"><channel><title>T</title>'
TAIL = b"</channel></rss>"


def item(name: str) -> bytes:
    return f"<item><title>{name}</title></item>".encode()


def body(*names: str, gap: bytes = b"\n ") -> bytes:
    return HEAD + gap.join(map(item, names)) + TAIL


def test_a_body_is_head_items_and_tail():
    apart = split_body(body("a", "b"))
    assert apart is not None
    assert (apart.head, apart.tail, apart.ending) == (HEAD, TAIL, b"</item>")
    assert apart.items == (b"<item><title>a</title>", b"<item><title>b</title>")


def leave_out(now: bytes, before: bytes) -> bytes | None:
    apart = split_body(before)
    assert apart is not None
    found = cut(now, {*apart.looks}, marks=mark_body(apart, ""), content_type="")
    return found.body if found else None


def test_what_is_known_is_left_out():
    assert leave_out(body("new", "a", "b"), body("a", "b")) == body("new")
    assert leave_out(body("b", "a"), body("a", "b")) == body()
    assert leave_out(body("x", "y"), body("a")) == body("x", "y", gap=b"")


def test_what_is_not_the_first_has_an_empty_one_before_it():
    assert leave_out(body("a", "new"), body("a")) == HEAD + b"<item></item>" + item("new") + TAIL


def test_space_between_items_makes_no_other_items():
    assert leave_out(body("a", "b", gap=b"\r\n\t"), body("a", "b", gap=b"")) == body()


@pytest.mark.parametrize(
    "odd",
    [
        HEAD + TAIL,
        b"",
        b"<!DOCTYPE rss>" + body("a"),
        HEAD + b"<item/>" + TAIL,
        HEAD + item("a") + b"words" + item("b") + TAIL,
        HEAD + item("a") + b"<entry></entry>" + TAIL,
        HEAD + b"<item>" + item("a") + b"</item>" + TAIL,
        HEAD + item("a") + TAIL + b"<!-- </item> -->",
        HEAD + item("a") + b"<!--" + TAIL,
        HEAD + b"<item><title>a</title></item >" + TAIL,
        body(*map(str, range(2_001))),
    ],
)
def test_an_odd_body_is_not_taken_apart(odd):
    assert split_body(odd) is None


@pytest.mark.parametrize(
    ("start", "content_type", "plain"),
    [
        (b"", "", True),
        (b"<?xml version='1.0'?>", "text/xml", True),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>", "", True),
        (b"<?xml version='1.0' encoding='windows-1251'?>", "text/xml", True),
        (b"<?xml version='1.0' encoding='windows-1251'?>", "a/b; charset=Windows-1251", True),
        (b"<?xml version='1.0' encoding='windows-1251'?>", "a/b; charset=utf-8", False),
        (b"", "text/xml; charset=utf-7", False),
        (b"", "text/xml; charset=gb18030", False),
        (b"<?xml version='1.0' encoding='hex'?>", "", False),
        (b"\xff\xfe", "", False),
        (b"\0", "", False),
        (b"caf\xe9", "", False),
        (b"caf\xe9", "text/xml; charset=ISO-8859-1", True),
        (b"caf\xe9", "text/xml; charset=us-ascii", False),
    ],
)
def test_a_plain_charset_is_one_that_all_agree_on_and_bytes_keep_to(start, content_type, plain):
    assert is_plain(start + body("a"), content_type) is plain


PIECES = [b"<!--", b"<![CDATA[", b"<?", b"<item>", b"</item>", b"<", b"</", b"<a ", b" xmlns:a='"]
PIECES += [
    b"<item><!-- -->",
    b"<a/>",
    b"base =",
    b'<content type="xhtml"><div>',
    b"\n",
    b"<author>",
]


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("shape", [b"%b", b"<item>%b</item>", b"<item><title>%b</title></item>"])
def test_bytes_that_are_made_to_be_slow_are_not(piece, shape):
    """Twenty times what it takes; in quadratic time it would be minutes."""
    hostile = HEAD + shape % (piece * (120_000 // len(piece)))
    begun = process_time()
    split_body(hostile)
    assert process_time() - begun < 0.5


@given(st.lists(st.sampled_from([*PIECES, item("a"), item("b"), HEAD, TAIL, b"-->", b"]]>"])))
def test_any_pieces_are_taken_apart_or_not_and_nothing_is_lost(pieces):
    whole = b"".join(pieces)
    apart = split_body(whole)
    if apart:
        items = b"".join(inner + apart.ending for inner in apart.items)
        together = apart.head + items + apart.tail
        assert together.replace(b"\n", b"") == whole.replace(b"\n", b"")  # between items it goes
