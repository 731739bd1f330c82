"""Putting the conversation's messages into a chat, with the patience that Telegram asks for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.telegram.request import read_flood_wait

log = structlog.get_logger()

PATIENCE = timedelta(seconds=30)  # a longer wait is not worth it: the person has left
TRIES = 3

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Redraw = Callable[[], Awaitable[object]]


async def reply(
    bot: Bot, message: Message, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """Answer a message in its chat, and in its thread of a forum. Raises TelegramError."""
    thread = message.message_thread_id if message.is_topic_message else None
    for left in reversed(range(TRIES)):
        try:
            await bot.send_message(
                message.chat_id,
                text,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                message_thread_id=thread,
                reply_markup=keyboard,
            )
            return
        except RetryAfter as error:
            wait = read_flood_wait(error)
            if not left or wait > PATIENCE:
                raise
            await asyncio.sleep(wait.total_seconds())


async def answer_button(query: CallbackQuery, text: str) -> None:
    """Show a notice over a pressed button; it is no loss when it comes too late."""
    try:
        await query.answer(text)
    except TelegramError as error:
        log.info("button not answered", error=str(error))


class Redrawer:
    """Brings messages up to date after presses: at once, or when Telegram lets us.

    Many presses in a row are one edit: the last redraw asked for a message is the one that counts.
    """

    def __init__(self) -> None:
        self._wanted: dict[int, dict[int, Redraw]] = {}  # chat -> message -> its redraw
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def ask(self, chat: int, message_id: int, redraw: Redraw) -> None:
        """Have a message redrawn soon."""
        self._wanted.setdefault(chat, {})[message_id] = redraw
        if chat not in self._tasks:
            self._tasks[chat] = asyncio.create_task(self._redraw_all(chat))

    async def stop(self, within: timedelta) -> None:
        """Finish what can be finished; buttons that still show the old state do no harm."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=within.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _redraw_all(self, chat: int) -> None:
        wanted = self._wanted[chat]
        try:
            while wanted:
                message_id = next(iter(wanted))
                await self._redraw(wanted, message_id)
        finally:
            del self._wanted[chat], self._tasks[chat]

    async def _redraw(self, wanted: dict[int, Redraw], message_id: int) -> None:
        redraw = wanted.pop(message_id)
        try:
            await redraw()
        except RetryAfter as error:
            wait = read_flood_wait(error)
            if wait <= PATIENCE:
                await asyncio.sleep(wait.total_seconds())
                wanted.setdefault(message_id, redraw)
        except BadRequest as error:
            if "message is not modified" not in str(error).lower():
                log.info("message not redrawn", error=str(error))
        except Exception as error:  # noqa: BLE001 - one message must not stop the others
            log.warning("message not redrawn", error=repr(error))
