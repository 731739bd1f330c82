"""The rules folder, read: the one place of this room that touches the disk."""

from dataclasses import dataclass
from pathlib import Path

from bot.errors import RuleFileError
from bot.models import FeedSpec, Problem
from bot.rules.book import RuleBook, Topic, build_book, find_double_topics
from bot.rules.feedlist import parse_feeds
from bot.rules.topicfile import parse_topic

MAX_BYTES = 20_000_000  # a hundred thousand rules; whatever is larger is no rule file

_SUFFIXES = (".yaml", ".yml")
_RESERVED = ("words", "names")  # would be taken for topics, and mean something else elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A rules folder."""

    book: RuleBook
    feeds: tuple[FeedSpec, ...]


def load_rules(folder: Path) -> Rules:
    """Return what a rules folder says. Raises RuleFileError with all problems of all files."""
    rules, problems = read_folder(folder)
    if problems:
        raise RuleFileError(problems)
    return rules


def read_folder(folder: Path) -> tuple[Rules, tuple[Problem, ...]]:
    """Return what could be read, and every problem: `check` goes on with the files that hold."""
    problems: list[Problem] = []
    topics: list[Topic] = []
    feeds: tuple[FeedSpec, ...] = ()
    try:
        paths = _find_files(folder)
    except RuleFileError as error:
        return Rules(book=build_book(()), feeds=()), error.problems
    lists = [path for path in paths if path.stem == "feeds"]
    if len(lists) == len(paths):
        hint = "add a file such as weather.yaml to it"
        problems.extend(_refused(folder, "there is no topic", hint).problems)
    for path in paths:
        try:
            if path in lists[1:]:
                raise _refused(path, f"the feed list is already in {lists[0]}", "delete one")
            if path in lists:
                feeds = parse_feeds(_read(path, folder), str(path))
            else:
                topics.append(parse_topic(_read(path, folder), str(path)))
        except RuleFileError as error:
            problems.extend(error.problems)
    problems.extend(find_double_topics(topics))
    first: dict[str, Topic] = {}
    for topic in topics:
        first.setdefault(topic.name, topic)
    return Rules(book=build_book(first.values()), feeds=feeds), tuple(problems)


def _find_files(folder: Path) -> tuple[Path, ...]:
    """Return rule files in the order of their names; other and hidden files are not looked at."""
    try:
        if not folder.is_dir():
            what = "this is not a folder" if folder.exists() else "there is no such folder"
            raise _refused(folder, what, "name the folder that holds the rules")
        found = sorted(folder.iterdir())
    except OSError as error:
        raise _unreadable(folder, error) from error
    return tuple(
        path
        for path in found
        if path.suffix.lower() in _SUFFIXES and not path.name.startswith(".")
    )


def _read(path: Path, folder: Path) -> bytes:
    if path.stem in _RESERVED:
        raise _refused(path, "this name is reserved", "rename the file")
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
