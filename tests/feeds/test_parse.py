"""Feeds as files, the articles they hold beside them as .expected.json."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds.parse import parse_feed
from bot.feeds.tame import MOST_ITEMS
from bot.models import ParsedFeed

FEEDS = Path(__file__).parent.parent / "data" / "feeds"
URL = "https://t.example/sub/feed.xml"
READABLE = sorted(path.name for path in FEEDS.glob("*.expected.json"))


def read(body: bytes, content_type: str = "text/xml") -> ParsedFeed:
    return parse_feed(body, content_type=content_type, url=URL)


def read_file(name: str) -> ParsedFeed:
    return read((FEEDS / name).read_bytes())


def rss(items: str, head: str = "") -> str:
    return f'{head}<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


def as_json(feed: ParsedFeed) -> dict[str, Any]:
    """Like an expectation: fields that hold nothing are left out, but for the first ones."""
    articles = [
        {name: str(value) for name, value in asdict(article).items() if value}
        for article in feed.articles
    ]
    said = {"title": feed.title, "language": feed.language, "skipped": feed.skipped}
    asked = {"pause": feed.pause, "hub": feed.hub, "topic": feed.topic}
    return (
        said
        | {name: str(value) for name, value in asked.items() if value}
        | {"articles": articles}
    )


@pytest.mark.parametrize("expectation", READABLE)
def test_a_feed_is_read_as_written_beside_it(expectation):
    expected = json.loads((FEEDS / expectation).read_text(encoding="utf-8"))
    source = expected.pop("file")
    assert as_json(read_file(source)) == expected


def test_every_feed_file_has_its_expectation_or_its_refusal():
    expected = {
        json.loads((FEEDS / name).read_text(encoding="utf-8"))["file"] for name in READABLE
    }
    files = {path.name for path in FEEDS.iterdir() if not path.name.endswith(".expected.json")}
    assert files - expected == {name for name, _ in REFUSED}


REFUSED = [
    ("page.html", 'an HTML page instead of a feed ("Harbour & Sea")'),
    ("wall.html", 'a bot wall instead of a feed ("Just a moment...")'),
    ("opml.xml", "an XML document (<opml>) that is no feed"),
    ("other.jsonfeed", "a JSON document that is not a JSON Feed"),
    ("broken.jsonfeed", "broken JSON instead of a feed"),
]


@pytest.mark.parametrize(("name", "message"), REFUSED)
def test_what_is_no_feed_is_named(name, message):
    with pytest.raises(ParseError) as refused:
        read_file(name)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "the body is empty"),
        (b" \r\n\t\0 ", "the body is empty"),
        (b"Service temporarily down", "neither XML nor JSON"),
        (b'{"a":' * 100_000, "broken JSON"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "neither XML nor JSON"),
        (b"\xff\xfe\xff\xfe\xff", "neither XML nor JSON"),
    ],
)
def test_bytes_that_hold_nothing_are_refused(body, message):
    with pytest.raises(ParseError, match=message):
        read(body)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("content_type", ["", "text/xml", "text/html", "application/rss+xml"])
@pytest.mark.parametrize("head", ["", '<?xml version="1.0" encoding="{}"?>'])
def test_a_unicode_feed_is_read_whatever_the_server_says(encoding, content_type, head):
    text = rss("<item><title>Міст знову відкрито</title></item>", head.format(encoding))
    (article,) = read(text.encode(encoding), content_type).articles
    assert article.title == "Міст знову відкрито"


@pytest.mark.parametrize(
    ("encoding", "head", "content_type"),
    [
        ("windows-1251", '<?xml version="1.0" encoding="windows-1251"?>', "text/xml"),
        ("windows-1251", "", "text/xml; charset=windows-1251"),
        ("koi8-r", '<?xml version="1.0" encoding="koi8-r"?>', ""),
    ],
)
def test_a_charset_is_taken_from_wherever_it_is_named(encoding, head, content_type):
    text = rss("<item><title>Мост открыт</title></item>", head)
    (article,) = read(text.encode(encoding), content_type).articles
    assert article.title == "Мост открыт"


def test_a_sign_that_xml_forbids_costs_no_item():
    body = rss("<item><title>Go\x01od</title></item><item><title>Ba\0d</title></item>")
    assert [article.title for article in read(body.encode()).articles] == ["Good", "Bad"]


def test_a_long_summary_and_title_are_cut_after_a_word():
    text = rss(
        f"<item><title>{'tide ' * 500}</title><description>{'wave ' * 5000}</description></item>"
    )
    (article,) = read(text.encode()).articles
    assert article.title.endswith("tide…")
    assert len(article.title) <= 500
    assert article.summary.endswith("wave…")
    assert len(article.summary) <= 2_000


@pytest.mark.parametrize("count", [MOST_ITEMS, MOST_ITEMS + 1, 20_000])
def test_no_more_than_two_thousand_items_are_read(count):
    items = "".join(f"<item><title>n{n}</title></item>" for n in range(count))
    feed = read(rss(items).encode())
    assert len(feed.articles) == MOST_ITEMS
    assert (feed.articles[0].title, feed.articles[-1].title) == ("n0", f"n{MOST_ITEMS - 1}")


def test_no_more_than_two_thousand_items_are_read_from_json():
    items = [{"id": n, "title": "t"} for n in range(MOST_ITEMS + 5)]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    assert len(read(body).articles) == MOST_ITEMS


LAUGHS = "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">\n' if n else '<!ENTITY e0 "ha">\n' for n in range(12)
)


@pytest.mark.parametrize(
    ("declarations", "content"),
    [
        (LAUGHS, "&e11;"),
        (LAUGHS.replace("\n", " "), "&e11;"),
        (f'<!ENTITY long "{"x" * 100_000}">', "&long;" * 5_000),
        (f"<!ENTITY long '{'>' * 100_000}'>", "&long;" * 5_000),
        ("<!ENTITY % p \"<!ENTITY q '&#37;p;'>\"> %p;", "&q;"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_bomb_does_not_go_off(declarations, content, encoding):
    head = f'<?xml version="1.0"?>\n<!DOCTYPE rss [\n{declarations}\n]>\n'
    text = rss(f"<item><title>Boom {content}</title></item>", head)
    (article,) = read(text.encode(encoding)).articles
    assert article.title.startswith("Boom &")
    assert len(article.title) <= 500


def test_a_guid_does_not_depend_on_where_the_feed_lives():
    body = rss("<item><guid>42</guid><title>t</title></item>").encode()
    one = parse_feed(body, content_type="", url="http://a.example/feed")
    other = parse_feed(body, content_type="", url="https://b.example/feed")
    assert one.articles[0].guid == other.articles[0].guid == "42"


def test_a_body_that_is_cut_short_gives_the_same_guid():
    item = "<item><guid>https://a.example/?a=1&amp;b=2</guid><title>t</title></item>"
    whole = rss(item)
    cut = whole[: whole.index("</item>") + 10]
    guids = {read(text.encode()).articles[0].guid for text in (whole, cut)}
    assert guids == {"https://a.example/?a=1&b=2"}


def test_an_update_stands_in_for_a_missing_publication_date():
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>t</title>'
        "<updated>2025-03-01T00:00:00+01:00</updated></entry></feed>"
    )
    (article,) = read(text.encode()).articles
    assert article.published == datetime(2025, 2, 28, 23, tzinfo=UTC)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body):
    try:
        read(body)
    except ParseError:
        return


SCRAPS = """
    <rss version='2.0'>|<channel>|</channel>|<item>|</item>|<title>|</title>|<link>|</link>|<guid>
    |</guid>|<pubDate>|<entry>|<feed>|<![CDATA[|]]>|<!--|-->|<!ENTITY a '&a;'>|<!DOCTYPE rss [|]>
    |&a;|&#xD800;|&#99999999;|&amp;|<?xml version='1.0' encoding='hex'?>|<b|xml:base='['|\0|words
    |>|<dc:date>|<content type='application/x'>|<link rel='alternate' href='http://['/>|<author>
    |<media:thumbnail url='x'/>|<title type='xhtml'>|<itunes:image/>|<p>"""


@given(st.lists(st.sampled_from(SCRAPS.split("|")), max_size=40))
def test_any_scraps_of_feeds_are_read_or_refused(scraps):
    try:
        feed = read("".join(scraps).encode())
    except ParseError:
        return
    assert all(article.title for article in feed.articles)
