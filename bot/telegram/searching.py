"""/search WORDS: the stories that hold them, a page a time.

What was searched stands in the first line of the message, and is read there again when another
page is wanted: nothing has to be remembered, so the buttons outlive a restart.
"""

from html import escape

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
    Message,
)

from bot.store import ChatBook, StorySearch
from bot.telegram.access import Context
from bot.telegram.answers import reply, show_instead
from bot.telegram.screen import read_number
from bot.telegram.story_lines import PAGE, list_stories
from bot.telegram.words import Words
from bot.textlength import cut_units

PREFIX = "more:"
SIGN = "🔎 "
TYPED_LIMIT = 200  # UTF-16 units; more is a pasted text
PAGES = 50  # whoever turns more pages should search for more words


class Searching:
    """The command, and the buttons that turn pages."""

    def __init__(self, book: ChatBook, search: StorySearch) -> None:
        self._book = book
        self._search = search

    async def say(self, message: Message, context: Context, words: Words) -> None:
        """Answer the command."""
        typed = cut_units(" ".join(context.args or []), TYPED_LIMIT).strip()
        if not typed:
            await reply(context.bot, message, words.say("search-how"))
            return
        text, keyboard = await self._show(message.chat_id, typed, 0, words)
        await reply(context.bot, message, text, keyboard)

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""
        return data.startswith(PREFIX)

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Return the notice: nothing."""
        del message
        return "" if read_page(data) is not None else words.say("answer-old-button")

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Turn to a page. Of a message that Telegram shows no longer the words are not known."""
        page = read_page(data)
        typed = read_typed(message.text or "") if isinstance(message, Message) else ""
        if page is None:
            return
        if not typed:
            await bot.edit_message_reply_markup(message.chat.id, message.message_id)
            return
        text, keyboard = await self._show(message.chat.id, typed, page, words)
        await show_instead(bot, message, text, keyboard)

    async def _show(
        self, chat: int, typed: str, page: int, words: Words
    ) -> tuple[str, InlineKeyboardMarkup | None]:
        first = page * PAGE
        # One more than is shown says whether there is another page.
        found = (await self._search.search(typed, limit=first + PAGE + 1))[first:]
        head = f"{SIGN}<b>{escape(typed)}</b>"
        keyboard = build_pages(page, more=len(found) > PAGE, words=words)
        if not found:
            return f"{head}\n\n{words.say('search-none')}", keyboard
        zone = (await self._book.wishes(chat)).zone
        return f"{head}\n\n{list_stories(found, zone, words)}", keyboard


def build_pages(page: int, *, more: bool, words: Words) -> InlineKeyboardMarkup | None:
    """Return the buttons to the pages beside this one; None when there are none."""
    row = []
    if page > 0:
        row.append(InlineKeyboardButton(words.say("button-newer"), callback_data=_data(page - 1)))
    if more and page + 1 < PAGES:
        row.append(InlineKeyboardButton(words.say("button-more"), callback_data=_data(page + 1)))
    return InlineKeyboardMarkup([row]) if row else None


def read_page(data: str) -> int | None:
    """Return the page, from 0, that a button turns to; None when there is no such page."""
    wanted = read_number(data.removeprefix(PREFIX), digits=3)
    return wanted if wanted is not None and wanted < PAGES else None


def read_typed(text: str) -> str:
    """Return what was searched, from the first line of a message; empty: no such line."""
    first = text.partition("\n")[0]
    return first.removeprefix(SIGN).strip() if first.startswith(SIGN) else ""


def _data(page: int) -> str:
    return f"{PREFIX}{page}"
