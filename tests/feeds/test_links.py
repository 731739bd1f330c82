"""Addresses of one page are one string."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.links import canonical_link

PAGE = "https://example.com/news/river-levels"


@pytest.mark.parametrize(
    "link",
    [
        "http://example.com/news/river-levels",
        "HTTPS://WWW.Example.COM:443/news/river-levels/",
        "http://example.com:80/news//river-levels",
        "https://m.example.com/news/river-levels",
        "https://amp.example.com/news/river-levels",
        "https://www.example.com./news/river-levels",
        "https://example.com/news/river-levels/amp/",
        "https://example.com/news/river-levels?amp=1&outputType=amp",
        "https://example.com/news/river-levels#comments",
        "https://example.com/news/river-levels#ref=rss",
        "https://example.com/news/river-levels?",
        "https://example.com/news/river-levels?utm_source=rss&utm_medium=feed&UTM_Campaign=x",
        "https://example.com/news/river-levels?at_medium=RSS&at_campaign=rss",
        "https://example.com/news/river-levels?fbclid=1&gclid=2&ns_mchannel=rss&maca=en-rss",
        "https://example.com/news/river-levels?source=rss",
        "https://example.com/news/river-levels?from=rss-basic",
        "https://example.com/news/river-levels/index.html",
        "https://reader:secret@example.com/news/river-levels",
        "  https://example.com/news/river-levels\n",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/news/river-levels/amp",
        "https://www.google.com/amp/s/www.example.com/news/river-levels",
        "https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.com%2Fnews%2Friver-levels&x=1",
        "https://www.bing.com/news/apiclick.aspx?ref=F&url=https%3a%2f%2fexample.com%2fnews%2friver-levels",
        "https://web.archive.org/web/20260101000000/http://example.com/news/river-levels",
        "https://web.archive.org/web/20260101000000id_/http:/example.com/news/river-levels",
        "https://web.archive.org/web/https://example.com/news/river-levels",
        "https://archive.ph/2025.08.12-101010/https://example.com/news/river-levels?utm_source=x",
        "https://archive.is/20250812101010/http://www.example.com/news/river-levels",
        "http://archive.today/newest/https://example.com/news/river-levels/",
        "https://archive.md/https://m.example.com/news/river-levels",
        "https://webcache.googleusercontent.com/search?q=cache:aB_c-1:https://example.com/news/river-levels+&hl=en",
        "https://webcache.googleusercontent.com/search?q=cache%3Ahttps%3A%2F%2Fexample.com%2Fnews%2Friver-levels",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fnews%2Friver-levels%3Ffbclid%3D1&h=AT",
        "https://l.instagram.com/?u=https%3A%2F%2Fexample.com%2Fnews%2Friver-levels&e=1",
        "https://m.vk.com/away.php?to=https%3A%2F%2Fexample.com%2Fnews%2Friver-levels",
        "https://t.me/iv?url=https%3A%2F%2Fexample.com%2Fnews%2Friver-levels&rhash=1",
        "https://www.youtube.com/redirect?event=video&q=https%3A%2F%2Fexample.com%2Fnews%2Friver-levels",
        "https://www.linkedin.com/safety/go?url=https%3A%2F%2Fexample.com%2Fnews%2Friver-levels",
        "https://duckduckgo.com/l/?uddg=https%3A%2F%2Fexample.com%2Fnews%2Friver-levels&rut=1",
        "https://www.google.co.uk/url?q=https://example.com/news/river-levels&sa=U",
        "https://news.google.com/news/url?sa=t&url=https://example.com/news/river-levels",
        "https://translate.google.com/translate?sl=de&u=https://example.com/news/river-levels",
        "https://www.google.de/amp/s/amp.example.com/news/river-levels",
        "https://www.bing.com/amp/s/www.example.com/news/river-levels",
        "https://cdn.ampproject.org/v/s/example.com/news/river-levels?amp_js_v=0.1&usqp=mq331",
        "https://example.com/news/river%2Dlevels?utm%5Fsource=rss",
        "https://example.com/news/river-levels;jsessionid=0A1B",
        "https://example.com/news/river-levels?view=amp&from=rss_home&source=atom",
        "https://example.com/news/river-levels?_hsenc=a&_hsmi=1&icid=2&__twitter_impression=true",
        # A wrapper in a wrapper.
        "https://l.facebook.com/l.php?u=https%3A%2F%2Farchive.ph%2Fx%2Fhttps%3A%2F%2Fexample.com%2Fnews%2Friver-levels",
    ],
)
def test_addresses_of_one_page_are_one_string(link):
    assert canonical_link(link) == PAGE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://example.com/story?id=1", "https://example.com/story?id=2"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a", "https://example.org/a"),
        ("https://example.com:8080/a", "https://example.com/a"),
        ("https://news.example.com/a", "https://example.com/a"),
        ("https://example.com/a?gallery=3", "https://example.com/a?gallery=4"),
        ("https://example.com/#!/a", "https://example.com/#!/b"),
        ("https://example.com/ampere", "https://example.com/ere"),
        ("https://example.com/?story=feed-the-children", "https://example.com/?story=atomic-age"),
        ("https://archive.ph/AbCdE", "https://archive.ph/FgHiJ"),
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
        ("https://example.com/100%25", "https://example.com/100"),
    ],
)
def test_pages_that_differ_stay_apart(first, second):
    assert canonical_link(first) != canonical_link(second)


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/річка",
        "https://example.org/%D1%80%D1%96%D1%87%D0%BA%D0%B0",
        "http://m.example.org/%d1%80%d1%96%d1%87%d0%ba%d0%b0/",
        "https://archive.ph/1/https://example.org/річка",
        "https://archive.ph/1/https://example.org/%d1%80%d1%96%d1%87%d0%ba%d0%b0",
    ],
)
def test_letters_may_be_escaped_or_not(link):
    assert canonical_link(link) == "https://example.org/%D1%80%D1%96%D1%87%D0%BA%D0%B0"


def test_a_page_for_phones_may_stand_under_a_language():
    link = "https://en.m.example.org/wiki/River"
    assert canonical_link(link) == "https://en.example.org/wiki/River"


def test_a_link_that_leads_in_circles_ends():
    link = PAGE
    for _ in range(40):
        link = "https://l.facebook.com/l.php?u=" + quote(link, safe="")
    assert canonical_link(link) == ""


def test_the_order_of_parameters_makes_no_difference():
    link = "https://example.com/story?b=2&a=1&b=2"
    assert canonical_link(link) == "https://example.com/story?a=1&b=2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "news",
        "//example.com/a",
        "mailto:desk@example.com",
        "javascript:alert(1)",
        "ftp://example.com/a",
        "https://",
        "http:///path",
        "https://[::1",
        "https://exa<mple.com/",
        "https://.../a",
        "tag:example.com,2026:1",
    ],
)
def test_what_is_no_http_link_gives_an_empty_string(text):
    assert canonical_link(text) == ""


def test_a_google_news_link_is_read_when_its_id_holds_the_address():
    code = base64.urlsafe_b64encode(b"\x08\x13\x22\x25" + PAGE.encode() + b"\xd2\x01\x00")
    link = f"https://news.google.com/rss/articles/{code.decode().rstrip('=')}?oc=5&hl=en"
    assert canonical_link(link) == PAGE


def test_a_google_news_link_is_itself_when_only_google_can_read_it():
    sealed = base64.urlsafe_b64encode(b"\x08\x13\x22\x10AU_yqLsealed").decode().rstrip("=")
    expected = f"https://news.google.com/articles/{sealed}"
    assert canonical_link(f"https://news.google.com/rss/articles/{sealed}?oc=5") == expected
    assert canonical_link(f"https://news.google.com/read/{sealed}?hl=de") == expected


PIECES = (
    "https:// http:/ www. m. amp. amp / // ? & = # #! :80 example.com google.com/url?url= utm_x"
    " web.archive.org/web/1/ news.google.com/articles/ .cdn.ampproject.org/c/ index.html amp; rss"
    " a . %2F %2D %25 % é @ archive.ph/1/ l.facebook.com/l.php?u= cache: ;jsessionid=1"
)
LINKISH = st.lists(st.sampled_from([*PIECES.split(), " "])).map("".join)


@given(st.text() | LINKISH | LINKISH.map("https://".__add__))
def test_a_canonical_link_is_its_own_canonical_link(text):
    once = canonical_link(text)
    assert canonical_link(once) == once
    assert once == "" or once.startswith("https://")
