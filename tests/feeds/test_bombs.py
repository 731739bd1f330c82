"""Bodies made to hurt, each through a child as any other: none takes long, none takes it along."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from bot.errors import ParseError
from bot.feeds.pool import ParsePool
from bot.models import ParsedFeed

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
URL = "https://t.example/feed"


@pytest.fixture
async def pool() -> AsyncIterator[ParsePool]:
    pool = ParsePool(time_limit=timedelta(seconds=20))
    yield pool
    await pool.close()


def rss(inner: str, head: str = "") -> str:
    feed = f'<rss version="2.0"><channel><title>T</title>{inner}</channel></rss>'
    return f'<?xml version="1.0"?>{head}{feed}'


def item(name: object, guid: str = "") -> str:
    told = f"<title>News {name}</title><guid>{guid or name}</guid><link>/{name}</link>"
    return f"<item>{told}</item>"


LAUGHS = "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "ha">' for n in range(12)
)
# Seconds: milliseconds, on a machine that is busy. Without a guard it would be minutes.
SOON = 5
ENTITIES = {
    "billion laughs": rss(item("&e11;"), f"<!DOCTYPE rss [{LAUGHS}]>"),
    "quadratic blow-up": rss(
        item("&long;" * 5_000), f'<!DOCTYPE rss [<!ENTITY long "{"x" * 100_000}">]>'
    ),
    "an entity of itself": rss(item("&a;"), '<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'),
    "a file": rss(item("&file;"), '<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">]>'),
    "an address": rss(
        item("&net;"), '<!DOCTYPE rss [<!ENTITY net SYSTEM "http://127.0.0.1:9/">]>'
    ),
    "a DTD elsewhere": rss(item("a"), '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">'),
    "parameter entities": rss(
        item("&q;"), "<!DOCTYPE rss [<!ENTITY % p \"<!ENTITY q '&#37;p;'>\"> %p;]>"
    ),
}


@pytest.mark.parametrize("name", ENTITIES)
async def test_entities_end_in_milliseconds(pool, name):
    await read(pool, rss(item("warm")))  # the child's start is not the bomb's
    begun = perf_counter()
    (article,) = (await read(pool, ENTITIES[name])).articles
    assert perf_counter() - begun < SOON
    assert len(article.title) <= 500
    assert "root:" not in article.title
    assert "haha" not in article.title


async def test_a_sitemap_with_entities_is_refused_in_milliseconds(pool):
    await read(pool, rss(item("warm")))
    begun = perf_counter()
    with pytest.raises(ParseError, match="with a DTD"):
        await read(pool, f"<!DOCTYPE urlset [{LAUGHS}]><urlset><url>&e11;</url></urlset>")
    assert perf_counter() - begun < SOON


def same(feed: ParsedFeed) -> bool:
    return [article.title for article in feed.articles] == ["News a", "News b"]


def counts(number: int) -> Callable[[ParsedFeed], bool]:
    return lambda feed: len(feed.articles) == number


TWO = rss(item("a") + item("b"))
SEVEN = TWO.replace('"1.0"', '"1.0" encoding="utf-7"').replace("News a", "News +AGE-")
BODIES: dict[str, tuple[bytes, Callable[[ParsedFeed], bool]]] = {
    "UTF-16": (TWO.encode("utf-16"), same),
    "UTF-16 without a mark": (TWO.encode("utf-16-le"), same),
    "UTF-16 that says it is UTF-8": (
        TWO.replace('"1.0"', '"1.0" encoding="utf-8"').encode("utf-16"),
        same,
    ),
    "UTF-7": (SEVEN.encode("ascii"), counts(2)),
    "NUL bytes in front": (b"\0\0" + TWO.encode(), same),
    "NUL bytes all over": (TWO.replace("i", "\0i").encode(), same),
    "no charset named, and none known": (TWO.replace("b<", "\xe9<").encode("latin-1"), counts(2)),
    "a title of 5 MB": (rss(item("x " * 2_500_000)).encode(), counts(1)),
    "a word of 5 MB": (rss(item("x" * 5_000_000)).encode(), counts(1)),
    "100,000 items": (rss("".join(map(item, range(100_000)))).encode(), counts(2_000)),
    "one guid for all": (
        rss("".join(item(n, "same") for n in range(300))).encode(),
        lambda feed: len({article.keys[0] for article in feed.articles}) == 300,
    ),
    "one guid and link for all": (
        rss("<item><title>{}</title><guid>x</guid><link>/</link></item>" * 9)
        .format(*range(9))
        .encode(),
        lambda feed: len({article.keys[0] for article in feed.articles}) == 9,
    ),
    "comments that never end": (rss("<!--" * 200_000).encode(), counts(0)),
    "10,000 elements in each other": (rss("<a>" * 10_000).encode(), counts(0)),
}


@pytest.mark.parametrize("name", BODIES)
async def test_an_odd_body_is_read_all_the_same(pool, name):
    body, is_right = BODIES[name]
    begun = perf_counter()
    feed = await read(pool, body)
    assert is_right(feed)
    assert perf_counter() - begun < 15


async def test_new_guids_for_all_are_the_same_articles(pool):
    def body(turn: int) -> str:
        items = "".join(
            f"<item><title>t{n}</title><guid>{turn}/{n}</guid></item>" for n in range(30)
        )
        return rss(items)

    first = await read(pool, body(0))
    second = await read(pool, body(1), last=first.items)
    assert [one.keys for one in second.articles] == [one.keys for one in first.articles]


async def test_a_page_is_read_and_a_feed_after_it(pool):
    text = "The harbour bridge was opened for lorries again, said the mayor of the town. " * 5
    page = f"<html><body><article><p>{text}</p></article></body></html>".encode()
    assert text.strip() in await pool.read_page(page, content_type="text/html")
    with pytest.raises(ParseError, match="not a page"):
        await pool.read_page(b"GIF89a", content_type="image/gif")
    assert same(await read(pool, TWO))


async def read(pool: ParsePool, body: str | bytes, last: bytes = b"") -> ParsedFeed:
    data = body.encode() if isinstance(body, str) else body
    return await pool.parse(data, content_type="", url=URL, last=last, now=NOON)
