"""How soon the bot polls after its start, with much behind it and much before it.

At length (TOCSIN_BENCH=full) with a million articles in the archive; else with a tenth.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from bot.store.store import open_store
from tests.bench.figures import Figure
from tests.bench.manyfeeds import FULL, ask, environment, write_rules
from tests.bench.newsstand import open_stand

ARCHIVE = {"full": 1_000_000}
USUAL = 100_000
DAYS = 90  # that the archive reaches back
STORY = 3  # articles of one

FEEDS = """
    INSERT INTO feeds
        (id, url, host, title, own_title, language, fast, active, next_poll, failures)
    VALUES (1, 'http://old.invalid/', 'old.invalid', '', '', 'en', 0, 0, :now, 0)
"""
STORIES = """
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count / :story)
    INSERT INTO stories (id, headline, first_seen, last_seen, articles, sources)
    SELECT 's' || i, 'Council of district ' || i || ' votes', seen, seen, :story, '["Old"]'
    FROM (SELECT i, datetime(:now, '-' || (:span * (1 - 1.0 * i * :story / :count)) || ' seconds')
          || '.000000' AS seen FROM n)
"""
ARTICLES = """
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)
    INSERT INTO articles (id, feed_id, link_key, guid, link, title, summary, body, author,
        language, published, seen, arrival, undecided, story_id, reason, score)
    SELECT i + 1, 1, 'old.invalid/' || i, 'g' || i, 'http://old.invalid/' || i,
        'Council of district ' || (i / :story) || ' votes on item ' || i,
        'Residents of the district were told at length what is to come.', '', '', 'en',
        seen, seen, 'fresh', 0, 's' || min(i / :story, :count / :story - 1), 'new', 1.0
    FROM (SELECT i, datetime(:now, '-' || (:span * (1 - 1.0 * i / :count)) || ' seconds')
          || '.000000' AS seen FROM n)
"""


def measure() -> Iterator[Figure]:
    """Yield the seconds from the start of the process to its first poll."""
    archive = ARCHIVE.get(os.environ.get("TOCSIN_BENCH", ""), USUAL)
    with tempfile.TemporaryDirectory() as name, open_stand(items=5) as (port, stand):
        folder = Path(name)
        write_rules(FULL, folder, port)
        note = f"{FULL.feeds:,} feeds listed, {archive:,} articles in the archive"
        fill_archive(folder, archive)
        for what in ("first poll, feeds new", "first poll, feeds known"):
            yield Figure(name=what, value=time_start(folder, stand), unit="s", note=note)


def fill_archive(folder: Path, count: int) -> None:
    """Make a database with so many decided articles."""
    store = open_store(environment(folder)["TOCSIN_DATABASE"])
    del store  # its tables are made
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.000000")
    given = {
        "now": now,
        "count": count,
        "story": STORY,
        "span": timedelta(days=DAYS).total_seconds(),
    }
    with sqlite3.connect(folder / "bench.db") as database:
        for statement in (FEEDS, STORIES, ARTICLES):
            database.execute(statement, given)
    database.close()


def time_start(folder: Path, stand: Connection) -> float:
    """Start the bot, wait for a poll, stop the bot; return the seconds until the poll."""
    before = ask(stand)[0]
    begun = time.monotonic()
    with (folder / "log").open("w") as log:
        bot = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            env=environment(folder),
            stdout=log,
            stderr=log,
        )
    try:
        while ask(stand)[0] == before:
            assert bot.poll() is None, (folder / "log").read_text()
            time.sleep(0.01)
        return time.monotonic() - begun
    finally:
        bot.send_signal(signal.SIGTERM)
        bot.wait(60)
