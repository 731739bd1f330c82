"""What a chat can choose by one press: each setting, its values, and how they change wishes.

A new setting of this kind is one more entry of SETTINGS, with its words in the Fluent files:
label-setting-NAME, about-NAME, and for each value label-NAME-VALUE and about-NAME-VALUE.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time

from bot.models.wishes import Format, Preview, Updates, Wishes
from bot.telegram.words import LANGUAGES, Words

CLIENT = "client"  # the language of the reader's Telegram
HOURS = tuple(str(hour) for hour in range(24))


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Something of which a chat chooses one value for everything it is told."""

    name: str  # in callback data and ids of messages
    values: tuple[str, ...]  # in callback data
    shown: Callable[[Wishes], str]  # the value in force
    change: Callable[[Wishes, str], Wishes]
    columns: int = 3  # of its buttons
    explained: bool = True  # each value has a line about it

    def label(self, value: str, words: Words) -> str:
        """Return what a value is called (plain)."""
        if value in HOURS:
            return write_hour(time(int(value)))
        if self.name == "language" and value in LANGUAGES:
            return LANGUAGES[value]
        return words.say(f"label-{self.name}-{value}")


def write_hour(hour: time) -> str:
    """Return a time of the day as clocks show it."""
    return f"{hour:%H:%M}"


SETTINGS = (
    Setting(
        name="language",
        values=(CLIENT, *LANGUAGES),
        shown=lambda wishes: wishes.language or CLIENT,
        change=lambda wishes, value: replace(wishes, language="" if value == CLIENT else value),
        columns=2,
        explained=False,
    ),
    Setting(
        name="digest",
        values=HOURS,
        shown=lambda wishes: str(wishes.digest_at.hour),
        change=lambda wishes, value: replace(wishes, digest_at=time(int(value))),
        columns=6,
        explained=False,
    ),
    Setting(
        name="sound",
        values=("ring", "silent"),
        shown=lambda wishes: "silent" if wishes.silent else "ring",
        change=lambda wishes, value: replace(wishes, silent=value == "silent"),
    ),
    Setting(
        name="updates",
        values=tuple(way.value for way in Updates),
        shown=lambda wishes: wishes.updates.value,
        change=lambda wishes, value: replace(wishes, updates=Updates(value)),
    ),
    Setting(
        name="breaking",
        values=("show", "ring"),
        shown=lambda wishes: "ring" if wishes.breaking else "show",
        change=lambda wishes, value: replace(wishes, breaking=value == "ring"),
    ),
    Setting(
        name="wakes",
        values=("no", "yes"),
        shown=lambda wishes: "yes" if wishes.breaking_wakes else "no",
        change=lambda wishes, value: replace(wishes, breaking_wakes=value == "yes"),
    ),
    Setting(
        name="preview",
        values=tuple(size.value for size in Preview),
        shown=lambda wishes: wishes.preview.value,
        change=lambda wishes, value: replace(wishes, preview=Preview(value)),
    ),
    Setting(
        name="format",
        values=tuple(form.value for form in Format),
        shown=lambda wishes: wishes.format.value,
        change=lambda wishes, value: replace(wishes, format=Format(value)),
    ),
)


def find_setting(name: str) -> Setting | None:
    """Return the setting of that name."""
    return next((setting for setting in SETTINGS if setting.name == name), None)
