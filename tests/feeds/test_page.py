"""Pages to the text of their article."""

import pytest

from bot.errors import ParseError
from bot.feeds.items import LONGEST_BODY
from bot.feeds.page import read_page

SENTENCES = [
    f"The harbour bridge was opened for lorries again on day {n}, said the mayor."
    for n in range(9)
]
MENU = "".join(f'<a href="/{n}">Section {n}</a>' for n in range(40))


def page(*paragraphs: str, head: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>T</title>{head}</head><body><nav>{MENU}</nav><article><h1>Bridge</h1>"
        f"{text}</article><footer>All rights reserved</footer><script>x</script></body></html>"
    )


def test_the_article_is_told_from_the_rest_of_its_page():
    text = read_page(page(*SENTENCES).encode(), "text/html; charset=utf-8")
    assert all(sentence in text for sentence in SENTENCES)
    assert "Section" not in text
    assert "rights" not in text
    assert "\n" not in text


RUSSIAN = [
    f"Мост через залив снова открыт для грузовиков, сообщил мэр в день {n}." for n in range(9)
]


@pytest.mark.parametrize(
    ("charset", "content_type", "head"),
    [
        ("windows-1251", "text/html; charset=windows-1251", ""),
        ("windows-1251", "text/html", '<meta charset="windows-1251">'),
        ("utf-8", "text/html", '<meta charset="utf-8">'),
        ("utf-8", "text/html; charset=no-such", '<meta charset="utf-8">'),
        ("utf-8", "", '<meta charset="utf-8">'),
    ],
)
def test_a_charset_is_taken_from_wherever_it_is_named(charset, content_type, head):
    body = page(*RUSSIAN, head=head).encode(charset)
    assert RUSSIAN[4] in read_page(body, content_type)


def test_plain_text_is_taken_as_it_is():
    assert read_page(b"one\ntwo <b>", "text/plain; charset=utf-8") == "one two <b>"
    assert read_page("caf\xe9".encode(), "text/plain") == "café"


def test_a_long_article_is_cut():
    text = read_page(page(*(f"{n} {SENTENCES[0]}" for n in range(900))).encode(), "text/html")
    assert len(text) <= LONGEST_BODY
    assert text.endswith("…")


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "application/json"])
def test_what_is_no_page_is_named(kind):
    with pytest.raises(ParseError, match=f"not a page but {kind}"):
        read_page(b"\x89PNG", kind)


@pytest.mark.parametrize(
    "body", [b"", b"\0" * 50, b"<html></html>", b"\xff\xfe\xff", b"<b>" * 5_000, bytes(range(256))]
)
def test_what_holds_no_article_gives_no_text_or_little(body):
    assert len(read_page(body, "text/html")) <= len(body)
