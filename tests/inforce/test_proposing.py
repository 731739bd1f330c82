"""What to watch for, proposed from an article: of a message, or of a page."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

import bot.inforce.proposing
from bot.errors import BotError, FetchError
from bot.feeds.guard import AddressGuard
from bot.feeds.sessions import Sessions, open_session
from bot.inforce.proposing import Proposer, propose_line
from bot.rules.oneline import parse_line
from bot.workbench.readpage import Page

TEXT = (
    "Dockers walk out in Gdynia over pay. The dockers of Gdynia want more than the port offers, "
    "and ships wait off the coast. The harbour strike may last for weeks, says the port."
)
PAGE = f"<html><h1>Harbour strike in Gdynia</h1><article><p>{TEXT}</p></article></html>"


class OpenSessions:
    """Lets addresses of this machine through, and notes what was asked for."""

    def __init__(self):
        self.session = open_session(AddressGuard([ip_network("127.0.0.0/8")]), "test")
        self.asked = []

    def of(self, feed, options):
        self.asked.append((feed.url, feed.added))
        return self.session


@pytest.fixture
async def sessions():
    sessions = OpenSessions()
    yield sessions
    await sessions.session.close()


@pytest.fixture
async def server():
    async def answer(request):
        bodies = {"/a": PAGE, "/empty": "<html><p>Home</p></html>"}
        body = bodies.get(request.path)
        return (
            web.Response(text=body, content_type="text/html") if body else web.Response(status=404)
        )

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


def test_a_line_is_short_names_the_names_and_is_one():
    line = propose_line(Page(title="", text=TEXT))
    assert "Gdynia" in line
    assert " + " in line
    assert any(parse_line(line).terms())


@pytest.mark.parametrize("text", ["", "Too few words", "the of and a in to is was for on that it"])
def test_a_text_that_says_too_little_has_none(text):
    with pytest.raises(BotError):
        propose_line(Page(title="", text=text))


async def test_of_a_text_that_says_enough_no_page_is_fetched(sessions):
    assert "Gdynia" in await Proposer(sessions).propose(TEXT, "https://news.example/a")
    assert sessions.asked == []


async def test_of_a_bare_link_the_page_is_read_as_an_address_from_a_chat(sessions, server):
    url = str(server.make_url("/a"))
    assert "Gdynia" in await Proposer(sessions).propose("Look:", url)
    assert sessions.asked == [(url, True)]


async def test_a_page_that_cannot_be_had_and_one_without_an_article_are_told_apart(
    sessions, server
):
    with pytest.raises(FetchError):
        await Proposer(sessions).propose("", str(server.make_url("/gone")))
    with pytest.raises(BotError) as caught:
        await Proposer(sessions).propose("", str(server.make_url("/empty")))
    assert not isinstance(caught.value, FetchError)


async def test_a_link_leads_into_no_network_of_ours(server):
    sessions = Sessions(networks=[ip_network("127.0.0.0/8")], user_agent="test")
    try:
        with pytest.raises(FetchError):
            await Proposer(sessions).propose("", str(server.make_url("/a")))
    finally:
        await sessions.close()


async def test_an_article_that_takes_too_long_is_given_up(sessions, monkeypatch):
    monkeypatch.setattr(bot.inforce.proposing, "TIME_LIMIT", timedelta(milliseconds=1))
    with pytest.raises(BotError, match="takes longer"):
        await Proposer(sessions).propose(TEXT, "")
