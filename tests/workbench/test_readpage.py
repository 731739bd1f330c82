"""An article's page, fetched with the same care as feeds, to title and text."""

import asyncio
from ipaddress import IPv4Network

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.errors import BotError
from bot.settings import Settings
from bot.workbench.readpage import extract_article, read_page

PARAGRAPH = (
    "The harbour master of Norddorf closed the eastern quay on Monday, because a crane had lost "
    "its brake and nobody could say when a new one would arrive from the mainland. "
)
PAGE = f"""<!doctype html><html><head><title>Crane without brake - Desk</title>
<meta property="og:title" content="Crane without brake"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Crane without brake</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH.replace("Monday", "Tuesday")}
</p><p>{PARAGRAPH.replace("eastern", "western")}</p></article>
<footer>All rights reserved by somebody else entirely</footer></body></html>"""


def test_a_page_is_reduced_to_its_article():
    page = extract_article(PAGE.encode(), "text/html")
    assert page.title == "Crane without brake"
    assert "eastern quay" in page.text
    assert "Sport" not in page.text


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"\xff\xfe\x00", b"<"])
def test_a_page_without_an_article_is_empty(body: bytes):
    assert not extract_article(body, "text/html").text


def test_plain_text_is_taken_as_it_is():
    assert extract_article("Größe".encode(), "text/plain").text == "Größe"


async def test_a_page_is_fetched_only_from_where_feeds_may_be_fetched():
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    app = web.Application()
    app.router.add_get("/article", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        url = str(server.make_url("/article"))
        opened = Settings.model_construct(feed_networks=(IPv4Network("127.0.0.0/8"),))
        page = await asyncio.to_thread(read_page, url, opened, "Test/1")
        assert page.title == "Crane without brake"
        with pytest.raises(BotError, match="not a public address"):
            await asyncio.to_thread(read_page, url, Settings.model_construct(), "Test/1")
