"""Putting the conversation's messages into a chat, with the patience that Telegram asks for."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from datetime import timedelta

import structlog
from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.telegram.chats import find_thread
from bot.telegram.request import read_flood_wait

log = structlog.get_logger()

PATIENCE = timedelta(seconds=30)  # a longer wait is not worth it: the person has left
TRIES = 3

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Redraw = Callable[[], Awaitable[object]]


async def reply(
    bot: Bot,
    message: MaybeInaccessibleMessage,
    text: str,
    keyboard: InlineKeyboardMarkup | None = None,
    *,
    under: int | None = None,
) -> None:
    """Answer a message in its chat, and in its thread of a forum. Raises TelegramError.

    `under`: the message that the answer hangs under, as far as it is still there.
    """
    await send_patiently(
        lambda: bot.send_message(
            message.chat.id,
            text,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            message_thread_id=find_thread(message),
            reply_parameters=ReplyParameters(under, allow_sending_without_reply=True)
            if under
            else None,
            reply_markup=keyboard,
        )
    )


async def show_instead(
    bot: Bot,
    message: MaybeInaccessibleMessage,
    text: str,
    keyboard: InlineKeyboardMarkup | None,
) -> None:
    """Let a message of ours show another text, as Telegram HTML. Raises TelegramError."""
    await bot.edit_message_text(
        text,
        chat_id=message.chat.id,
        message_id=message.message_id,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=keyboard,
    )


async def reply_photo(
    bot: Bot, message: Message, photo: bytes, caption: str, keyboard: InlineKeyboardMarkup
) -> None:
    """Answer with a picture, and Telegram HTML below it. Raises TelegramError."""
    await send_patiently(
        lambda: bot.send_photo(
            message.chat_id,
            photo,
            caption,
            filename="picture.png",  # its kind is read from that
            parse_mode=ParseMode.HTML,
            message_thread_id=find_thread(message),
            reply_markup=keyboard,
        )
    )


async def send_patiently(send: Callable[[], Awaitable[object]]) -> None:
    """Send, and again after a wait when Telegram asks for one that is short."""
    for left in reversed(range(TRIES)):
        try:
            await send()
            return
        except RetryAfter as error:
            wait = read_flood_wait(error)
            if not left or wait > PATIENCE:
                raise
            await asyncio.sleep(wait.total_seconds())


async def answer_button(query: CallbackQuery, text: str) -> None:
    """Show a notice over a pressed button, none for an empty text; no loss if it is too late."""
    try:
        await query.answer(text or None)
    except TelegramError as error:
        log.info("button not answered", error=str(error))


class Redrawer:
    """Brings messages up to date after presses: at once, or when Telegram lets us.

    Many presses in a row are one edit: of one part of a message the last redraw asked for counts.
    """

    def __init__(self) -> None:
        self._wanted: dict[int, dict[Hashable, Redraw]] = {}  # chat -> part -> its redraw
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def ask(self, chat: int, part: Hashable, redraw: Redraw) -> None:
        """Have a part of a message redrawn soon; anything may stand for it."""
        self._wanted.setdefault(chat, {})[part] = redraw
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
                await self._redraw(wanted, next(iter(wanted)))
        finally:
            del self._wanted[chat], self._tasks[chat]

    async def _redraw(self, wanted: dict[Hashable, Redraw], part: Hashable) -> None:
        redraw = wanted.pop(part)
        try:
            await redraw()
        except RetryAfter as error:
            wait = read_flood_wait(error)
            if wait <= PATIENCE:
                await asyncio.sleep(wait.total_seconds())
                wanted.setdefault(part, redraw)
        except BadRequest as error:
            if "message is not modified" not in str(error).lower():
                log.info("message not redrawn", error=str(error))
        except Exception as error:  # noqa: BLE001 - one message must not stop the others
            log.warning("message not redrawn", error=repr(error))
