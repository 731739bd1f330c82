"""News sitemaps, read beside the feeds."""

from datetime import UTC, datetime

import pytest

from bot.errors import ParseError
from bot.feeds.parse import parse_feed
from bot.models import ParsedFeed

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/'
    '0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)


def read(body: str | bytes) -> ParsedFeed:
    data = body.encode() if isinstance(body, str) else body
    return parse_feed(data, content_type="text/xml", url="https://t.example/news.xml")


def page(name: str, date: str = "2026-11-01T10:00:00+02:00", inner: str = "") -> str:
    return f"""<url>{inner}<loc> https://t.example/{name} </loc><news:news><news:publication>
    <news:name>Harbour Post</news:name><news:language>de</news:language></news:publication>
    <news:publication_date>{date}</news:publication_date>
    <news:title>Of {name} &amp; all</news:title></news:news></url>"""


def test_a_page_of_news_is_an_article():
    feed = read(f"{HEAD}{page('a')}</urlset>")
    (article,) = feed.articles
    assert (feed.title, article.title, article.language) == ("Harbour Post", "Of a & all", "de")
    assert (article.guid, article.link) == ("", "https://t.example/a")
    assert article.published == datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T10:00Z", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("2026-11-01T10:00:00", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("1970-01-01", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_w3c_writes_it(date, published):
    assert read(f"{HEAD}{page('a', date)}</urlset>").articles[0].published == published


def test_pages_that_are_no_news_are_passed_over():
    body = f"{HEAD}<url><loc>https://t.example/about</loc></url>{page('a')}<url/></urlset>"
    assert [article.link for article in read(body).articles] == ["https://t.example/a"]


def test_a_picture_of_a_page_is_not_taken_for_it():
    inner = "<image:image><image:loc>https://i.example/1</image:loc><image:title>x</image:title>"
    (article,) = read(f"{HEAD}{page('a', inner=inner + '</image:image>')}</urlset>").articles
    assert (article.link, article.title) == ("https://t.example/a", "Of a & all")


@pytest.mark.parametrize("ending", ["<url><loc>https://t.example/b", "</oops>", "&nope;", "\x01"])
def test_a_damaged_one_is_read_as_far_as_it_goes(ending):
    assert len(read(f"{HEAD}{page('a')}{ending}").articles) == 1


def test_no_more_than_two_thousand_pages_are_read():
    body = HEAD + "".join(page(str(number)) for number in range(2_100)) + "</urlset>"
    assert len(read(body).articles) == 2_000


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (f"{HEAD}<url><loc>https://t.example/a</loc></url></urlset>", "without news"),
        ("<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>", "without news"),
        (HEAD, "without news"),
        (f'<!DOCTYPE urlset [<!ENTITY a "b">]>{HEAD}{page("&a;")}</urlset>', "with a DTD"),
        (f'<!DOCTYPE urlset SYSTEM "file:///etc/passwd">{HEAD}</urlset>', "with a DTD"),
    ],
)
def test_what_holds_no_news_is_refused(body, message):
    with pytest.raises(ParseError, match=message):
        read(body)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32-be"])
def test_a_sitemap_in_wide_letters_is_read(encoding):
    body = f"{HEAD}{page('Міст')}</urlset>".replace(' encoding="UTF-8"', "")
    assert read(body.encode(encoding)).articles[0].title == "Of Міст & all"
