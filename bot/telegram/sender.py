"""Deliveries to Telegram messages, and Telegram's errors to ours."""

from functools import lru_cache
from html import escape

import structlog
from telegram import Bot, LinkPreviewOptions, ReplyParameters
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

from bot.alerts.digest import can_follow, render_whole_digest
from bot.alerts.render import render_alert, render_plain, render_update
from bot.errors import (
    ChatGone,
    ChatMoved,
    NotSent,
    RetryLater,
    SendError,
    ThreadGone,
    Uncertain,
)
from bot.models import Alert, Delivery, DeliveryKind
from bot.models.wishes import Choice, Format, Preview
from bot.telegram.alert_words import open_alert_words, open_digest_words
from bot.telegram.request import NotWritten, read_flood_wait
from bot.telegram.story_buttons import build_story_keyboard
from bot.telegram.words import open_words
from bot.textlength import MESSAGE_LIMIT

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


# The same, which mean that a thread of the forum is lost.
THREAD_GONE = ("message thread not found", "topic_closed", "topic_deleted")


NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

# What is told is told to many chats. So many texts, keyboards and previews are kept ready, as
# the Bot API takes them: making them anew for each chat would cost more than sending them.
KEPT = 300


class TelegramSender:
    """Sends what the outbox holds. Text that Telegram cannot parse goes again as plain text."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, delivery: Delivery) -> int | None:
        """Send, reply or edit, and return the message's id. Raises SendError in its kinds."""
        try:
            try:
                return await self._put(delivery, render(delivery), ParseMode.HTML)
            except BadRequest as error:
                if "can't parse entities" not in str(error).lower():
                    raise
                log.warning("markup refused", story=delivery.story, error=str(error))
                return await self._put(delivery, render(delivery, html=False), None)
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
                link_preview_options=NO_PREVIEW,
            )
        except TelegramError as error:
            raise translate(error) from error
        except KeyError as error:
            raise Uncertain("Telegram's answer holds no result") from error

    async def _put(self, delivery: Delivery, text: str, parse_mode: str | None) -> int | None:
        if delivery.kind is DeliveryKind.EDIT:
            return await self._edit(delivery, text, parse_mode)
        alone, answered = delivery.kind is DeliveryKind.ALERT, delivery.message_id
        message = await self._bot.send_message(
            delivery.chat,
            text,
            parse_mode=parse_mode,
            link_preview_options=None if alone else NO_PREVIEW,
            disable_notification=delivery.silent,
            message_thread_id=delivery.thread,
            # Somebody may have deleted the alert; without one it is an ordinary message.
            reply_parameters=None
            if answered is None
            else ReplyParameters(answered, allow_sending_without_reply=True),
            api_kwargs=describe_looks(delivery) if alone else None,
        )
        return message.message_id

    async def _edit(self, delivery: Delivery, text: str, parse_mode: str | None) -> int:
        if delivery.message_id is None:
            raise SendError("an edit without a message to edit")
        try:
            await self._bot.edit_message_text(
                text,
                chat_id=delivery.chat,
                message_id=delivery.message_id,
                parse_mode=parse_mode,
                # Buttons that an edit does not name are taken away.
                api_kwargs=describe_looks(delivery),
            )
        except BadRequest as error:
            if "message is not modified" not in str(error).lower():
                raise
        return delivery.message_id


def cut_text(text: str) -> str:
    """Return as much of a plain text as a message holds. Telegram counts UTF-16 units."""
    units = text.encode("utf-16-le", "replace")
    return units[: 2 * MESSAGE_LIMIT].decode("utf-16-le", "ignore")


def render(delivery: Delivery, *, html: bool = True) -> str:
    """Return the text of a delivery as its chat wants it: Telegram HTML, or without markup."""
    alert, language, zone = delivery.alert, delivery.language, delivery.zone
    if delivery.kind is DeliveryKind.BROADCAST:
        return escape(alert.headline) if html else alert.headline
    if delivery.kind is DeliveryKind.DIGEST:
        bundle, more = delivery.bundle, delivery.more
        digest = open_digest_words(len(bundle) + more, more, language=language, zone=zone)
        return render_whole_digest(bundle, digest, html=html)
    short, update = delivery.format is Format.SHORT, delivery.kind is DeliveryKind.UPDATE
    if not html:
        words = open_alert_words(language, zone)
        return render_plain(alert, words, update=update, short=short)
    return _render(alert, language, zone, update, short)


@lru_cache(maxsize=KEPT)
def _render(alert: Alert, language: str, zone: str, update: bool, short: bool) -> str:
    words = open_alert_words(language, zone)
    return (render_update if update else render_alert)(alert, words, short=short)


def describe_looks(delivery: Delivery) -> dict[str, str]:
    """Return the buttons under an alert and the picture of its article, as JSON."""
    return {
        "reply_markup": write_buttons(
            delivery.story, delivery.choice, delivery.language, delivery.said
        ),
        "link_preview_options": write_preview(delivery.alert.link, delivery.preview),
    }


@lru_cache(maxsize=KEPT)
def write_buttons(story: str, choice: Choice, language: str, said: frozenset[str]) -> str:
    """Return the buttons under an alert, in the language of its chat."""
    return build_story_keyboard(story, choice, open_words(language), said).to_json()


@lru_cache(maxsize=KEPT)
def write_preview(link: str, wanted: Preview) -> str:
    """Return how large the chat wants to see the article; nothing where there is no link."""
    options = NO_PREVIEW
    if wanted is not Preview.NONE and can_follow(link):
        large = wanted is Preview.LARGE
        options = LinkPreviewOptions(
            url=link, prefer_large_media=large or None, prefer_small_media=not large or None
        )
    return options.to_json()


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
            said = text.lower()
            if any(part in said for part in THREAD_GONE):
                return ThreadGone(text)
            return ChatGone(text) if any(part in said for part in GONE) else SendError(text)
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
