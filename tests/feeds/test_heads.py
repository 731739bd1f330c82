"""The head of a body: nothing is read otherwise for what is left out of it."""

from dataclasses import replace
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.heads import look_at, shorten_head, thin_out
from bot.feeds.light import is_light
from bot.feeds.parse import parse_feed
from bot.feeds.reading import read_feed, read_light

URL = "https://t.example/feed"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ABOVE = (
    b'<?xml version="1.0"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
    b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:atom="http://www.w3.org/2005/Atom"'
    b' xml:lang="fr">',
)
UNREAD = (
    b"<link>https://t.example/</link>",
    b"<description>Words &amp; <![CDATA[<title>more</title></description>]]></description>",
    b"\n  <lastBuildDate>Sun, 01 Nov 2026 10:00:00 GMT</lastBuildDate>",
    b"<generator>G</generator>",
    b"<updated>2026-11-01T10:00:00Z</updated>",
)
READ = (
    b"<title>T &amp; T</title>",
    b"<title><![CDATA[<description>x</description>]]></title>",
    b"<language>uk</language>",
    b"<ttl>30</ttl>",
    b'<atom:link rel="hub" href="https://hub.example/"/>',
    b'<link rel="self" href="https://t.example/self"></link>',
    b'<atom:link rel="hub" href="https://other.example/"> </atom:link>',
    b"<image><link>https://t.example/i</link><title>I</title></image>",
    b"<description><title>inside</title></description>",
    b"<description/>",
    b"<!-- <description>d</description> -->",
    b"<?x <description>?>",
    b"words",
    b"<item></item>",
    b"<item><title>a</title><description>A</description></item>",
    b"<entry><title>b</title><updated>2026-11-01T10:00:00Z</updated></entry>",
)
ENDS = {ABOVE[0]: b"</channel></rss>", ABOVE[1]: b"</feed>"}


@pytest.mark.parametrize("above", ABOVE)
@given(pieces=st.lists(st.sampled_from(UNREAD + READ)))
def test_nothing_is_read_otherwise_without_the_words_that_are_left_out(above, pieces):
    body = above + b"".join(pieces) + ENDS[above]
    assert is_light(body)

    def read(written):
        return parse_feed(written, content_type="", url=URL)

    assert read(thin_out(above + b"".join(pieces)) + ENDS[above]) == read(body)


@pytest.mark.parametrize("above", ABOVE)
def test_words_of_a_head_that_nobody_reads_are_left_out_up_to_what_holds_elements(above):
    head = READ[0] + b"".join(UNREAD) + READ[2]
    left = READ[0] + READ[2]
    rest = READ[7] + READ[4]
    assert thin_out(above + head + rest) == above + left + rest


