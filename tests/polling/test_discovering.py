"""From a page to its feed, over loopback."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from aiohttp import web

from bot.errors import BotError, FetchError
from bot.feeds.politeness import Politeness
from bot.feeds.pool import ParsePool
from bot.feeds.sessions import Sessions
from bot.polling.discovering import Discoverer, Scout
from tests.builders import NOON, build_matcher
from tests.feeds.servers import serving

EMPTY = "<rss version='2.0'><channel><title>Void</title></channel></rss>"
NEWS = EMPTY.replace(
    "</channel>",
    "<item><guid>1</guid><title>Drones over the harbour</title></item></channel>",
)
PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="{}"></head></html>'
LOOPBACK = [ip_network("127.0.0.0/8")]


@asynccontextmanager
async def discovering(
    pages: Mapping[str, str | int], *, sessions: type[Sessions] = Sessions
) -> AsyncIterator[tuple[Discoverer, str, list[str]]]:
    """A discoverer, a site of these pages (or statuses), and what it was asked for."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        said = pages.get(request.path, 404)
        if isinstance(said, int):
            return web.Response(status=said)
        if said.startswith("to:"):
            return web.Response(status=301, headers={"Location": said[3:]})
        kind = "text/html" if said.startswith("<html") else "application/xml"
        return web.Response(text=said, content_type=kind)

    pool = ParsePool()
    opened = sessions(networks=LOOPBACK, user_agent="test")
    try:
        async with serving(answer) as address:
            politeness = Politeness(timedelta())
            yield Discoverer(opened, pool, politeness), address.removesuffix("/feed"), asked
    finally:
        await opened.close()
        await pool.close()


async def test_an_address_that_is_a_feed_is_taken_as_it_is():
    async with discovering({"/news": NEWS}) as (discoverer, site, asked):
        found = await discoverer.find(f"{site}/news", added=False)
        assert (found.url, found.parsed.title) == (f"{site}/news", "Void")
        assert asked == ["/news"]


async def test_a_page_leads_to_the_first_feed_that_works():
    pages = {"/": PAGE.format("/gone") + PAGE.format("/page") + PAGE.format("/news")}
    pages |= {"/page": PAGE, "/news": NEWS}
    async with discovering(pages) as (discoverer, site, asked):
        assert (await discoverer.find(site, added=False)).url == f"{site}/news"
        assert asked == ["/", "/gone", "/page", "/news"]


async def test_a_feed_with_items_goes_before_an_empty_one():
    pages = {"/": PAGE.format("/empty"), "/empty": EMPTY, "/rss": NEWS}
    async with discovering(pages) as (discoverer, site, _):
        assert (await discoverer.find(site, added=False)).url == f"{site}/rss"
        del pages["/rss"]
        assert (await discoverer.find(site, added=False)).url == f"{site}/empty"


async def test_where_it_moved_for_good_is_what_is_polled():
    async with discovering({"/old": "to:/news", "/news": NEWS}) as (discoverer, site, _):
        assert (await discoverer.find(f"{site}/old", added=False)).url == f"{site}/news"


async def test_a_page_without_a_feed_costs_eight_requests_at_most():
    links = "".join(PAGE.format(f"/{number}") for number in range(100))
    async with discovering({"/": links}) as (discoverer, site, asked):
        with pytest.raises(BotError, match=r"HTML page instead of a feed.*7 addresses beside it"):
            await discoverer.find(site, added=False)
        assert len(asked) == 8


async def test_an_address_that_cannot_be_had_is_not_guessed_around():
    async with discovering({"/": 500}) as (discoverer, site, asked):
        with pytest.raises(FetchError, match="answered 500"):
            await discoverer.find(site, added=False)
        assert asked == ["/"]


async def test_an_address_from_a_chat_reaches_no_network_that_the_operator_opened():
    async with discovering({"/": NEWS}) as (discoverer, site, asked):
        with pytest.raises(FetchError, match="refuses to connect"):
            await discoverer.find(site, added=True)
        assert asked == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ftp://news.example", "only http and https"),
        ("news example", "has a space"),
        ("https://me:secret@news.example", "holds a user name"),
        ("", "names no host"),
    ],
)
async def test_what_is_no_address_is_not_asked(typed, said):
    async with discovering({}) as (discoverer, _, asked):
        with pytest.raises(BotError, match=said) as caught:
            await discoverer.find(typed, added=False)
        assert "secret" not in str(caught.value)
        assert asked == []


class OpenSessions(Sessions):
    """Some that lead chats to the loopback too."""

    def of(self, feed, options):
        assert feed.added
        return super().of(replace(feed, added=False), options)


async def test_a_look_says_what_would_match():
    async with discovering({"/": NEWS}, sessions=OpenSessions) as (discoverer, site, _):
        scout = Scout(discoverer, lambda: build_matcher(war="drone*"), clock=lambda: NOON)
        look = await scout.look(site)
        assert (look.url, look.title, look.items) == (site, "Void", 1)
        assert (look.matching, look.topics) == (1, (("war", 1),))
