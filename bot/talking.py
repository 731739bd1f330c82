"""Telegram's parts put together: what it talks about, with whom, through which Bot API."""

from collections.abc import Callable
from datetime import datetime

from bot.alerts.turns import Turns
from bot.inforce import InForce
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram.administration import Administration, Reload
from bot.telegram.conversation import Conversation
from bot.telegram.finding import Finding
from bot.telegram.run import TelegramBot, open_telegram


def open_talk(
    settings: Settings,
    store: Store,
    in_force: InForce,
    *,
    clock: Callable[[], datetime],
    turns: Turns,
    reload: Reload,
) -> TelegramBot | None:
    """Return the bot that talks to people, ready to start; None without a token.

    `turns`: the pace that its answers share with the alerts. `reload` looks at the rule files
    at once.
    """
    if settings.telegram_token is None:
        return None
    chats, topics = store.chats, in_force.topics
    conversation = Conversation(
        chats,
        topics,
        finding=Finding(chats, store.lookup, store.search, topics, clock=clock),
        feedback=store.feedback,
        search=store.search,
        administration=Administration(
            chats,
            store.overview,
            topics,
            reload=reload,
            clock=clock,
            admins=settings.admins,
        ),
        clock=clock,
        open_to_all=settings.open,
    )
    return open_telegram(
        token=settings.telegram_token.get_secret_value(),
        api=settings.telegram_api,
        conversation=conversation,
        turns=turns,
    )
