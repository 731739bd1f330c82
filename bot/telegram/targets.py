"""Menus of one chat that are shown in another: each of their buttons says which chat it means.

"@-1001234:set:sound:silent" is what "set:sound:silent" is in that chat itself. An id is 14
characters at most, so that 48 of the 64 bytes are left for what a menu sends.
"""

from telegram import InlineKeyboardButton, Message

from bot.telegram.screen import Screen, button

MARK = "@"


def aim(screen: Screen, chat: int) -> Screen:
    """Return a screen whose buttons mean a chat."""
    rows = [[aim_button(one, chat) for one in row] for row in screen.rows]
    return Screen(text=screen.text, rows=rows)


def aim_button(one: InlineKeyboardButton, chat: int) -> InlineKeyboardButton:
    """Return a button that means a chat."""
    return button(one.text, f"{MARK}{chat}:{one.callback_data}")


def read_target(data: str) -> tuple[int | None, str]:
    """Return the chat that a button means, and what it sends; None: the chat where it is."""
    chat, colon, sent = data.removeprefix(MARK).partition(":")
    digits = chat.removeprefix("-")
    if not (data.startswith(MARK) and colon and digits.isascii() and digits.isdecimal()):
        return None, data
    return int(chat), sent


def aim_alike(screen: Screen, message: Message | None) -> Screen:
    """Return a screen that means the same chat as a message's buttons do."""
    keyboard = message.reply_markup if message else None
    for row in keyboard.inline_keyboard if keyboard else ():
        for one in row:
            chat, _ = read_target(str(one.callback_data))
            if chat is not None:
                return aim(screen, chat)
    return screen
