"""The rules folder, read: the one place of this room that touches the disk."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.errors import RuleFileError
from bot.models import Problem
from bot.models.polls import FeedSpec
from bot.rules.book import RuleBook, Topic, build_book, find_double_topics
from bot.rules.files.feedlist import parse_feeds
from bot.rules.files.sharedfiles import parse_names, parse_words
from bot.rules.files.topicfile import SharedLists, parse_topic

MAX_BYTES = 20_000_000  # a hundred thousand rules; whatever is larger is no rule file

_SUFFIXES = (".yaml", ".yml")
_HOLDS = {
    "feeds": "the feed list is",
    "words": "the word lists are",
    "names": "the names are",
}
_SHARED = tuple(_HOLDS)
Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A rules folder."""

    book: RuleBook
    feeds: tuple[FeedSpec, ...]


def load_rules(folder: Path, environment: Mapping[str, str] | None = None) -> Rules:
    """Return what a rules folder says. Raises RuleFileError with all problems of all files.

    `environment`: what ${NAME} in the feed list stands for; None: it stays as it is written.
    """
    rules, problems = read_folder(folder, environment)
    if problems:
        raise RuleFileError(problems)
    return rules


def read_folder(
    folder: Path, environment: Mapping[str, str] | None = None
) -> tuple[Rules, tuple[Problem, ...]]:
    """Return what could be read, and every problem: `check` goes on with the files that hold."""
    problems: list[Problem] = []
    try:
        paths = _find_files(folder)
    except RuleFileError as error:
        return Rules(book=build_book(()), feeds=()), error.problems
    shared, of_topics = _sort_out(paths, problems)
    if not of_topics:
        hint = "add a file such as weather.yaml to it"
        problems.extend(_refused(folder, "there is no topic", hint).problems)

    def read(path: Path | None, parse: Callable[[bytes, str], Parsed]) -> Parsed | None:
        try:
            return None if path is None else parse(_read(path, folder), str(path))
        except RuleFileError as error:
            problems.extend(error.problems)
            return None

    feeds = read(shared.get("feeds"), partial(parse_feeds, environment=environment)) or ()
    words = read(shared.get("words"), parse_words)
    names = read(shared.get("names"), parse_names) or ()
    lists = SharedLists(words or {}, complete=words is not None or "words" not in shared)
    topics = [
        topic
        for path in of_topics
        if (topic := read(path, partial(parse_topic, shared=lists))) is not None
    ]
    problems.extend(find_double_topics(topics))
    first: dict[str, Topic] = {}
    for topic in topics:
        first.setdefault(topic.name, topic)
    book = build_book(_without_heirs(first.values()), names)
    return Rules(book=book, feeds=feeds), tuple(problems)


def _sort_out(
    paths: tuple[Path, ...], problems: list[Problem]
) -> tuple[dict[str, Path], list[Path]]:
    """Return the files that topics share, by what they hold, and those of the topics."""
    shared: dict[str, Path] = {}
    topics = []
    for path in paths:
        if path.stem not in _SHARED:
            topics.append(path)
        elif shared.setdefault(path.stem, path) != path:
            message = f"{_HOLDS[path.stem]} already in {shared[path.stem]}"
            problems.extend(_refused(path, message, "delete one").problems)
    return shared, topics


def _without_heirs(topics: Iterable[Topic]) -> Iterator[Topic]:
    """Yield the topics with no former name that another one has or had."""
    taken = {topic.name for topic in topics}
    for topic in topics:
        kept = tuple(name for name in topic.formerly if name not in taken)
        taken.update(kept)
        yield replace(topic, formerly=kept)


def _find_files(folder: Path) -> tuple[Path, ...]:
    """Return rule files in the order of their names; other and hidden files are not looked at."""
    try:
        if not folder.is_dir():
            what = "this is not a folder" if folder.exists() else "there is no such folder"
            todo = "name the folder that holds the rules, or let `tocsin init` make one"
            raise _refused(folder, what, todo)
        found = sorted(folder.iterdir())
    except OSError as error:
        raise _unreadable(folder, error) from error
    return tuple(
        path
        for path in found
        if path.suffix.lower() in _SUFFIXES and not path.name.startswith(".")
    )


def _read(path: Path, folder: Path) -> bytes:
    try:
        target = path.resolve(strict=True)
        if not target.is_relative_to(folder.resolve()):
            hint = "put the file itself into the folder"
            raise _refused(path, "a symbolic link that leads out of the folder", hint)
        if not target.is_file():  # opening a pipe would wait for ever
            raise _refused(path, "this is not a file", "rename it or take it away")
        if target.stat().st_size > MAX_BYTES:
            raise _refused(path, f"larger than {MAX_BYTES // 1_000_000} MB", "split it")
        return target.read_bytes()
    except (OSError, RuntimeError) as error:  # RuntimeError: a symbolic link to itself
        raise _unreadable(path, error) from error


def _refused(path: Path, message: str, hint: str) -> RuleFileError:
    return RuleFileError([Problem(file=str(path), line=0, column=0, message=message, hint=hint)])


def _unreadable(path: Path, error: Exception) -> RuleFileError:
    reason = getattr(error, "strerror", None) or str(error)
    return _refused(path, f"cannot be read: {reason}", "check that it exists and its permissions")
