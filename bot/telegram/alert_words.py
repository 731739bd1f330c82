"""What alerts and digests say besides the news, in a chat's language and by its clock."""

from contextlib import suppress
from datetime import datetime
from functools import lru_cache, partial

from babel.dates import format_datetime

from bot.alerts.digest import DigestWords
from bot.alerts.render import AlertWords
from bot.telegram.words import Words, open_words
from bot.telegram.zones import local_time

_SHOWN, _SHORT = "dd MMM HH:mm", "d MMM HH:mm"


@lru_cache(maxsize=1_000)
def open_alert_words(language: str, zone: str) -> AlertWords:
    """Return the words of alerts. `language`: a tag; empty: English. `zone`: IANA name."""
    words = open_words(language)
    return AlertWords(
        update=words.say("label-update"),
        breaking=words.say("label-breaking"),
        sources=partial(_count_sources, words),
        also=lambda named: words.say("label-also", sources=named),
        moment=lambda moment: _show(moment, zone, words, _SHOWN) + ("" if zone else " UTC"),
    )


def open_digest_words(stories: int, more: int, *, language: str, zone: str) -> DigestWords:
    """Return the words of a digest of so many stories, `more` of which are only counted."""
    words = open_words(language)
    return DigestWords(
        title=words.say("label-digest", count=stories),
        sources=partial(_count_sources, words),
        moment=lambda moment: _show(moment, zone, words, _SHORT),
        more=words.say("label-more", count=more) if more else "",
    )


def _count_sources(words: Words, count: int) -> str:
    return words.say("label-sources", count=count)


def _show(moment: datetime, zone: str, words: Words, form: str) -> str:
    with suppress(OverflowError):  # on the first or last day that there is
        moment = local_time(zone, moment)
    return format_datetime(moment, form, locale=words.language)
