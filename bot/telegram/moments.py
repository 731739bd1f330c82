"""Moments as readers see them: in their own zone and language, whatever their client can do."""

from contextlib import suppress
from datetime import datetime

from babel.dates import format_datetime

from bot.telegram.words import Words
from bot.telegram.zones import local_time

_LAST_SECOND = 2**31  # Telegram's moments have 32 bits
_SHOWN = "d MMM HH:mm"  # the order of its parts is the same in all languages of ours

# As the Bot API's <tg-time> has it: how long ago, counted on by the client; date and seconds.
AGO, EXACT = "r", "dT"


def mark_moment(at: datetime, zone: str, words: Words, form: str = AGO) -> str:
    """Return a moment as Telegram HTML; what stands inside is for clients that cannot count.

    `zone`: IANA name, for that inside; empty or unknown: UTC.
    """
    here = at
    with suppress(OverflowError):  # on the first or last day that there is
        here = local_time(zone, at)
    shown = format_datetime(here, _SHOWN, locale=words.language)
    seconds = int(at.timestamp())
    if not 0 < seconds < _LAST_SECOND:
        return shown
    return f'<tg-time unix="{seconds}" format="{form}">{shown}</tg-time>'