@pytest.mark.parametrize(
    "piece", [b"<a>", b"<a ", b"<![CDATA[", b"<a/>", b"<", b"</", b"<?", b" "]
)
@pytest.mark.parametrize("above", ABOVE)
def test_heads_that_are_made_to_be_slow_are_not(above, piece):
    """Twenty times what it takes; in quadratic time it would be minutes."""
    hostile = above + piece * (120_000 // len(piece))
    begun = process_time()
    thin_out(hostile)
    shorten_head(hostile, known=True)
    assert process_time() - begun < 0.5


# ---------------------------------------------------------------- what is known of it

HEAVY = (
    b"<image><url>https://t.example/i.png</url><title>I</title></image>",
    b'<author xml:lang="de"><name>N</name></author>',
    b'<link xml:base="https://base.example/a/" rel="self" href="self"/>',
    b'<title xml:lang="de">Zeitung</title>',
    b'<itunes:summary xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">S</itunes:summary>',
    b"<summary>S</summary>",
    b"<content>C</content>",
    b'<dc:language xmlns:dc="http://purl.org/dc/elements/1.1/">pl</dc:language>',
)
ITEMS = (
    b"<item><title>a</title><link>a</link><description>A</description><summary>B</summary></item>",
    b'<item><title xml:lang="fr">b</title><link>https://t.example/b</link></item>',
    b"<item><guid>c</guid><title>c</title></item>",
)
ENTRIES = (
    b'<entry><title>a</title><link href="a"/><summary>A</summary>'
    b"<description>B</description></entry>",
    b'<entry xml:lang="fr"><title>b</title><link href="https://t.example/b"/></entry>',
    b"<entry><id>c</id><title>c</title></entry>",
)
SHAPES = ((ABOVE[0], ITEMS), (ABOVE[1], ENTRIES))
PIECES = st.lists(st.sampled_from(UNREAD + READ[:9] + HEAVY)).map(b"".join)


def read_whole(body: bytes):
    return read_feed(body, content_type="", url=URL, now=NOON)


def read_beside(body: bytes, last: bytes, *, url: str = URL):
    return read_light(body, content_type="", url=url, last=last, now=NOON)


@pytest.mark.parametrize("shape", SHAPES)
@given(before=PIECES, now=PIECES, same=st.booleans(), place=st.integers(0, 2))
def test_beside_a_head_that_is_known_or_new_all_is_read_as_in_the_whole(
    shape, before, now, same, place
):
    above, items = shape
    known, end = (*items[:place], *items[place + 1 :]), ENDS[above]
    last = read_whole(b"".join((above, before, *known, end))).items
    body = b"".join((above, before if same else now, *items, end))
    found, whole = read_beside(body, last), read_whole(body)
    if found is not None:
        assert found == replace(whole, articles=whole.articles[place : place + 1], left_out=2)


HEAD_WORDS = (b"summary", b"content:encoded", b"body", b"description", b"dc:description")


@pytest.mark.parametrize("word", HEAD_WORDS)
def test_a_head_is_read_whole_when_the_first_item_is_read_in_its_light(word):
    head = ABOVE[0] + UNREAD[1] + b"<%b>x</%b>" % (word, word)
    assert shorten_head(head, known=True) == thin_out(head) == head


@pytest.mark.parametrize("shape", SHAPES)
def test_of_a_head_that_is_known_only_what_holds_the_items_is_read(shape):
    above, items = shape
    head = above + READ[0] + UNREAD[2] + HEAVY[0]
    assert shorten_head(head, known=True) == above
    last = read_whole(head + items[0] + ENDS[above]).items
    body = head.replace(b"01 Nov 2026 10", b"01 Nov 2026 11") + items[1] + items[0] + ENDS[above]
    found = read_beside(body, last)
    assert found is not None
    assert (found.title, found.items) == ("T & T", read_whole(body).items)


@pytest.mark.parametrize("piece", [HEAVY[2], HEAVY[-1]])
def test_a_base_or_a_namespace_in_a_head_is_read_each_time(piece):
    head = ABOVE[0] + piece + UNREAD[0]
    assert shorten_head(head, known=True) == thin_out(head) == ABOVE[0] + piece


def test_a_head_looks_the_same_until_something_that_is_read_changes():
    def look(*pieces: bytes, url: str = URL) -> bytes:
        return look_at(b"".join((ABOVE[0], *pieces)), url)

    same = look(READ[0], UNREAD[0])
    assert same == look(READ[0], UNREAD[2])
    others = [look(READ[1]), look(READ[0], READ[3]), look(READ[0], url="https://other.example/")]
    assert same not in others


def test_the_links_of_a_head_are_read_anew_when_the_feed_comes_from_elsewhere():
    body = ABOVE[1] + b'<link rel="hub" href="/hub"/>' + ENTRIES[0] + ENDS[ABOVE[1]]
    last = read_whole(body).items
    hubs = [
        found.hub
        for url in (URL, "https://u.example/feed")
        if (found := read_beside(body, last, url=url))
    ]
    assert hubs == ["https://t.example/hub", "https://u.example/hub"]
