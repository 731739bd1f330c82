"""Other projects' collections of real and broken feeds: whatever feedparser reads, we read.

They lie beside the repository, or where TOCSIN_TEST_FEEDS says; without them there is no test.
"""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

import feedparser
import pytest

from bot.errors import ParseError
from bot.feeds.identity import show_articles
from bot.feeds.parse import parse_feed
from bot.feeds.reading import cut_body, read_cut, read_feed
from bot.feeds.shown import LastBody, pack_body, unpack_body, unpack_item
from bot.feeds.tame import MOST_ITEMS
from bot.models import ParsedFeed

BESIDE = Path(__file__).parents[2].parent / "shared" / "feeds"
FOLDER = Path(os.environ.get("TOCSIN_TEST_FEEDS", BESIDE))
COLLECTIONS = sorted(path.name for path in FOLDER.iterdir()) if FOLDER.is_dir() else []
URL = "https://t.example/feed"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
NO_FEEDS = ("SOURCE", "__LICENSE", "LICENSE", "README")

pytestmark = pytest.mark.skipif(not COLLECTIONS, reason=f"there are no feeds in {FOLDER}")


class File(NamedTuple):
    """One of the files, and what two readers make of it."""

    name: str
    body: bytes
    entries: list[Any]  # feedparser's
    feed: ParsedFeed | None  # ours; None: it was refused
    took: float  # CPU seconds, ours


@cache
def read_files(collection: str) -> list[File]:
    paths = sorted(path for path in (FOLDER / collection).rglob("*") if path.is_file())
    return [read_file(path) for path in paths if not path.name.startswith(NO_FEEDS)]


def read_file(path: Path) -> File:
    body = path.read_bytes()
    begun = process_time()
    try:
        feed = read_feed(body, content_type="", url=URL, now=NOW)
    except ParseError:
        feed = None
    took = process_time() - begun
    return File(str(path.relative_to(FOLDER)), body, feedparser.parse(body).entries, feed, took)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_only_what_holds_no_entries_is_refused_and_nothing_takes_two_seconds(collection):
    for file in read_files(collection):
        assert file.feed or not file.entries, file.name
        assert file.took < 2, file.name


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_fewer_articles_are_read_than_feedparser_has_entries(collection):
    for file in read_files(collection):
        if file.feed is None:
            continue
        alone = parse_feed(file.body, content_type="", url=URL)
        told = [entry for entry in file.entries[:MOST_ITEMS] if any(map(entry.get, TELLING))]
        assert len(alone.articles) >= len(told), file.name
        assert len(alone.articles) + alone.skipped >= len(file.entries[:MOST_ITEMS]), file.name


# Of an entry that is more than an empty pair of tags.
TELLING = ("title", "summary", "content", "link", "id", "author", "tags", "enclosures")


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_article_has_an_identity_and_a_sane_date_or_none(collection):
    for file in read_files(collection):
        for article in file.feed.articles if file.feed else ():
            assert article.keys, file.name
            assert all(len(key) == 18 for key in article.keys), file.name
            assert article.title, file.name
            published = article.published
            assert published is None or published.year in range(1971, 2101), file.name
            assert published is None or published.utcoffset() == timedelta(), file.name


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_what_is_read_beside_the_last_body_is_what_is_read_of_the_whole(collection):
    """As if every second item were new, or every fifth, and the others known."""
    cut = 0
    for file in read_files(collection):
        if file.feed is not None:
            cut += sum(compare(file.name, file.body, file.feed, step) for step in (2, 5))
    assert cut or collection not in WELL_FORMED


def compare(name: str, body: bytes, whole: ParsedFeed, step: int) -> bool:
    """Read a body as if only each so manieth item were new; returns whether it was cut."""
    last = unpack_body(whole.items)
    assert last is not None
    known = tuple(row for place, row in enumerate(last.rows) if place % step)
    before = replace(last, rows=known)
    found = read_feed(body, content_type="", url=URL, last=pack_body(before), now=NOW)
    looks = {row[:8] for row in known} if last.marks else set()
    assert found.left_out == sum(row[:8] in looks for row in last.rows), name
    check_part(name, found, whole, looks)
    for seen in (before, replace(before, head=None)):
        light = read_lightly(body, seen)
        if light is not None:
            check_part(name, light, whole, looks)
    return bool(found.left_out)


def read_lightly(body: bytes, before: LastBody) -> ParsedFeed | None:
    """Read it without what is not needed of its head, however long it is."""
    small = cut_body(body, content_type="", before=before, now=NOW)
    try:
        ParserCreate(namespace_separator=" ").Parse(small.body if small else b"", True)
    except (ExpatError, ValueError, LookupError):
        return None
    assert small is not None
    return read_cut(small, content_type="", url=URL, before=before, light=True)


def check_part(name: str, found: ParsedFeed, whole: ParsedFeed, looks: set[bytes]) -> None:
    """What was found beside items with these looks is what was found in the whole."""
    last = unpack_body(whole.items)
    assert last is not None
    assert found.items == whole.items, name
    described = (found.title, found.language, found.pause, found.hub, found.topic)
    assert described == (whole.title, whole.language, whole.pause, whole.hub, whole.topic)
    new = {unpack_item(row) for row in last.rows if row[:8] not in looks}
    shown = zip(whole.articles, show_articles(whole.articles), strict=True)
    assert {article for article, of_it in shown if of_it in new} <= {*found.articles}, name
    twice = {article.keys[0] for article in {*found.articles} - {*whole.articles}}
    assert twice <= {article.keys[0] for article in whole.articles}, name


# Where most feeds are in order.
WELL_FORMED = {"kagisearch+fastfeedparser", "feedjira+feedjira", "mmcdole+gofeed"}
