"""Lists of feeds that readers hand each other."""

from datetime import timedelta
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.opml import OpmlError, OpmlFeeds, read_opml, write_opml
from bot.models.polls import FeedOptions, FeedSpec
from tests.feedspecs import feed_specs


def read(outlines: str, head: str = '<opml version="1.0">') -> OpmlFeeds:
    return read_opml(f"{head}<head/><body>{outlines}</body></opml>".encode())


def feed(attributes: str) -> FeedSpec:
    (one,) = read(f'<outline xmlUrl="https://a.example/" {attributes}/>').feeds
    return one


def test_folders_are_tags_however_deep():
    found = read(
        '<outline text="Top" xmlUrl="https://a.example/"/>'
        '<outline text="News"><outline title="Far  away"><outline xmlUrl="https://b.example/"/>'
        '</outline><outline xmlUrl="https://c.example/"/></outline>'
        '<outline xmlUrl="https://d.example/"/>'
    )
    assert [(one.url, one.title, one.tags) for one in found.feeds] == [
        ("https://a.example/", "Top", ()),
        ("https://b.example/", "", ("News", "Far away")),
        ("https://c.example/", "", ("News",)),
        ("https://d.example/", "", ()),
    ]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('text="T" title="Other"', {"title": "T"}),
        ('title="T"', {"title": "T"}),
        ('text="https://a.example/"', {"title": ""}),  # it is only the address once more
        ('text="R&amp;D &#1103;"', {"title": "R&D я"}),
        ('text="R&D caf&eacute; &nbsp;x &lt;"', {"title": "R&D café x <"}),
        ('text="&unknown; &"', {"title": "&unknown; &"}),
        ('category="/Tech/Web,  News,"', {"tags": ("Tech/Web", "News")}),
        ('language="uk" interval="15m" fast="Yes" fulltext="1"',
         {"language": "uk", "interval": timedelta(minutes=15), "fast": True, "fulltext": True}),
        ('xmlns:t="urn:tocsin:feeds" t:interval="1h" interval="2h" t:fast="no"',
         {"interval": timedelta(hours=1)}),
        ('headers="X-One: 1&#10;X-Two: a: b" cookies="a=b=c; d=e"',
         {"options": FeedOptions(headers=(("X-One", "1"), ("X-Two", "a: b")),
                                 cookies=(("a", "b=c"), ("d", "e")))}),
        ('user="me" password="${P}" user_agent="R/1" proxy="${X}"',
         {"options": FeedOptions(user="me", password="${P}", user_agent="R/1", proxy="${X}")}),
        ('type="rss" htmlUrl="https://a.example" version="RSS2" description="d"', {}),
    ],
)  # fmt: skip
def test_attributes_say_what_a_feed_list_would(attributes, expected):
    assert feed(attributes) == FeedSpec(url="https://a.example/", **expected)


def test_names_are_read_whatever_their_case_and_an_address_without_its_scheme():
    found = read('<OUTLINE xmlurl="feed://a.example/x?a=1&b=2"/>', "<OPML>".replace("O", "o", 1)
                 .replace("PML", "pml"))  # fmt: skip
    assert [one.url for one in found.feeds] == ["https://a.example/x?a=1&b=2"]


def test_what_does_not_hold_is_refused_alone():
    found = read(
        '<outline text="A" xmlUrl="https://a.example/" interval="soon"/>'
        '<outline text="B" xmlUrl="https://b.example/"/>'
    )
    assert [one.title for one in found.feeds] == ["B"]
    assert found.refused == (
        'A: "soon" is no length of time: write it like "30s", "15m" or "1h30m"',
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1251"])
def test_encodings_are_read(encoding):
    title = "Zürich" if encoding == "iso-8859-1" else "Новини"
    said = "utf-8" if encoding == "utf-8-sig" else encoding
    text = (
        f'<?xml version="1.0" encoding="{said}"?><opml><body>'
        f'<outline text="{title}" xmlUrl="https://a.example/"/></body></opml>'
    )
    assert [one.title for one in read_opml(text.encode(encoding)).feeds] == [title]


BOMB = '<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ("", "line 1: no well-formed XML"),
        ("<opml><body><outline", "line 1: no well-formed XML"),
        ("<rss/>", "this is no OPML but <rss>"),
        ("<html><body/></html>", "this is no OPML but <html>"),
        ('<?xml version="1.0" encoding="klingon"?><opml/>', "cannot be read|no well-formed"),
        (f"{BOMB}<opml><body><outline text='&b;'/></body></opml>", "declares entities"),
        (f"{OUTSIDE}<opml><body>&a;</body></opml>", "declares entities"),
        ("<opml>" + "<outline>" * 60 + "</outline>" * 60 + "</opml>", "more than 50 folders"),
    ],
)
def test_what_is_no_opml_is_refused_in_words(data, wrong):
    with pytest.raises(OpmlError, match=wrong):
        read_opml(data.encode())


def test_a_document_type_that_lies_elsewhere_is_not_fetched():
    head = '<!DOCTYPE opml SYSTEM "http://127.0.0.1:1/opml.dtd"><opml>'
    assert read('<outline xmlUrl="https://a.example/"/>', head).feeds


@given(st.lists(feed_specs(), max_size=6))
def test_what_is_written_is_read_again(feeds):
    found = read_opml(write_opml(feeds, title="Ours & <theirs>").encode())
    assert not found.refused
    assert sorted(found.feeds, key=repr) == sorted(feeds, key=repr)
    tagless = [one for one in feeds if not one.tags]
    assert list(found.feeds[: len(tagless)]) == tagless


@given(st.binary(max_size=200) | st.text().map(lambda text: f"<opml {quoteattr(text)}>".encode()))
def test_any_document_is_read_or_refused(data):
    try:
        found = read_opml(data)
    except OpmlError:
        return
    assert isinstance(found, OpmlFeeds)
