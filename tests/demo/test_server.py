"""The demo's newsroom: what the sample news is, and how it comes out."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.demo.server import SampleFeed, SampleItem, load_sample_feeds, render_feed, serve_samples
from bot.feeds.parse import parse_feed
from bot.models import ParsedFeed

NOON = datetime(2025, 8, 12, 12, tzinfo=UTC)


class ManualClock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def go(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def sample(*items: SampleItem) -> SampleFeed:
    return SampleFeed(name="quay-post", title="Quay & Post", language="en", items=items)


def item(out: float, title: str, summary: str = "Said so.") -> SampleItem:
    return SampleItem(
        out=timedelta(seconds=out), title=title, summary=summary, slug=f"at-{out:.0f}"
    )


def read(text: str) -> ParsedFeed:
    return parse_feed(
        text.encode(), content_type="application/rss+xml; charset=utf-8", url="http://127.0.0.1/"
    )


# ---------------------------------------------------------------- the sample news


def test_the_sample_news_is_a_minute_of_six_feeds_in_four_languages():
    feeds = load_sample_feeds()
    assert len(feeds) == 6
    assert {feed.language for feed in feeds} == {"en", "de", "pl", "uk"}
    items = [item for feed in feeds for item in feed.items]
    assert len(items) >= 30
    outs = [item.out for item in items]
    assert min(outs) == timedelta()
    assert timedelta(seconds=50) <= max(outs) <= timedelta(seconds=60)
    assert all(item.title and item.summary and item.slug for item in items)


def test_every_feed_has_history_and_news():
    for feed in load_sample_feeds():
        outs = [item.out for item in feed.items]
        assert timedelta() in outs, f"{feed.name} is empty at its first poll"
        assert any(outs), f"{feed.name} never brings news"
        assert outs == sorted(outs), feed.name


def test_names_and_slugs_are_unique_and_fit_in_an_address():
    feeds = load_sample_feeds()
    assert len({feed.name for feed in feeds}) == len({feed.title for feed in feeds}) == 6
    for feed in feeds:
        (most,) = Counter(item.slug for item in feed.items).most_common(1)
        assert most[1] == 1, most
        for word in (feed.name, *(item.slug for item in feed.items)):
            assert word.replace("-", "").isalnum()
            assert word.isascii()


# ---------------------------------------------------------------- a feed


@pytest.mark.parametrize("feed", load_sample_feeds(), ids=lambda feed: feed.name)
def test_a_feed_is_read_back_as_it_was_written(feed: SampleFeed):
    parsed = read(render_feed(feed, feed.items, NOON))
    assert (parsed.title, parsed.language, parsed.skipped) == (feed.title, feed.language, 0)
    newest_first = sorted(feed.items, key=lambda item: item.out, reverse=True)
    assert [
        (article.title, article.summary, article.guid, article.link, article.published)
        for article in parsed.articles
    ] == [
        (
            item.title,
            item.summary,
            item.slug,
            f"https://{feed.name}.example/{item.slug}",
            NOON + item.out,
        )
        for item in newest_first
    ]


def test_signs_of_xml_survive():
    feed = sample(item(1, "Fish & ships: 3 < 4 > 2, \"so\" 'it' is ]]>", "AT&T"))
    parsed = read(render_feed(feed, feed.items, NOON))
    assert parsed.title == "Quay & Post"
    (article,) = parsed.articles
    assert article.title == "Fish & ships: 3 < 4 > 2, \"so\" 'it' is ]]>"
    assert article.summary == "AT&T"


def test_a_feed_without_items_is_a_feed():
    assert read(render_feed(sample(), (), NOON)).articles == ()


# ---------------------------------------------------------------- the server


async def ask(address: str, etag: str | None = None) -> tuple[int, str | None, list[str]]:
    """Status, ETag and titles that an address answers with."""
    headers = {"If-None-Match": etag} if etag else {}
    async with aiohttp.ClientSession() as session, session.get(address, headers=headers) as got:
        text = await got.text()
        titles = [article.title for article in read(text).articles] if got.status == 200 else []
        return got.status, got.headers.get("ETag"), titles


async def test_only_what_is_out_by_the_clock_is_shown():
    clock = ManualClock()
    feed = sample(item(0, "First"), item(10, "Second"), item(20, "Third"))
    async with serve_samples([feed], clock=clock, speed=2) as address:
        shown = []
        for seconds in (0, 4, 1, 5):
            clock.go(seconds)
            shown.append((await ask(f"{address}/quay-post.xml"))[2])
    assert shown == [["First"], ["First"], ["Second", "First"], ["Third", "Second", "First"]]


async def test_time_begins_when_every_feed_was_asked_for():
    clock = ManualClock()
    feed = sample(item(0, "First"), item(10, "Second"))
    other = replace(feed, name="other")
    async with serve_samples([feed, other], clock=clock, speed=1) as address:
        url = f"{address}/quay-post.xml"
        await ask(url)
        clock.go(60)
        assert (await ask(url))[2] == ["First"]
        await ask(f"{address}/other.xml")
        clock.go(10)
        assert (await ask(url))[2] == ["Second", "First"]


async def test_a_feed_that_is_as_it_was_answers_304_to_its_own_mark_only():
    clock = ManualClock()
    feed = sample(item(0, "First"), item(10, "Second"))
    async with serve_samples([feed], clock=clock, speed=1) as address:
        url = f"{address}/quay-post.xml"
        _, etag, _ = await ask(url)
        clock.go(9)
        assert await ask(url, etag) == (304, etag, [])
        assert (await ask(url, '"another"'))[0] == 200
        clock.go(1)
        status, changed, titles = await ask(url, etag)
        assert (status, titles) == (200, ["Second", "First"])
        assert changed != etag


async def test_a_feed_nobody_prints_is_not_found():
    async with (
        serve_samples([sample()], clock=ManualClock(), speed=1) as address,
        aiohttp.ClientSession() as session,
        session.get(f"{address}/none.xml") as got,
    ):
        assert got.status == 404


async def test_it_listens_on_loopback_only_and_stops_in_the_end():
    async with serve_samples([sample()], clock=ManualClock(), speed=1) as address:
        assert address.startswith("http://127.0.0.1:")
    with pytest.raises(aiohttp.ClientConnectionError):
        async with asyncio.timeout(5):
            await ask(f"{address}/quay-post.xml")
