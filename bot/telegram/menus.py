"""The menus of commands that Telegram shows beside the place where one writes."""

from collections.abc import Collection

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.telegram.words import FALLBACK, LANGUAGES, open_words

log = structlog.get_logger()

COMMANDS = (
    "start",
    "topics",
    "subscriptions",
    "latest",
    "search",
    "trend",
    "why",
    "watch",
    "unwatch",
    "settings",
    "channels",
    "mute",
    "stop",
    "forget",
    "help",
)
ADMIN_COMMANDS = (
    *COMMANDS,
    "feeds",
    "add",
    "remove",
    "health",
    "stats",
    "reload",
    "broadcast",
    "allow",
    "deny",
)


async def set_menus(bot: Bot, admins: Collection[int]) -> None:
    """Set the menus of private chats, of groups and of the bot's administrators, by language.

    No menu is worth not starting, so what Telegram refuses is only logged: it does so for an
    administrator who never wrote to the bot.
    """
    for scope in (BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()):
        await _set_menu(bot, scope, COMMANDS)
    for admin in sorted(admins):
        await _set_menu(bot, BotCommandScopeChat(admin), ADMIN_COMMANDS)


async def _set_menu(bot: Bot, scope: BotCommandScope, names: Collection[str]) -> None:
    try:
        for language in LANGUAGES:
            # What has no language is for all clients whose language has no menu of its own.
            code = None if language == FALLBACK else language
            menu = build_menu(names, language)
            await bot.set_my_commands(menu, scope=scope, language_code=code)
    except TelegramError as error:
        log.warning("command menu not set", scope=scope.to_dict(), error=str(error))


def build_menu(names: Collection[str], language: str) -> list[BotCommand]:
    """Return commands, each with what it does, in a language."""
    words = open_words(language)
    return [BotCommand(name, words.say(f"command-{name}")) for name in names]
