"""Telegram's parts put together: what it talks about, with whom, through which Bot API."""

from collections.abc import Callable
from datetime import datetime

from bot.alerts.turns import Turns
from bot.inforce.inforce import InForce
from bot.inforce.watching import WatchLoop
from bot.settings import Settings
from bot.store.store import Store
from bot.telegram.administration import Administration, Reload
from bot.telegram.channels import Channels
from bot.telegram.conversation import Conversation
from bot.telegram.feed_list import FeedList, Look
from bot.telegram.finding import Finding
from bot.telegram.run import TelegramBot, open_telegram
from bot.telegram.watching import Watching
from bot.telegram.webhook import WebhookPlan, plan_webhook


def open_talk(  # noqa: PLR0913 - every part of the bot that is talked about
    settings: Settings,
    store: Store,
    in_force: InForce,
    *,
    clock: Callable[[], datetime],
    turns: Turns,
    reload: Reload,
    watching: WatchLoop,
    look: Look | None = None,
) -> TelegramBot | None:
    """Return the bot that talks to people, ready to start; None without a token.

    `turns`: the pace that its answers share with the alerts. `reload` looks at the rule files
    at once. `look` says what a feed would bring; None: no feeds are added in chats.
    """
    if settings.telegram_token is None:
        return None
    chats, topics = store.chats, in_force.all_topics
    conversation = Conversation(
        chats,
        topics,
        finding=Finding(chats, store.lookup, store.search, topics, clock=clock),
        feedback=store.feedback,
        search=store.search,
        watching=Watching(chats, store.watches, watching, clock=clock),
        channels=Channels(chats, store.channels, topics, clock=clock, greet=settings.open),
        administration=Administration(
            chats,
            store.overview,
            in_force.topics,
            broadcasts=store.broadcasts,
            feed_list=FeedList(chats, store.added, look, in_force.topics, clock=clock)
            if look
            else None,
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
        proxy=settings.proxy_address or None,
        turns=turns,
        webhook=choose_webhook(settings),
    )


def choose_webhook(settings: Settings) -> WebhookPlan | None:
    """Return where Telegram is to bring updates; None: it is asked for them."""
    if not (settings.public_url and settings.telegram_token):
        return None
    token, secret = settings.telegram_token, settings.webhook_secret
    return plan_webhook(
        settings.public_url,
        token.get_secret_value(),
        secret.get_secret_value() if secret else None,
    )
