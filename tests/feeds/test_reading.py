"""A body read beside what the last one showed: only what is new, and the same as in the whole."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds.reading import WHOLE_EVERY, read_feed, read_light
from bot.feeds.shown import unpack_body, unpack_item
from bot.models import ParsedFeed

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
URL = "https://t.example/feed"
RSS = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"{}><channel><title>T</title>{}'
END = "</channel></rss>"


def read(
    body: str | bytes,
    last: bytes = b"",
    *,
    kind: str = "application/rss+xml",
    now: datetime = NOON,
) -> ParsedFeed:
    data = body.encode() if isinstance(body, str) else body
    return read_feed(data, content_type=kind, url=URL, last=last, now=now)


def item(name: object, inner: str = "") -> str:
    return (
        f"<item><title>News of {name}</title><link>https://t.example/{name}</link>"
        f"<guid>guid-{name}</guid>{inner}</item>"
    )


def rss(*items: str, head: str = "", tail: str = "", spaces: str = "") -> str:
    return RSS.format(spaces, head) + "\n".join(items) + tail + END


def guids(feed: ParsedFeed) -> list[str]:
    return [article.guid for article in feed.articles]


def test_only_what_is_new_is_read_and_it_is_as_in_the_whole():
    known = [item(number) for number in range(9)]
    last = read(rss(*known)).items
    body = rss(item("new"), *known[:8])
    found, whole = read(body, last), read(body)
    assert found.articles == whole.articles[:1]
    assert found.left_out == 8
    assert found.items == whole.items


def test_a_new_item_is_found_wherever_it_stands():
    known = [item(number) for number in range(3)]
    last = read(rss(*known)).items
    for place in range(4):
        body = rss(*known[:place], item("new"), *known[place:])
        found = read(body, last)
        assert (guids(found), found.left_out) == (["guid-new"], 3)
        assert found.articles == (read(body).articles[place],)


def test_what_the_head_says_is_read_each_time():
    last = read(rss(item(1))).items
    head = "<ttl>30</ttl><language>de</language>"
    found = read(
        rss(item(1), head=head, tail="<managingEditor>x@y.example</managingEditor>"), last
    )
    assert (found.articles, found.left_out) == ((), 1)
    assert (found.title, found.language, found.pause) == ("T", "de", timedelta(minutes=30))


def test_an_item_whose_headline_was_edited_is_read_again():
    last = read(rss(item(1), item(2))).items
    edited = item(2).replace("News of 2", "News of two")
    found = read(rss(item(1), edited), last)
    assert [article.title for article in found.articles] == ["News of two"]


def test_a_body_is_read_whole_once_a_day_and_when_the_clock_was_put_back():
    items = [item(1), item(2)]
    last = read(rss(*items)).items
    for later, left_out in [
        (WHOLE_EVERY - timedelta(seconds=1), 2),
        (WHOLE_EVERY, 0),
        (-timedelta(hours=1), 0),
    ]:
        assert read(rss(*items), last, now=NOON + later).left_out == left_out
    again = read(rss(*items), last, now=NOON + WHOLE_EVERY).items
    assert read(rss(*items), again, now=NOON + WHOLE_EVERY * 1.5).left_out == 2


def test_without_a_moment_a_body_stands_alone():
    last = read(rss(item(1))).items
    alone = read_feed(rss(item(1)).encode(), content_type="", url=URL, last=last)
    assert (len(alone.articles), alone.left_out, alone.items) == (1, 0, b"")


@pytest.mark.parametrize("last", [b"", b"\0", b"\x01" * 40, b"\x02" + bytes(70), bytes(1_000)])
def test_what_is_not_understood_of_the_last_body_is_not_used(last):
    assert guids(read(rss(item(1)), last)) == ["guid-1"]


# Each is read whole, as it might be read otherwise in part: how it was before, how it is now.
ODD = {
    "damaged before": (rss(item(1), "<item><title>&nope;</title></item>"), rss(item(1), item(2))),
    "damaged now": (rss(item(1)), rss(item(1), "<item><title>&nope;</title></item>")),
    "damaged in the tail": (rss(item(1)), rss(item(1), item(2), tail="<b>")),
    "cut off": (rss(item(1)), rss(item(1), item(2)).removesuffix(END)),
    "a DTD": (rss(item(1)), rss(item(1), item(2)).replace("<rss", "<!DOCTYPE rss><rss")),
    "another charset": (rss(item(1)), rss(item(1), item(2)).replace("UTF-8", "KOI8-R")),
    "no such charset": (rss(item(1)), rss(item(1), item(2)).replace("UTF-8", "utf-7")),
    "an item in an item": (rss(item(1)), rss(item(1), item(2, item(3)))),
    "an item in a comment": (rss(item(1)), rss(item(1), "<!--", item(2), "-->", item(3))),
    "an item in a text": (rss(item(1)), rss(item(1), item(2, "<a><![CDATA[</item>]]></a>"))),
    "something between": (rss(item(1), item(2)), rss(item(1), "<ttl>5</ttl>", item(2))),
    "an empty item": (rss(item(1)), rss(item(1), "<item/>", item(2))),
    "unescaped markup": (
        rss(item(1)),
        rss(item(1), item(2, "<description><p>x</p></description>")),
    ),
    "a base": (rss(item(1)), rss(item(1), item(2).replace("<item", '<item xml:base="/x/"'))),
    "a prefix that is new": (rss(item(1)), rss(item(1), item(2, '<a:b xmlns:a="urn:a">x</a:b>'))),
    "a prefix of two meanings": (
        rss(item(1, '<a:b xmlns:a="urn:a"/>'), item(2, '<a:b xmlns:a="urn:b"/>')),
        rss(item(1, '<a:b xmlns:a="urn:a"/>'), item(3)),
    ),
    "other prefixes in the head": (rss(item(1)), rss(item(1), item(2), spaces=' xmlns:a="urn:a"')),
    "nothing in an item": (rss(item(1)), rss(item(1), "<item> </item>")),
    "items of another kind": (rss(item(1)), rss(item(1), "<entry><title>t</title></entry>")),
}


@pytest.mark.parametrize("name", ODD)
def test_anything_odd_is_read_whole(name):
    before, body = ODD[name]
    found = read(body, read(before).items)
    assert found.left_out == 0
    assert found == read(body)


def test_a_body_in_a_plain_charset_is_cut_and_read_in_it():
    def write(*names: str) -> bytes:
        text = rss(*(item(name) for name in names)).replace("UTF-8", "windows-1251")
        return text.encode("windows-1251")

    found = read(write("Мост", "Порт"), read(write("Порт")).items)
    assert guids(found) == ["guid-Мост"]


def test_bytes_that_are_not_of_the_charset_are_read_whole():
    known = rss(item(1)).encode()
    broken = known.replace(b"</channel>", b"<item><title>caf\xe9</title></item></channel>")
    found = read(broken, read(known).items)
    assert ([article.title for article in found.articles][1], found.left_out) == ("café", 0)


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{}</feed>"""


