"""Compiles personal topics in a child process: `python -m bot.inforce.lines`.

The forms of words come from large dictionaries, which end with the child. It is told names and
lines as a pickle, and writes what it would warn of, and the compiled book.
"""

import asyncio
import gc
import pickle
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import BytesIO

from bot.inforce.elsewhere import ask_child
from bot.models import Problem
from bot.models.watches import Watch
from bot.rules.book import Condition, Topic, build_book
from bot.rules.engine.transfer import read_compiled, write_compiled
from bot.rules.files.topicfile import parse_topic
from bot.rules.match import Matcher
from bot.rules.oneline import LineError, build_topic
from bot.rules.remember import compile_remembering
from bot.workbench.draftfile import quote
from bot.workbench.lint import item_text, lint_topic

TIME_LIMIT = timedelta(minutes=1)  # ten thousand new words take some ten seconds

_PLACE = re.compile(r" (?:stands )?on line \d+")  # a line has but one
_QUOTES = re.compile('["“„«»”]')
_ONE = "line"  # the topic's name where only one line is looked at

Lines = tuple[tuple[str, str], ...]  # names and words


async def compile_watches(watches: Iterable[Watch]) -> Matcher:
    """Return what matches personal topics. Raises BotError when the child broke.

    One whose words are no line any more is left out.
    """
    lines = tuple((watch.name, watch.words) for watch in watches)
    matcher, _ = await _ask(lines, lint=False)
    return matcher


async def examine_line(words: str) -> tuple[Matcher, tuple[str, ...]]:
    """Return what matches one line, and warnings of what is hardly meant in it.

    Raises BotError when the child broke.
    """
    return await _ask(((_ONE, words),), lint=True)


async def _ask(lines: Lines, *, lint: bool) -> tuple[Matcher, tuple[str, ...]]:
    said = await ask_child(
        "bot.inforce.lines",
        say=pickle.dumps((lines, lint)),
        limit=TIME_LIMIT,
        work="compiling personal topics",
    )
    return await asyncio.to_thread(_read_answer, BytesIO(said))


def _read_answer(said: BytesIO) -> tuple[Matcher, tuple[str, ...]]:
    warnings: tuple[str, ...] = pickle.load(said)
    return Matcher(read_compiled(said)), warnings


def build_topics(lines: Lines) -> Iterator[Topic]:
    """Yield a topic for each line that is one, or was when it was written."""
    for name, words in lines:
        for line in (words, _QUOTES.sub(" ", words)):  # open quotation marks were once no mistake
            try:
                topic = build_topic(name, line)
            except LineError:
                continue  # a later version may read lines more strictly
            yield topic
            break


def warn_of(topic: Topic) -> tuple[str, ...]:
    """Return what is hardly meant in a topic of one line, as `check` would say it."""
    text = _write_file(topic)
    return tuple(map(_tell, lint_topic(text, parse_topic(text, topic.name))))


def _tell(warning: Problem) -> str:
    message = _PLACE.sub("", warning.message)
    return message if _PLACE.search(warning.hint) else f"{message}: {warning.hint}"


def _write_file(topic: Topic) -> str:
    """Return a topic of one line as the file that says the same."""
    condition = topic.rules[0].condition
    return "\n".join(
        ["topic: line", "title: Line", "rules:", "  - name: only", *_write(condition, "    ")]
    )


def _write(condition: Condition, indent: str) -> Iterator[str]:
    for key, items in (("any", condition.any), ("all", condition.all), ("none", condition.none)):
        if items:
            yield f"{indent}{key}:"
        for item in items:
            if isinstance(item, Condition):
                yield f"{indent}  -"
                yield from _write(item, f"{indent}    ")
            else:
                yield f"{indent}  - {quote(item_text(item), always=True)}"


def main() -> None:
    """Answer the question on standard input."""
    gc.disable()  # nothing here goes in circles
    lines, lint = pickle.load(sys.stdin.buffer)
    topics = tuple(build_topics(lines))
    warnings = tuple(text for topic in topics for text in warn_of(topic)) if lint else ()
    sink = sys.stdout.buffer
    pickle.dump(warnings, sink)
    write_compiled(compile_remembering(build_book(topics)), sink)


if __name__ == "__main__":
    main()
