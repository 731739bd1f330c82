"""What is read without a child, and that it is read at once."""

from time import process_time

import pytest

from bot.feeds.identity import identify
from bot.feeds.light import LARGEST, is_light
from bot.feeds.parse import parse_feed

DC = "http://purl.org/dc/elements/1.1/"
NAMES = "title link guid pubDate dc:date description author dc:creator category summary"
TEXTS = (
    "1|2025-|Mon, |a@|&amp;|&#60;|<a |<b>|<p><b>|<table><b>|<!--|<div>|(|[|http://|é|%|+|\n|x y "
)


def rss(inner: str) -> bytes:
    return (
        f'<rss version="2.0" xmlns:dc="{DC}"><channel><title>T</title><item>{inner}</item>'
        "</channel></rss>"
    ).encode()


def test_an_item_as_most_are_is_light():
    text = "<p>Some words of news.</p>" * 20
    assert is_light(rss(f"<title>t</title><description><![CDATA[{text}]]></description>"))


@pytest.mark.parametrize(
    "inner",
    [
        "<title>" + "a b " * LARGEST + "</title>",
        f"<author>{'x' * 400}</author>",
        "<a/>" * 200,
        f"<title>{'&amp;' * 500}</title>",
        f"<title><![CDATA[{'<b>' * 500}]]></title>",
        "\n" * 500,
        "<title>",
        "<x:title/>",
        "<title>&nbsp;</title>",
        "<title>\x01</title>",
    ],
)
def test_what_may_take_time_is_not(inner):
    assert not is_light(rss(inner))


@pytest.mark.parametrize("field", NAMES.split())
def test_whatever_is_light_is_read_in_no_time(field):
    """As much of each text as is light; 50 ms are ten times what it takes, for a busy machine.

    One quick reading of five says so: a garbage collection may fall into the others.
    """
    for text in TEXTS.split("|"):
        bodies = (
            rss(f"<{field}><![CDATA[{text * (size // len(text))}]]></{field}>")
            for size in (9_000, 4_000, 2_000, 1_000, 290)
        )
        body = next(filter(is_light, bodies))
        assert any(read_in(body) < 0.05 for _ in range(5)), text


def read_in(body: bytes) -> float:
    """Return the seconds of CPU that reading it takes."""
    begun = process_time()
    identify(parse_feed(body, content_type="", url="https://t.example/").articles)
    return process_time() - begun
