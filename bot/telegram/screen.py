"""What a message that edits itself shows: a text, and rows of buttons."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.words import Words

PAGE = 20  # items under one message; Telegram takes 100 buttons, thumbs take fewer

Buttons = list[InlineKeyboardButton]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What a message shows: Telegram HTML, and buttons."""

    text: str
    rows: list[Buttons]

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons as Telegram takes them; None: there are none."""
        return InlineKeyboardMarkup(self.rows) if self.rows else None


def button(label: str, data: str) -> InlineKeyboardButton:
    """Return a button that sends the data."""
    return InlineKeyboardButton(label, callback_data=data)


def read_number(text: str, *, digits: int) -> int | None:
    """Return the number that a button's data holds; None for anything else, or more digits."""
    plain = text.isascii() and text.isdecimal() and len(text) <= digits
    return int(text) if plain else None


def back(words: Words, screen: str = "main") -> InlineKeyboardButton:
    """Return the button of /settings that goes back to a screen."""
    return button(words.say("button-back"), f"see:{screen}")


def in_rows(buttons: Iterable[InlineKeyboardButton], columns: int) -> list[Buttons]:
    """Return buttons in rows of so many."""
    row = list(buttons)
    return [row[start : start + columns] for start in range(0, len(row), columns)]


def turn_pages(
    items: Sequence[Item], page: int, data: Callable[[int], str]
) -> tuple[Sequence[Item], list[Buttons]]:
    """Return the items of a page, the first or last for one that is not there, and the row of
    buttons to other pages when there are any. `data`: what the button to a page sends."""
    pages = max(1, -(-len(items) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = items[page * PAGE : (page + 1) * PAGE]
    if pages == 1:
        return shown, []
    row = [button(f"{page + 1}/{pages}", data(page))]
    if page > 0:
        row.insert(0, button("‹", data(page - 1)))
    if page < pages - 1:
        row.append(button("›", data(page + 1)))
    return shown, [row]
