"""/mute: nothing is told for a while."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.durations import parse_duration
from bot.store import ChatBook
from bot.telegram.screen import Screen, button
from bot.telegram.words import Words
from bot.telegram.zones import local_time

log = structlog.get_logger()

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=366)


def read_mute(said: Sequence[str]) -> timedelta | None:
    """Return for how long, from the words after /mute; zero: off; None: not understood."""
    text = "".join(said)
    if text.lower() == "off":
        return timedelta()
    try:
        length = parse_duration(text)
    except ValueError:
        return None
    return length if SHORTEST <= length <= LONGEST else None


async def mute_chat(
    book: ChatBook, chat: int, length: timedelta, *, now: datetime, words: Words
) -> Screen:
    """Tell the chat nothing for so long, or all again for zero, and return what to say of it."""
    until = now + length if length else None
    wishes = await book.change_wishes(chat, lambda wishes: replace(wishes, muted_until=until))
    log.info("chat muted", chat=chat, until=until and until.isoformat())
    if until is None:
        return Screen(text=words.say("unmuted"), rows=[])
    local = local_time(wishes.zone, until)
    # Clients show it in the reader's own zone; the text inside is for those that cannot.
    stamp = f'<tg-time unix="{int(until.timestamp())}" format="Dt">{local:%d.%m. %H:%M}</tg-time>'
    unmute = button(words.say("button-unmute"), "set:muted:off:told")
    return Screen(text=words.say("muted", until=stamp), rows=[[unmute]])
