"""Where the feeds of a page may be."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.discovery import MOST_CANDIDATES, find_candidates, tidy_address

URL = "https://news.example/world/today.html"
GUESSES = tuple(
    f"https://news.example/{path}"
    for path in ("feed", "rss", "rss.xml", "atom.xml", "feed.xml", "index.xml")
)


def named(html: str, url: str = URL) -> tuple[str, ...]:
    """What is found before guessing begins."""
    return tuple(one for one in find_candidates(html.encode(), url=url) if one not in GUESSES)


def link(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def test_without_a_hint_it_is_where_feeds_usually_are():
    assert find_candidates(b"<p>Hello", url=URL) == GUESSES


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (link("/a.xml"), ["/a.xml"]),
        (link("a.xml"), ["/world/a.xml"]),
        (f'<base href="/news/">{link("a.xml")}', ["/news/a.xml"]),
        (link("/a", "application/atom+xml; charset=utf-8"), ["/a"]),
        (link("/a", "APPLICATION/FEED+JSON"), ["/a"]),
        ('<link rel=feed href="/a">', ["/a"]),
        (link("/a", "application/json"), []),  # an interface for programs, of many sites
        ('<link rel=alternate hreflang=de href="/de">', []),
        ('<link rel=stylesheet type="text/xml" href="/a">', []),
        (link("feed://news.example/a"), ["/a"]),
        (link("feed:https://news.example/a"), ["/a"]),
        (link("/a#top"), ["/a"]),
        (link("javascript:alert(1)") + link("https://[/"), []),
        (link("") + link(URL), []),  # the page itself
        ('<a href="/rss/world">World</a>', ["/rss/world"]),
        ('<a href="/?feed=rss2">World</a>', ["/?feed=rss2"]),
        ('<a href="/world.rss">World</a>', ["/world.rss"]),
        ('<a href="/17">RSS feed</a>', ["/17"]),
        ('<a href="/17" title="Atom"></a>', ["/17"]),
        ('<a href="/feedback">Feedback</a><a href="/grss">x</a><a>RSS</a>', []),
        ('<a href="https://reader.example/sub/feed/https%3A%2F%2Fnews.example/rss">RSS</a>', []),
        # What is named goes before what is linked, addresses before words, comments last.
        (link("/comments/f") + link("/f"), ["/f", "/comments/f"]),
        (link("/1", title="Comments on all") + link("/2"), ["/2", "/1"]),
        ('<a href="/c">RSS</a><a href="/b.rss">x</a>' + link("/a"), ["/a", "/b.rss", "/c"]),
        (link("/a") * 3, ["/a"]),
    ],
)
def test_what_a_page_says_is_found(html, found):
    assert named(html) == tuple(f"https://news.example{path}" for path in found)


def test_a_host_of_feeds_is_known_by_its_name():
    html = '<a href="https://feeds.news.example/world">World</a>'
    assert named(html) == ("https://feeds.news.example/world",)


def test_a_page_that_names_hundreds_of_feeds_costs_a_few_requests():
    html = "".join(link(f"/{number}") for number in range(500))
    assert len(find_candidates(html.encode(), url=URL)) == MOST_CANDIDATES == 7


@given(st.binary(max_size=300))
def test_any_page_leads_to_web_addresses(body):
    for address in find_candidates(body, url=URL):
        assert address.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("news.example", "https://news.example"),
        (" news.example/rss\n", "https://news.example/rss"),
        ("http://news.example", "http://news.example"),
        ("//news.example", "https://news.example"),
        ("feed://news.example/rss", "https://news.example/rss"),
        ("feed:http://news.example/rss", "http://news.example/rss"),
        ("ftp://news.example", "ftp://news.example"),  # refused by whoever asks
    ],
)
def test_what_people_type_becomes_an_address(typed, address):
    assert tidy_address(typed) == address


@pytest.mark.parametrize(
    "unit",
    [
        "<a href=/x>hello</a>",
        "<a href=/rss><table><td>word ",
        "<div>",
        "<b><a href=/x>",
        "<a <a ",
        "<a '",
        '<a a="',
        "<a href='",
        "<a " + "a" * 100,
        "<link rel=alternate type=text/xml href=/a ",
        "<link rel=alternate type=text/xml href=/a>",
        "aaaa=",
        "&amp;",
    ],
)
def test_a_page_of_two_megabytes_is_done_at_once_however_it_is_written(unit):
    body = (unit * (2_000_000 // len(unit))).encode()
    for page in (body, b"<a " + body, b"<a " + body.replace(b"<", b"") + b">"):
        begun = process_time()
        find_candidates(page, url=URL)
        assert process_time() - begun < 2  # some 0.1 seconds usually
