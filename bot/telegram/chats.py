"""What chats are: their kinds, who may change what in them, and what becomes of them."""

from typing import Any

import structlog
from telegram import Bot, MaybeInaccessibleMessage, Message, Update, User
from telegram import Chat as TelegramChat
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest
from telegram.ext import (
    Application,
    CallbackContext,
    ChatMemberHandler,
    MessageHandler,
    filters,
)

from bot.models.wishes import Wishes
from bot.store import ChatBook
from bot.telegram.words import Words, open_words

log = structlog.get_logger()

Context = CallbackContext[Any, Any, Any, Any]


def follow_chats(application: Application[Any, Any, Any, Any, Any, Any], book: ChatBook) -> None:
    """Register what keeps the book right when chats move, block the bot or remove it."""

    async def move(update: Update, _: Context) -> None:
        message = update.effective_message
        if message is None:
            return
        old, new = message.chat_id, message.migrate_to_chat_id
        if message.migrate_from_chat_id:
            old, new = message.migrate_from_chat_id, message.chat_id
        if new:
            await book.move(old, new)
            log.info("chat moved", chat=old, new_chat=new)

    async def note_membership(update: Update, _: Context) -> None:
        change = update.my_chat_member
        if change is None:
            return
        status = change.new_chat_member.status
        if status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT):
            reason = "blocked" if change.chat.type == ChatType.PRIVATE else "removed"
            await book.close(change.chat.id, reason)
            log.info("chat closed", chat=change.chat.id, reason=reason)

    moved = filters.UpdateType.MESSAGE & filters.StatusUpdate.MIGRATE
    application.add_handler(MessageHandler(moved, move))
    application.add_handler(ChatMemberHandler(note_membership))


def choose_words(wishes: Wishes, chat: TelegramChat, user: User | None) -> Words:
    """Return the words for a chat: in its language, else in that of the client of who writes.

    A group has no client; there it is English until somebody chooses.
    """
    return open_words(wishes.language or find_client_language(chat, user))


def find_client_language(chat: TelegramChat, user: User | None) -> str:
    """Return the tag of the language of the client that a chat has; empty: none is known."""
    code = user.language_code if user and chat.type == ChatType.PRIVATE else None
    return (code or "")[:20]


async def may_change(
    bot: Bot, chat: TelegramChat, user: User | None, message: Message | None = None
) -> bool:
    """Whether somebody may change a chat's alerts: in groups, administrators may."""
    if chat.type == ChatType.PRIVATE:
        return True
    # An anonymous administrator speaks as the group itself.
    if message is not None and message.sender_chat is not None:
        return message.sender_chat.id == chat.id
    if user is None:
        return False
    try:
        member = await bot.get_chat_member(chat.id, user.id)
    except BadRequest:
        return False
    return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


def find_thread(message: MaybeInaccessibleMessage) -> int | None:
    """Return the thread of a forum that a message is in; None outside, and for old messages."""
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None


def is_for_another_bot(message: Message, bot: Bot) -> bool:
    """Whether a command names another bot, as /start@other does."""
    word = (message.text or "").split(maxsplit=1)[:1]
    if not word or not word[0].startswith("/"):
        return False
    name = word[0].partition("@")[2]
    return bool(name) and name.lower() != bot.username.lower()


def name_kind(chat: TelegramChat) -> str:
    """Return our word for a kind of chat."""
    return "group" if chat.type in (ChatType.GROUP, ChatType.SUPERGROUP) else str(chat.type)
