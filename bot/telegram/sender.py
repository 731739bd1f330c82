"""Deliveries to Telegram messages, and Telegram's errors to ours."""

import structlog
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.alerts.render import render_alert, render_plain
from bot.errors import ChatGone, ChatMoved, NotSent, RetryLater, SendError, Uncertain
from bot.models import Alert, Delivery, DeliveryKind
from bot.telegram.request import NotWritten, read_flood_wait
from bot.telegram.texts import TEXT_LIMIT

log = structlog.get_logger()

# Parts of 400 descriptions, in lower case, which mean that the chat is lost for good.
GONE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "bot was blocked",
    "bot was kicked",
    "bot is not a member",
    "group chat was deactivated",
    "group chat was deleted",
    "peer_id_invalid",
)


class TelegramSender:
    """Sends what the outbox holds. Text that Telegram cannot parse goes again as plain text."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, delivery: Delivery) -> int | None:
        """Send or edit one message and return its id. Raises SendError in its kinds."""
        try:
            try:
                return await self._put(delivery, render_alert(delivery.alert), ParseMode.HTML)
            except BadRequest as error:
                if "can't parse entities" not in str(error).lower():
                    raise
                log.warning("markup refused", story=delivery.story, error=str(error))
                return await self._put(delivery, render_plain(delivery.alert), None)
        except TelegramError as error:
            raise translate(error) from error
        except KeyError as error:
            # What python-telegram-bot makes of a 200 answer without a result.
            raise Uncertain("Telegram's answer holds no result") from error

    async def say(self, chat: int, text: str) -> None:
        """Send a message that is no alert, as plain text. Raises SendError in its kinds."""
        try:
            await self._bot.send_message(
                chat,
                cut_text(text),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            raise translate(error) from error
        except KeyError as error:
            raise Uncertain("Telegram's answer holds no result") from error

    async def _put(self, delivery: Delivery, text: str, parse_mode: str | None) -> int | None:
        if delivery.kind is DeliveryKind.ALERT:
            message = await self._bot.send_message(
                delivery.chat,
                text,
                parse_mode=parse_mode,
                link_preview_options=choose_preview(delivery.alert),
                disable_notification=False,
            )
            return message.message_id
        if delivery.message_id is None:
            raise SendError("an edit without a message to edit")
        try:
            await self._bot.edit_message_text(
                text,
                chat_id=delivery.chat,
                message_id=delivery.message_id,
                parse_mode=parse_mode,
                link_preview_options=choose_preview(delivery.alert),
            )
        except BadRequest as error:
            if "message is not modified" not in str(error).lower():
                raise
        return delivery.message_id


def cut_text(text: str) -> str:
    """Return as much of a plain text as a message holds. Telegram counts UTF-16 units."""
    units = text.encode("utf-16-le", "replace")
    return units[: 2 * TEXT_LIMIT].decode("utf-16-le", "ignore")


def choose_preview(alert: Alert) -> LinkPreviewOptions:
    """Return a small preview of the article, or none when there is no link."""
    if not alert.link:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=alert.link, prefer_small_media=True)


def translate(error: TelegramError) -> SendError:
    """Return our error for one of python-telegram-bot's.

    The order matters: BadRequest and TimedOut are kinds of NetworkError.
    """
    text = str(error)
    match error:
        case RetryAfter():
            return RetryLater(text, wait=read_flood_wait(error))
        case Forbidden():
            return ChatGone(text)
        case ChatMigrated():
            return ChatMoved(text, new_chat=error.new_chat_id)
        case BadRequest():
            gone = any(part in text.lower() for part in GONE)
            return ChatGone(text) if gone else SendError(text)
        case InvalidToken():
            # Nothing is lost by waiting: the token may be put right.
            return NotSent("Telegram does not accept the bot's token; check TOCSIN_TELEGRAM_TOKEN")
        case NetworkError() | Conflict() if isinstance(
            error.__cause__, NotWritten | TelegramError | None
        ):
            # Not written, or answered with 5xx, 413, or 429 without a wait; an error page that
            # is not JSON has a TelegramError for its cause.
            return NotSent(text)
        case _:
            # No answer, or a 200 answer that cannot be read.
            return Uncertain(text)
