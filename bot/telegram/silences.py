"""Why a chat was not told of a story that matched: what it chose, as far as that says it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape

from babel import Locale, UnknownLocaleError

from bot.alerts.timing import is_wanted
from bot.models.findings import StoryAccount
from bot.models.wishes import Subscription, Wishes
from bot.telegram.accounts import NAME_LIMIT, Reader
from bot.textlength import shorten

TOPICS = 5  # named


def explain_silence(
    account: StoryAccount,
    subscriptions: Iterable[Subscription],
    wishes: Wishes,
    reader: Reader,
    *,
    now: datetime,
) -> str:
    """Return, as Telegram HTML, what of the chat's choices kept a story from it."""
    say = reader.words.say
    matched = {match.topic: None for one in account.articles for match in one.matches}
    wanted = [one for one in subscriptions if one.topic in matched]
    if not wanted:
        return say("why-not-subscribed", topics=_name(matched, reader), count=len(matched))
    since = {one.topic: one.since for one in wanted}
    heard = [
        one
        for one in account.articles
        if any(
            match.topic in since and since[match.topic] <= (one.decided or one.seen)
            for match in one.matches
        )
    ]
    if not heard:
        return say("why-later", topics=_name(since, reader))
    if not any(is_wanted(one.language, wishes) for one in heard):
        return say("why-language", language=_name_language(heard[0].language, reader))
    return "\n".join(_tell_mutes(wanted, wishes, reader, now)) or say("why-unknown")


def _tell_mutes(
    wanted: Iterable[Subscription], wishes: Wishes, reader: Reader, now: datetime
) -> Iterator[str]:
    if wishes.muted_until and wishes.muted_until > now:
        yield reader.words.say("why-muted", time=reader.moment(wishes.muted_until))
    for one in wanted:
        if one.muted_until and one.muted_until > now:
            yield reader.words.say(
                "why-topic-muted",
                topic=reader.title(one.topic),
                time=reader.moment(one.muted_until),
            )


def _name(topics: Iterable[str], reader: Reader) -> str:
    """Return the titles of topics, the first few of them."""
    titles = [reader.title(topic) for topic in topics]
    return ", ".join(titles[:TOPICS]) + (" …" if len(titles) > TOPICS else "")


def _name_language(tag: str, reader: Reader) -> str:
    """Return what a language is called in the reader's own; its tag when that has no name."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(reader.words.language)
    except (UnknownLocaleError, ValueError):
        name = None
    return escape(shorten(name or tag, NAME_LIMIT))
