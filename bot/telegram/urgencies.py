"""The screens of /settings about how soon a chat is told of each topic."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from bot.models.wishes import Urgency
from bot.telegram.keyboard import tick
from bot.telegram.screen import Buttons, Screen, back, button, in_rows, read_number, turn_pages
from bot.telegram.words import Words

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A topic that a chat is subscribed to, as it is shown."""

    name: str
    title: str
    urgency: Urgency

    @property
    def key(self) -> str:
        """What stands for it in callback data, whatever its name is."""
        return sha256(self.name.encode()).hexdigest()[:16]


def pick_wanted(topics: Sequence[Wanted], detail: str) -> tuple[Wanted, ...]:
    """Return the topics that a button means: one by its key, or all."""
    return tuple(one for one in topics if detail in (one.key, ALL))


def sum_up_urgencies(topics: Sequence[Wanted], words: Words) -> str:
    """Return how soon topics are told, in a few words (plain)."""
    count = Counter(one.urgency for one in topics)
    if not count:
        return "–"
    if len(count) == 1:
        return words.say(f"label-urgency-{next(iter(count))}")
    parts = (f"{words.say(f'label-urgency-{way}')} {count[way]}" for way in Urgency if count[way])
    return " · ".join(parts)


def draw_urgencies(topics: Sequence[Wanted], detail: str, words: Words) -> Screen:
    """Return the list of topics, or what can be chosen for one or for all of them.

    `detail`: a page, a topic's key or ALL; the first page for anything else.
    """
    meant = pick_wanted(topics, detail)
    if meant:
        return _draw_choice(meant, detail, words)
    lines = [f"<b>{words.say('about-urgency')}</b>"]
    if not topics:
        lines.append(words.say("subscribed-none"))
        return Screen(text="\n".join(lines), rows=[[back(words)]])
    lines += (_explain(way, words.say(f"label-urgency-{way}"), words) for way in Urgency)
    page = read_number(detail, digits=3) or 0
    shown, pager = turn_pages(topics, page, lambda number: f"see:urgency:{number}")
    rows: list[Buttons] = [
        [button(f"{one.title} · {words.say(f'label-urgency-{one.urgency}')}", _see(one.key))]
        for one in shown
    ]
    if len(topics) > 1:
        rows.insert(0, [button(words.say("button-all-topics"), _see(ALL))])
    return Screen(text="\n".join(lines), rows=[*rows, *pager, [back(words)]])


def _draw_choice(meant: Sequence[Wanted], detail: str, words: Words) -> Screen:
    title = words.say("button-all-topics") if detail == ALL else meant[0].title
    labels = {
        way: tick(words.say(f"label-urgency-{way}"), all(one.urgency is way for one in meant))
        for way in Urgency
    }
    lines = [
        f"<b>{words.say('about-urgency-of', topic=escape(title))}</b>",
        *(_explain(way, label, words) for way, label in labels.items()),
    ]
    buttons = (button(label, f"set:urgency:{way}:{detail}") for way, label in labels.items())
    return Screen(text="\n".join(lines), rows=[*in_rows(buttons, 3), [back(words, "urgency")]])


def _explain(way: Urgency, label: str, words: Words) -> str:
    return f"{label}: {words.say(f'about-urgency-{way}')}"


def _see(detail: str) -> str:
    return f"see:urgency:{detail}"
