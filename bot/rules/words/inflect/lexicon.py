"""simplemma's tables of form and lemma, turned round to lemma and forms.

Chosen for English and German: alive, typed, without dependencies, and its tables list irregular
forms in full. lemminflect needs numpy and has no German; stemmers join words that have nothing to
do with each other ("universe", "university") and miss irregular ones ("struck").

Unpacking the German table takes two seconds and 160 MB, too much for each save of a rule file. So
it is done once and kept as a SQLite file in the user's cache folder, where a word costs 10 µs.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple, overload


class Table:
    """Words to words, looked up one by one."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._all = f"SELECT word FROM {name}"
        self._query = f"SELECT value FROM {name} WHERE word = ?"
        self._connection = connection

    @overload
    def get(self, word: str) -> str | None: ...
    @overload
    def get(self, word: str, default: str) -> str: ...
    def get(self, word: str, default: str | None = None) -> str | None:
        """Return what stands beside the word, or the default."""
        row = self._connection.execute(self._query, (word,)).fetchone()
        return default if row is None else str(row[0])

    def __iter__(self) -> Iterator[str]:
        for (word,) in self._connection.execute(self._all):
            yield word


class Lexicon(NamedTuple):
    """A language's tables."""

    lemmas: Table  # form: its most frequent lemma
    forms: Table  # lemma: its other forms, between spaces


@cache
def load_lexicon(language: str) -> Lexicon:
    """Return the tables of "en" or "de". The first time on a machine this takes seconds."""
    kept = cache_folder() / f"lexicon-{language}-{version('simplemma')}.db"
    if not kept.exists():
        try:
            _keep(language, kept)
        except OSError:  # no folder to write to: unpack it for this run alone
            return _open(":memory:", language)
    try:
        return _open(str(kept), language)
    except sqlite3.DatabaseError:  # somebody's half of a file
        with suppress(OSError):
            kept.unlink()
        return _open(":memory:", language)


def cache_folder() -> Path:
    """Return where this user's caches are, by the XDG Base Directory Specification."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "tocsin"


def _keep(language: str, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        fresh = Path(folder) / kept.name
        with closing(sqlite3.connect(fresh)) as connection:
            _fill(connection, language)
        fresh.replace(kept)  # at once: another process may be doing the same


def _open(address: str, language: str) -> Lexicon:
    connection = sqlite3.connect(address, check_same_thread=False)
    if address == ":memory:":
        _fill(connection, language)
    connection.execute("SELECT count(*) FROM (SELECT 1 FROM forms LIMIT 1)").fetchone()
    return Lexicon(Table(connection, "lemmas"), Table(connection, "forms"))


def _fill(connection: sqlite3.Connection, language: str) -> None:
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    lemmas = DefaultDictionaryFactory(cache_max_size=1).get_dictionary(language)
    forms: dict[str, str] = {}
    for form in lemmas:
        lemma = lemmas[form]
        if form != lemma:  # joined: a million small lists would cost a second more
            forms[lemma] = f"{forms[lemma]} {form}" if lemma in forms else form
    rows: tuple[tuple[str, Iterator[tuple[str, str]]], ...] = (
        ("lemmas", ((form, lemmas[form]) for form in lemmas)),
        ("forms", iter(forms.items())),
    )
    with connection:
        for name, pairs in rows:
            connection.execute(
                f"CREATE TABLE {name} (word TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
            )
            connection.executemany(f"INSERT INTO {name} VALUES (?, ?)", pairs)
