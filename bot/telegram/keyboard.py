"""Topic buttons. A button carries the wanted state, so pressing it twice changes nothing more.

A first press of every button of a fresh `/topics` leaves every topic subscribed: its messages hold
topic buttons only, and more topics than fit under one message get another message, not a pager.
"""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import Protocol

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

BUTTONS_PER_MESSAGE = 90  # Telegram takes 100
ONE_A_ROW = 20  # more buttons than this stand in two columns
KEY_LIMIT = 60  # bytes: callback data is 64 at most, "off:" takes four
LABEL_LIMIT = 60
BELL = "🔔"


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


def topic_key(name: str) -> str:
    """Return what stands for a topic in callback data: its name, or a hash when that is long."""
    if len(name.encode()) <= KEY_LIMIT:
        return name
    return "#" + sha256(name.encode()).hexdigest()[:32]


def split_topics(topics: Sequence[Topic]) -> list[Sequence[Topic]]:
    """Return topics in portions that fit under one message each."""
    size = BUTTONS_PER_MESSAGE
    return [topics[start : start + size] for start in range(0, len(topics), size)]


def build_keyboard(topics: Iterable[Topic], subscribed: Collection[str]) -> InlineKeyboardMarkup:
    """Return one button a topic: a bell when subscribed, and pressing it means the opposite."""
    buttons = [
        InlineKeyboardButton(
            f"{BELL} {label}" if topic.name in subscribed else label,
            callback_data=f"{'off' if topic.name in subscribed else 'on'}:{topic_key(topic.name)}",
        )
        for topic in topics
        for label in [topic.title[:LABEL_LIMIT].strip() or topic.name[:LABEL_LIMIT]]
    ]
    columns = 1 if len(buttons) <= ONE_A_ROW else 2
    rows = [buttons[start : start + columns] for start in range(0, len(buttons), columns)]
    return InlineKeyboardMarkup(rows)


def read_button(data: str | None) -> tuple[bool, str] | None:
    """Return the wanted state and the topic's key, or None for data that is not ours."""
    state, colon, key = (data or "").partition(":")
    if not colon or not key or state not in ("on", "off"):
        return None
    return state == "on", key


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
