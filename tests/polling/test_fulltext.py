"""Pages of new articles: read from a real server, with rights only where they belong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.polling.fulltext import _is_at_home
from bot.polling.poll import poll_feed
from tests.builders import address, ask, build_feed
from tests.newsroom import open_desk, write_feed

TEXT = (
    "Dockers in Gdynia walked out on Monday morning after talks over pay broke down in the night. "
    "The union said that eleven ships wait in the roads, and that more than two thousand of its "
    "members stand at the gates. The port hopes to load again within the week, a spokesman said."
)
PAGE = f"<html><body><nav>Home Sport Weather</nav><article><p>{TEXT}</p></article></body></html>"


@pytest.fixture
async def desk(tmp_path):
    async with open_desk(address(tmp_path)) as desk:
        await desk.list_feeds(desk.url())
        desk.room.bodies["/feed"] = feed_of(desk, "old")
        await desk.poll()
        for name in ("old", "new"):
            desk.room.bodies[f"/{name}"] = PAGE.encode()
        yield desk


def feed_of(desk, *names, host="127.0.0.1"):
    return write_feed([(name, desk.url(f"/{name}", host), f"Strike {name}") for name in names])


async def poll(desk, *, fulltext=True):
    """Poll the feed, marked `fulltext`, an hour later."""
    desk.clock.move(timedelta(hours=1))
    await poll_feed(replace(desk.tools, has_pages=lambda _: fulltext), await desk.claim())
    await desk.tools.ledger.flush()


async def bodies(desk):
    rows = await ask(desk.store, "SELECT guid, body FROM articles")
    return {str(row[0]): str(row[1]) for row in rows}


async def test_the_page_of_a_new_article_is_read_once(desk):
    desk.room.bodies["/feed"] = feed_of(desk, "new", "old")
    await poll(desk)
    await poll(desk)
    assert await bodies(desk) == {"old": "", "new": TEXT}
    assert [path for path, _ in desk.room.asked].count("/new") == 1


async def test_feeds_that_are_not_marked_cost_no_page(desk):
    desk.room.bodies["/feed"] = feed_of(desk, "new", "old")
    await poll(desk, fulltext=False)
    assert await bodies(desk) == {"old": "", "new": ""}
    assert "/new" not in [path for path, _ in desk.room.asked]


@pytest.mark.parametrize("page", [404, 500, b"", b"\x89PNG\r\n"])
async def test_an_article_whose_page_cannot_be_had_is_kept_all_the_same(desk, page):
    desk.room.bodies["/feed"] = feed_of(desk, "new", "old")
    desk.room.bodies["/new"] = page
    await poll(desk)
    assert set(await bodies(desk)) == {"old", "new"}


async def test_a_page_elsewhere_has_not_the_rights_of_its_feed(desk):
    # The feed's own host is open to the operator's list; an article must not lead to another.
    desk.room.bodies["/feed"] = feed_of(desk, "new", host="127.0.0.2")
    await poll(desk)
    assert (await bodies(desk))["new"] == ""
    assert "/new" not in [path for path, _ in desk.room.asked]


@pytest.mark.parametrize(
    ("link", "home"),
    [
        ("https://a.example/1", True),
        ("http://a.example/1", False),  # what is secret would go in the clear
        ("https://a.example:8443/1", False),
        ("https://b.example/1", False),
        ("https://[bad/1", False),
    ],
)
def test_only_the_feeds_own_site_is_told_its_secrets(link, home):
    feed = replace(build_feed(1), url="https://a.example/feed")
    assert _is_at_home(link, feed) is home


async def test_no_more_pages_are_read_than_a_poll_may_cost(desk, monkeypatch):
    monkeypatch.setattr("bot.polling.fulltext.MOST", 2)
    desk.room.bodies["/feed"] = feed_of(desk, "a", "b", "c", "old")
    for name in "abc":
        desk.room.bodies[f"/{name}"] = PAGE.encode()
    await poll(desk)
    assert sorted((await bodies(desk)).values()) == ["", "", TEXT, TEXT]
