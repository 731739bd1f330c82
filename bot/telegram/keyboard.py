"""Topic buttons. A button carries the wanted state, so pressing it twice changes nothing more.

A first press of every button of a fresh `/topics` leaves every topic subscribed: its messages hold
topic buttons only, and more topics than fit under one message get another message. `/start` has
pages instead; the buttons that turn them change no subscription.
"""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import Protocol

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.screen import read_number

BUTTONS_PER_MESSAGE = 90  # Telegram takes 100
ONE_A_ROW = 20  # more buttons than this stand in two columns
KEY_LIMIT = 60  # bytes: callback data is 64 at most, "off:" takes four
LABEL_LIMIT = 60
PAGE_PREFIX = "page:"
BELL = "🔔"
TICK = "✓"


class Topic(Protocol):
    """What a conversation knows of a topic."""

    @property
    def name(self) -> str:
        """The name in rule files and subscriptions."""

    @property
    def title(self) -> str:
        """The name as people read it."""

    @property
    def description(self) -> str:
        """What it covers, in a sentence; may be empty."""


def tick(label: str, chosen: bool) -> str:
    """Return a label, marked when it is what was chosen."""
    return f"{TICK} {label}" if chosen else label


def topic_key(name: str) -> str:
    """Return what stands for a topic in callback data: its name, or a hash when that is long."""
    if len(name.encode()) <= KEY_LIMIT:
        return name
    return "#" + sha256(name.encode()).hexdigest()[:32]


def split_topics(topics: Sequence[Topic]) -> list[Sequence[Topic]]:
    """Return topics in portions that fit under one message each."""
    size = BUTTONS_PER_MESSAGE
    return [topics[start : start + size] for start in range(0, len(topics), size)]


def build_keyboard(
    topics: Iterable[Topic],
    subscribed: Collection[str],
    *,
    listing: bool = False,
    pager: Iterable[list[InlineKeyboardButton]] = (),
) -> InlineKeyboardMarkup:
    """Return one button a topic: a bell when subscribed, and pressing it means the opposite.

    `listing`: the text above lists the subscriptions. `pager`: rows to put below.
    """
    on, off = ("in", "out") if listing else ("on", "off")
    buttons = [
        InlineKeyboardButton(
            f"{BELL} {label}" if topic.name in subscribed else label,
            callback_data=f"{off if topic.name in subscribed else on}:{topic_key(topic.name)}",
        )
        for topic in topics
        for label in [topic.title[:LABEL_LIMIT].strip() or topic.name[:LABEL_LIMIT]]
    ]
    columns = 1 if len(buttons) <= ONE_A_ROW else 2
    rows = [buttons[start : start + columns] for start in range(0, len(buttons), columns)]
    return InlineKeyboardMarkup([*rows, *pager])


def read_button(data: str | None) -> tuple[bool, str] | None:
    """Return the wanted state and the topic's key, or None for data that is not ours."""
    state, colon, key = (data or "").partition(":")
    if not colon or not key or state not in ("on", "off", "in", "out"):
        return None
    return state in ("on", "in"), key


def is_listing(data: str) -> bool:
    """Whether the button stands under a list of subscriptions."""
    return data.startswith(("in:", "out:"))


def read_page(data: str) -> int | None:
    """Return the page that a button under /start turns to, or None for another button."""
    number = data.removeprefix(PAGE_PREFIX)
    return None if number == data else read_number(number, digits=3)


def write_page(page: int) -> str:
    """Return the callback data that turns to a page."""
    return f"{PAGE_PREFIX}{page}"


def read_pager(keyboard: InlineKeyboardMarkup | None) -> list[list[InlineKeyboardButton]]:
    """Return the rows of a message's buttons that turn pages."""
    rows = keyboard.inline_keyboard if keyboard else ()
    return [list(row) for row in rows if read_page(str(row[0].callback_data)) is not None]


def read_keys(keyboard: InlineKeyboardMarkup | None) -> tuple[str, ...]:
    """Return the keys of the topics that a message's buttons offer, in order."""
    if keyboard is None:
        return ()
    found = (
        read_button(str(button.callback_data))
        for row in keyboard.inline_keyboard
        for button in row
    )
    return tuple(button[1] for button in found if button)
