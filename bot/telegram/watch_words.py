"""What is said of personal topics, as Telegram HTML."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from html import escape

from bot.models.watches import Look, Watch
from bot.rules.oneline import LONGEST, LineError
from bot.telegram.keyboard import LABEL_LIMIT
from bot.telegram.screen import Screen, button
from bot.telegram.story_lines import list_stories
from bot.telegram.words import Words
from bot.textlength import shorten

STOP = "unw:"  # a button in a list, with the topic's name
STOP_THIS = "unw1:"  # the one under the answer to /watch
PROPOSED, REFUSED = "wat:yes", "wat:no"
COMMAND = "/watch "

TOO_OFTEN = 50  # articles a day: more is not read, as `check` says of topics
WARNINGS = 3
TERM_LIMIT = 60


def tell_problem(error: LineError, words: Words) -> str:
    """Return what is wrong with a line, and what to do about it."""
    term = escape(shorten(error.term, TERM_LIMIT))
    if error.kind == "term":
        problem = escape(error.message + (f" ({error.hint})" if error.hint else ""))
        return words.say("watch-error-term", term=term, problem=problem)
    facts = {"long": {"most": LONGEST}, "forbids": {}, "empty": {}}
    return words.say(f"watch-error-{error.kind}", **facts.get(error.kind, {"term": term}))


def tell_watch(
    watch: Watch, look: Look | None, zone: str, words: Words, *, now: datetime
) -> Screen:
    """Return that a chat watches for something now, and what that would have brought.

    `look`: None when that could not be found out.
    """
    parts = [words.say("watch-begun", words=escape(watch.title))]
    if look is None:
        parts.append(words.say("watch-unseen"))
    else:
        parts += _tell_look(look, zone, words, now)
        parts += [
            words.say("watch-warning", warning=escape(warning))
            for warning in look.warnings[:WARNINGS]
        ]
    stop = button(words.say("button-unwatch"), f"{STOP_THIS}{watch.name}")
    return Screen(text="\n\n".join(parts), rows=[[stop]])


def _tell_look(look: Look, zone: str, words: Words, now: datetime) -> Iterable[str]:
    day = timedelta(days=1)
    days = max(1, -(-(now - look.since) // day))
    if not look.matched:
        yield words.say("watch-found-none", days=days)
        return
    found = words.say("watch-found", days=days, count=look.matched)
    yield f"{found}\n{list_stories(look.newest, zone, words)}"
    if look.matched > TOO_OFTEN * max((now - look.since) / day, 1):
        yield words.say("watch-common")


def list_watches(watches: Sequence[Watch], words: Words) -> Screen:
    """Return a chat's personal topics with a button to end each."""
    if not watches:
        return Screen(text=words.say("unwatch-none"), rows=[])
    return Screen(
        text=words.say("unwatch-which"),
        rows=[
            [button(f"✖ {shorten(watch.words, LABEL_LIMIT - 2)}", f"{STOP}{watch.name}")]
            for watch in watches
        ],
    )


def offer_line(line: str, words: Words) -> Screen:
    """Return a line that may be watched for, written so that a tap copies it."""
    return Screen(
        text="\n".join(
            [
                words.say("watch-propose"),
                f"<code>{COMMAND}{escape(line)}</code>",
                words.say("watch-propose-how"),
            ]
        ),
        rows=[
            [
                button(words.say("button-watch"), PROPOSED),
                button(words.say("button-watch-not"), REFUSED),
            ]
        ],
    )


def read_offer(text: str) -> str:
    """Return the line that a message offers; empty: it offers none."""
    lines = [line for line in text.splitlines() if line.startswith(COMMAND)]
    return lines[0].removeprefix(COMMAND).strip() if lines else ""
