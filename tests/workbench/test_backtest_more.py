"""Comparisons, pages and the bot's own archive."""

import asyncio
import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.errors import BotError
from bot.models import Outcome, StoredArticle
from bot.rules.book import RuleBook, build_book
from bot.rules.files.topicfile import parse_topic
from bot.store.store import open_store
from bot.workbench.archive import read_archive
from bot.workbench.backtest import Backtest
from bot.workbench.diff import Comparison
from bot.workbench.matching import choose_topics
from bot.workbench.page import render_page
from bot.workbench.report import Report, Reporter
from tests.builders import NOON, add_feeds, address, build_article, build_feed, build_harvest

PORT = """\
topic: port
title: Port <b>&amp;
rules:
  - name: strikes
    all:
      - any: [dockers, pilots]
      - any: [walkout]
    none: [rehearsal]
"""


def book(*texts: str) -> RuleBook:
    return build_book(parse_topic(text, f"{number}.yaml") for number, text in enumerate(texts))


def stored(number: int, title: str, summary: str = "", **given: object) -> StoredArticle:
    article = build_article(str(number), title=title, summary=summary, **given)
    seen = NOON + timedelta(hours=5 * number)
    return StoredArticle(id=number, source="Desk & Sons", seen=seen, article=article)


def report(*articles: StoredArticle) -> Report:
    test, reporter = Backtest(book(PORT)), Reporter(book(PORT))
    for article in articles:
        reporter.add(article, test.answer(article))
    return reporter.finish()


# ---------------------------------------------------------------- comparison


def test_a_change_is_told_by_the_topics_it_gains_and_loses():
    changed = PORT.replace("dockers", "cranes")
    comparison = Comparison(book(PORT), book(changed))
    changes = [
        comparison.compare(stored(1, "Dockers walkout")),
        comparison.compare(stored(2, "Cranes idle in walkout")),
        comparison.compare(stored(3, "Pilots walkout")),
        comparison.compare(stored(4, "Nothing at all")),
    ]
    told = [change and (change.gained, change.lost) for change in changes]
    assert told == [((), ("port",)), (("port",), ()), None, None]
    columns = [list(column.cells) for column in comparison.summary().columns]
    assert columns == [["port"], ["2"], ["2"], ["1"], ["1"], ["2"], ["2"]]
    assert changes[1] is not None
    assert changes[1].to_text().plain.endswith("+port Cranes idle in walkout  [Cranes, walkout]")


def test_an_unknown_topic_is_answered_with_the_nearest():
    with pytest.raises(BotError, match='no topic "prot": did you mean "port"'):
        choose_topics(book(PORT), ["prot"])
    assert [topic.name for topic in choose_topics(book(PORT), ["port"]).topics] == ["port"]


# ---------------------------------------------------------------- page


class _Page(HTMLParser):
    """Notes open elements, so that nothing is left open or closed twice."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "rect"):
            self.opened.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag


def test_the_page_is_well_formed_self_contained_and_escaped():
    nasty = '<script>alert("1")</script> dockers & walkout'
    page = render_page(
        report(
            stored(1, nasty, "Dockers </p> walkout", link='https://news.example/"><i>'),
            stored(2, "Pilots walkout", link="javascript:alert(1)"),
        ),
        title="A <b>",
    )
    parsed = _Page()
    parsed.feed(page)
    assert not parsed.opened
    tags = {tag for tag, _ in parsed.seen}
    assert not tags & {"script", "link", "img", "iframe", "b", "i"}
    links = [attrs["href"] or "" for tag, attrs in parsed.seen if tag == "a"]
    assert all(link.startswith(("https://news.example/", "#")) for link in links)
    assert "url(" not in page
    assert "@import" not in page


def test_words_that_hit_are_marked_and_days_are_bars():
    page = render_page(
        report(stored(1, "Dockers: walkout"), stored(7, "Pilots walkout")), title="Test"
    )
    assert "<mark>Dockers</mark>: <mark>walkout</mark>" in page
    assert re.findall(r"<title>(2026.*?)</title>", page) == [
        "2026-03-02: 1 matched, 1 rang",
        "2026-03-03: 1 matched, 1 rang",
    ]


def test_a_page_of_nothing_is_a_page_too():
    page = render_page(report(), title="Test", note="Interrupted")
    assert "no articles" in page
    assert "Interrupted" in page


def test_misses_name_the_one_thing_that_failed():
    (topic,) = report(
        stored(1, "Dockers sing"),
        stored(2, "Walkout at the walkout"),
        stored(3, "Dockers walkout is a rehearsal"),
        stored(4, "Nothing"),
        stored(5, "Dockers walkout"),
    ).topics
    assert {(miss.stored.id, miss.note) for miss in topic.misses} == {
        (1, "strikes: without walkout"),
        (2, "strikes: without any of dockers, pilots"),
        (3, "strikes: forbidden by rehearsal"),
    }
    assert [sample.outcome for sample in topic.samples] == [Outcome.ALERT]


def test_samples_are_bounded_however_long_the_recording():
    (topic,) = report(*(stored(n, f"Dockers walkout {n:b}") for n in range(200))).topics
    assert topic.matched == 200
    assert len(topic.samples) <= 30


# ---------------------------------------------------------------- the bot's own archive


async def test_the_archive_is_read_in_order_from_a_moment_on(tmp_path: Path):
    store = open_store(address(tmp_path))
    await add_feeds(store, 1)
    for hour, name in enumerate(("old", "new", "newest")):
        moment = NOON + timedelta(hours=hour)
        harvest = build_harvest(build_feed(1), [build_article(name)], now=moment)
        await store.archive.keep(harvest, now=moment)
    await store.close()

    def read() -> tuple[int, list[str]]:
        count, articles = read_archive(address(tmp_path), NOON + timedelta(minutes=30))
        return count, [one.article.guid for one in articles]

    assert await asyncio.to_thread(read) == (2, ["guid-new", "guid-newest"])


def test_a_missing_archive_is_said_and_not_made(tmp_path: Path):
    with pytest.raises(BotError, match="the bot has not run yet"):
        read_archive(address(tmp_path), NOON)
    assert list(tmp_path.iterdir()) == []
