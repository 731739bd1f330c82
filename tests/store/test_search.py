"""Searching the archive: what is typed is data, what is found is stories, newest first."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Arrival
from bot.store import migrate
from bot.store.dialect import open_engine
from bot.store.query import Term, read_query
from bot.store.search import Search
from bot.store.store import open_store
from tests.builders import (
    NOON,
    add_feeds,
    address,
    build_article,
    build_decision,
    build_feed,
    build_harvest,
    on_sqlite,
    sweep_all,
    tell,
)

HOUR = timedelta(hours=1)


async def keep(store, name, title, *, summary="", feed=1, now=NOON, story=None):
    """Store an article; with a story also decide it."""
    article = build_article(name, title=title, summary=summary)
    await store.archive.keep(build_harvest(build_feed(feed), [article], now=now), now=now)
    if story:
        stored = (await store.archive.undecided(limit=1000))[-1]
        await store.archive.decide([build_decision(stored, story)], now=now)


async def headlines(store, typed, limit=10):
    return [found.headline for found in await Search(store.database).search(typed, limit=limit)]


@pytest.fixture
async def full(store):
    await add_feeds(store, 1, 2, 3)
    await keep(store, "a", "Дрони над портом Одеси", now=NOON)
    await keep(store, "b", "Missiles strike Odesa port", summary="A ceasefire ended.", now=NOON)
    await keep(store, "c", "Rakieta nad Łodzią: wojna bliżej", now=NOON + HOUR)
    await keep(store, "d", "Die Straße nach Köln", summary="Angriffe in der Nähe", now=NOON + HOUR)
    await keep(store, "e", "Ceasefire holds in port", now=NOON + 2 * HOUR)
    return store


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("port", ["Ceasefire holds in port", "Missiles strike Odesa port"]),
        ("PORT odesa", ["Missiles strike Odesa port"]),
        ("ceasefire", ["Ceasefire holds in port", "Missiles strike Odesa port"]),
        ("ceasefire -port", ["Ceasefire holds in port", "Missiles strike Odesa port"]),
        ("missile", ["Missiles strike Odesa port"]),
        ("missiles", ["Missiles strike Odesa port"]),
        ("Одеса", ["Дрони над портом Одеси"]),
        ("дрона", ["Дрони над портом Одеси"]),
        ("rakietą", ["Rakieta nad Łodzią: wojna bliżej"]),
        ("koln", ["Die Straße nach Köln"]),
        ("nähe", ["Die Straße nach Köln"]),
        ('"odesa port"', ["Missiles strike Odesa port"]),
        ('"port odesa"', []),
        ("«Odesa port»", ["Missiles strike Odesa port"]),
        ("„Odesa port“ strike", ["Missiles strike Odesa port"]),
        ('"miss', []),
        ('"holds', ["Ceasefire holds in port"]),
        ("port OR missile", []),
        ("title:port", []),
        ("por*", []),
        ("🚀", []),
        ("🚀 missiles 🚀", ["Missiles strike Odesa port"]),
        ("", []),
        ("\x00", []),
        ("nobody", []),
    ],
)
async def test_words_that_are_typed_find_the_articles_that_hold_them_all(full, typed, found):
    assert await headlines(full, typed) == found


async def test_an_apostrophe_is_found_however_it_is_typed(store):
    await add_feeds(store, 1)
    await keep(store, "a", "Пʼять років")
    await keep(store, "b", "П’ять днів")
    for typed in ("п'ять", "п’ять", "пʼять"):
        assert len(await headlines(store, typed)) == 2


HOSTILE = (
    *('"', "NEAR(", "a", "AND", "OR", "NOT", "*", "^", "-", ":", "(", ")", "title:", "{", "+"),
    *("\x00", "'", ";", "🚀", "«", "ʼ", "\ud800", "ⸯ", "𞀰", "١٢", "port", " ", ","),
)


async def test_nothing_that_is_typed_raises(full):
    search = Search(full.database)
    typed: list[str] = []

    @given(text=st.lists(st.sampled_from(HOSTILE)).map("".join) | st.text(max_size=80))
    def collect(text):
        read_query(text)
        typed.append(text)

    collect()
    typed += ["x" * 10_000, '"' * 10_001, "NEAR(" * 2_000, "port " * 2_000, "\ud800" * 10_000]
    typed += [" ".join(f"w{number}" for number in range(3_000)), "a " * 5_000 + '"']
    for text in typed:
        await search.search(text, limit=3)
    assert len(await search.search("port " * 2_000, limit=3)) == 2


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("port", [Term(words=("port",))]),
        ("port port", [Term(words=("port",))]),
        ("missiles", [Term(words=("missile",), open=True)]),
        ("війна", [Term(words=("війн",), open=True)]),
        ("party", [Term(words=("party",), open=True)]),
        ("2026a", [Term(words=("2026a",))]),
        ('"two words" more', [Term(words=("two", "words")), Term(words=("more",))]),
        ('one "two', [Term(words=("one",)), Term(words=("two",))]),
        ('"" "!" x', [Term(words=("x",))]),
        ("land-swap_deal", [Term(words=(word,)) for word in ("land", "swap", "deal")]),
    ],
)
def test_what_is_typed_is_read_as_words_and_phrases(typed, terms):
    assert read_query(typed) == tuple(terms)


async def test_a_story_is_found_once_and_shown_by_its_newest_article(store):
    await add_feeds(store, 1, 2, 3)
    await keep(store, "a", "Bridge falls", story="s", feed=1)
    await keep(store, "b", "Bridge: ten missing", story="s", feed=2, now=NOON + HOUR)
    await keep(store, "c", "Bridge opened", story="t", feed=3, now=NOON - HOUR)
    found = await Search(store.database).search("bridge", limit=5)
    assert [(one.story, one.headline, one.source, one.sources, one.seen) for one in found] == [
        ("t", "Bridge opened", "Feed 3", 1, NOON - HOUR),  # came last, whatever its clock said
        ("s", "Bridge: ten missing", "Feed 2", 2, NOON + HOUR),
    ]
    assert found[1].link == "https://news.example/b"
    assert await headlines(store, "bridge", limit=1) == ["Bridge opened"]


async def test_copies_of_an_article_without_a_story_are_one(store):
    await add_feeds(store, 1, 2, 3)
    for number in (1, 2, 3):
        await keep(
            store, f"a{number}", "Choir  sings" if number == 2 else "Choir sings", feed=number
        )
    await keep(store, "b", "Choir rests", feed=1)
    found = await Search(store.database).search("choir", limit=5)
    assert [(one.story, one.headline, one.sources) for one in found] == [
        (None, "Choir rests", 1),
        (None, "Choir sings", 3),
    ]


async def test_history_is_found_too(store):
    await add_feeds(store, 1)
    harvest = build_harvest(build_feed(1), [build_article("a", title="Opera")])
    old = replace(harvest, arrivals=((harvest.arrivals[0][0], Arrival.HISTORY),))
    await store.archive.keep(old, now=NOON)
    assert await headlines(store, "opera") == ["Opera"]


async def test_an_edited_article_is_found_by_its_new_words_only(full):
    await tell(full, "UPDATE articles SET title = 'Kites over Odesa' WHERE id = 2")
    assert await headlines(full, "kites odesa") == ["Kites over Odesa"]
    assert await headlines(full, "missiles") == []
    assert await headlines(full, "ceasefire odesa") == ["Kites over Odesa"]


async def test_a_swept_article_is_not_found(full):
    assert await headlines(full, "port") == [
        "Ceasefire holds in port",
        "Missiles strike Odesa port",
    ]
    await tell(full, "UPDATE articles SET undecided = false WHERE id = 2")
    await sweep_all(full, now=NOON + timedelta(days=99), keep=HOUR)
    assert await headlines(full, "port") == ["Ceasefire holds in port"]


@on_sqlite
async def test_the_index_agrees_with_the_articles(full):
    await tell(full, "UPDATE articles SET summary = 'new' WHERE id IN (1, 3)")
    await tell(full, "DELETE FROM articles WHERE id = 2")
    await tell(
        full, "INSERT INTO articles_text (articles_text, rank) VALUES ('integrity-check', 1)"
    )


async def test_articles_from_before_the_index_are_found(tmp_path):
    engine = open_engine(address(tmp_path))
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
    engine.dispose()
    with sqlite3.connect(tmp_path / "tocsin.db") as plain:
        plain.execute(
            "INSERT INTO feeds (id, url, host, title, own_title, language, fast, active,"
            " next_poll, failures) VALUES (1, 'u', 'h', 'F', '', '', 0, 1,"
            " '2026-03-02 12:00:00.000000', 0)"
        )
        plain.execute(
            "INSERT INTO articles (feed_id, link_key, guid, link, title, summary, author,"
            " language, seen, arrival, undecided) VALUES (1, '', '', '', 'Lighthouse lit', '', '',"
            " '', '2026-03-02 12:00:00.000000', 'fresh', 0)"
        )
    plain.close()
    store = open_store(address(tmp_path))
    assert await headlines(store, "lighthouse") == ["Lighthouse lit"]
    await store.close()
