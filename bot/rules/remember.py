"""Forms and spellings that were found before, kept in the user's cache folder.

Most of a saved rule file is what it was: with what is remembered a book compiles in a tenth of
the time, and the dictionaries are not even loaded unless a word is new.
"""

import json
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing, suppress
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from bot.rules.book import RuleBook
from bot.rules.engine.compile import compile_book
from bot.rules.engine.compiled import CompiledBook
from bot.rules.words.inflect.lexicon import cache_folder

_DICTIONARIES = ("pymorphy3", "pymorphy3-dicts-uk", "pymorphy3-dicts-ru", "morfeusz2", "simplemma")


def compile_remembering(book: RuleBook) -> CompiledBook:
    """Return the book compiled, with the dictionaries where memory does not help."""
    memory = Memory(cache_folder() / f"forms-{_name_versions()}.db")
    compiled = compile_book(book, expand_word=memory.expand_word, expand_name=memory.expand_name)
    memory.keep()
    return compiled


class Memory:
    """Answers from a file, and what the dictionaries said where the file has none.

    A file that cannot be read or written is done without.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._new: dict[str, str] = {}
        self._known: dict[str, str] = {}
        if file.exists():
            with suppress(sqlite3.Error), closing(sqlite3.connect(file)) as connection:
                self._known = dict(connection.execute("SELECT asked, answer FROM answers"))

    def expand_word(self, word: str, languages: Collection[str]) -> frozenset[str]:
        """Return what bot.rules.words.forms.expand_word does."""
        asked = json.dumps(["word", word, sorted(languages)], ensure_ascii=False)
        answer = self._known.get(asked)
        if answer is None:
            from bot.rules.words.forms import expand_word

            answer = self._learn(asked, sorted(expand_word(word, languages)))
        return frozenset(json.loads(answer))

    def expand_name(
        self, name: str, own: Mapping[str, tuple[str, ...]]
    ) -> frozenset[tuple[str, ...]]:
        """Return what bot.rules.words.names.expand_name does."""
        asked = json.dumps(["name", name, sorted(own.items())], ensure_ascii=False)
        answer = self._known.get(asked)
        if answer is None:
            from bot.rules.words.names import expand_name

            answer = self._learn(asked, sorted(expand_name(name, own)))
        return frozenset(map(tuple, json.loads(answer)))

    def keep(self) -> None:
        """Write down what was new."""
        if not self._new:
            return
        with suppress(OSError, sqlite3.Error):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file)) as connection, connection:
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS answers "
                    "(asked TEXT PRIMARY KEY, answer TEXT NOT NULL) WITHOUT ROWID"
                )
                connection.executemany(
                    "INSERT OR REPLACE INTO answers VALUES (?, ?)", self._new.items()
                )

    def _learn(self, asked: str, answer: object) -> str:
        said = self._known[asked] = self._new[asked] = json.dumps(answer, ensure_ascii=False)
        return said


def _name_versions() -> str:
    """Return a name for everything that an answer depends on: the dictionaries, and our code."""
    room = Path(__file__).parent
    code = b"".join(
        file.read_bytes() for file in sorted([*room.glob("*.py"), *room.rglob("inflect/*.py")])
    )
    said = "\n".join(version(name) for name in _DICTIONARIES)
    return blake2b(code + said.encode(), digest_size=8).hexdigest()