def entry(name: str) -> str:
    return f"""<entry><id>urn:{name}</id><title>t {name}</title><author><name>A B</name></author>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Of <b>{name}</b></p></div>
    </content></entry>"""


def test_atom_with_xhtml_is_cut_too():
    last = read(ATOM.format(entry("a"))).items
    found = read(ATOM.format(entry("a") + entry("b")), last)
    assert [article.summary for article in found.articles] == ["Of b"]
    assert found.left_out == 1


def test_a_guid_or_a_link_that_an_old_item_has_too_names_nothing():
    last = read(rss(item(1), item(2))).items
    shared = item(3).replace("guid-3", "guid-1").replace("example/3", "example/2")
    body = rss(shared, item(1), item(2))
    (new,) = read(body, last).articles
    assert new == read(body).articles[0]
    assert [key[0] for key in new.keys] == ["t"]
    assert new.link_key == ""


def test_guids_that_change_with_every_body_leave_articles_known():
    def body(turn: int) -> str:
        return rss(*(f"<item><guid>{turn}-{n}</guid><title>t{n}</title></item>" for n in range(5)))

    first = read(body(0))
    last = first.items
    for turn in range(1, 4):
        found = read(body(turn), last)
        assert [one.keys for one in found.articles] == [one.keys for one in first.articles]
        last = found.items


def test_a_stump_is_left_out_unless_it_can_be_recognised():
    body = rss(item(1), item(2)).partition("<guid>guid-2")[0]
    assert len(read(body).articles) == 2
    bare = body.partition("<link>https://t.example/2")[0]
    assert guids(read(bare)) == ["guid-1"]


def test_little_news_is_read_at_once_and_much_is_not():
    def light(*items: str, last: bytes) -> ParsedFeed | None:
        body = rss(*items).encode()
        return read_light(body, content_type="", url=URL, last=last, now=NOON)

    last = read(rss(item(1)), kind="").items
    found = light(item(1), item(2), last=last)
    assert found is not None
    assert guids(found) == ["guid-2"]
    assert light(item(1), item(2, f"<author>{'x' * 9_000}</author>"), last=last) is None
    assert light(*(item(number) for number in range(50)), last=last) is None
    assert light(item(1), "<item>", last=last) is None
    assert light(item(1), last=b"") is None


PIECES = st.sampled_from(
    """<description>plain words</description>|<description><![CDATA[<p>a</p>]]></description>
    |<author><name>N</name></author>|<category>c</category>|<!-- note -->|<a:b xmlns:a="urn:a"/>
    |<media:group xmlns:media="http://search.yahoo.com/mrss/"><media:title>m</media:title></media:group>
    |<pubDate>Sun, 01 Nov 2026 10:00:00 GMT</pubDate>|<title xml:lang="fr">Bon</title>
    |<div>odd</div>|<item>|&amp;|&nbsp;|<source url="u">S</source>|<content type="html">h</content>
    |<itunes:summary xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">i</itunes:summary>
    |<image><title>i</title></image>|<link/>|<summary>s</summary>""".replace("\n    ", "").split(
        "|"
    )
)
ITEMS = st.lists(
    st.tuples(st.integers(0, 6), st.lists(PIECES, max_size=4).map("".join)).map(
        lambda i: item(*i)
    ),
    max_size=6,
)


@given(ITEMS, ITEMS)
def test_whatever_items_hold_nothing_is_read_otherwise_than_in_the_whole(before, now):
    last = read(rss(*before)).items
    whole = read(rss(*now), last and b"")
    found = read(rss(*now), last)
    assert _shown(found) == _shown(whole)
    known = {key for article in whole.articles for key in article.keys}
    for article in found.articles:
        assert article in whole.articles or not known.isdisjoint(article.keys)
    assert replace(found, articles=(), items=b"", left_out=0) == replace(
        whole, articles=(), items=b"", skipped=found.skipped
    )


def _shown(feed: ParsedFeed):
    body = unpack_body(feed.items)
    assert body is not None
    return [*map(unpack_item, body.rows)]


@given(st.binary(max_size=200), st.binary(max_size=100))
def test_any_bytes_and_any_memory_are_read_or_refused(body, last):
    try:
        read(body, last)
    except ParseError:
        return
