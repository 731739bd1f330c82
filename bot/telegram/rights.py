"""Who may manage a chat from elsewhere. Telegram is asked, and its answer holds for a minute."""

from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import (
    Bot,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden

SURE = timedelta(minutes=1)  # so long an answer is taken to hold: a menu asks at every press


class Rights:
    """Whether somebody administers a chat in which the bot may post."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        # Person and chat -> whether, and until when that holds.
        self._known: dict[tuple[int, int], tuple[bool, datetime]] = {}

    async def may_manage(self, bot: Bot, person: int, chat: int) -> bool:
        """Ask Telegram, or remember. Raises TelegramError when it is not reached."""
        now = self._clock()
        self._known = {pair: known for pair, known in self._known.items() if known[1] > now}
        if (person, chat) not in self._known:
            member = await find_member(bot, chat, person)
            may = is_administrator(member) and may_post(await find_member(bot, chat, bot.id))
            self._known[person, chat] = may, now + SURE
        return self._known[person, chat][0]

    def forget(self, chat: int) -> None:
        """Ask again: the bot's own rights in a chat have changed."""
        self._known = {pair: known for pair, known in self._known.items() if pair[1] != chat}


async def find_member(bot: Bot, chat: int, person: int) -> ChatMember | None:
    """Return how somebody stands in a chat; None: the bot is not told. Raises TelegramError."""
    try:
        return await bot.get_chat_member(chat, person)
    except (BadRequest, ChatMigrated, Forbidden):
        return None


def is_administrator(member: ChatMember | None) -> bool:
    """Whether somebody administers a chat."""
    return isinstance(member, ChatMemberOwner | ChatMemberAdministrator)


def may_post(member: ChatMember | None) -> bool:
    """Whether somebody may write in a chat; of administrators only channels may forbid it."""
    if isinstance(member, ChatMemberAdministrator):
        return member.can_post_messages is not False
    if isinstance(member, ChatMemberRestricted):
        return member.can_send_messages
    return isinstance(member, ChatMemberOwner | ChatMemberMember)
