"""What a rule asks of an article beside its words. What is not known of an article passes."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.models import Article
from bot.rules.book import Filters, Hours
from bot.rules.text import tokenize


def find_refusal(
    filters: Filters, article: Article, *, source: str, now: datetime | None
) -> str | None:
    """Return, in words, which filter keeps an article out; None when all let it pass.

    `source` is the title of its feed, "" when unknown; `now` is aware, None when unknown.
    """
    language = article.language.partition("-")[0].lower()
    if filters.languages and language and language not in filters.languages:
        return f"its language is {language}, not {_list(filters.languages)}"
    if filters.sources and not _is_listed(filters.sources, article.link, source):
        return f"its source is {source or _host(article.link)}, not {_list(filters.sources)}"
    if filters.hours and now is not None and not _is_within(filters.hours, now):
        begin, end = filters.hours.begin, filters.hours.end
        return f"it is not between {begin:%H:%M} and {end:%H:%M} {filters.hours.zone}"
    if filters.max_age is not None and now is not None and article.published is not None:
        age = now - article.published
        if age > filters.max_age:
            return f"it is {age} old, more than {filters.max_age}"
    return None


def _is_listed(sources: Iterable[str], link: str, source: str) -> bool:
    """Return whether a source is listed, by the words of its title or by its host."""
    host, title = _host(link), _fold(source)
    if not host and not title:
        return True
    for listed in sources:
        named = listed.lower().removeprefix("www.")
        if title and _fold(listed) == title:
            return True
        if host == named or host.endswith(f".{named}"):
            return True
    return False


def _host(link: str) -> str:
    try:
        return (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _fold(title: str) -> tuple[str, ...]:
    return tuple(token.folded for token in tokenize(title))


def _is_within(hours: Hours, now: datetime) -> bool:
    clock = now.astimezone(ZoneInfo(hours.zone)).time()
    if hours.begin < hours.end:
        return hours.begin <= clock < hours.end
    return clock >= hours.begin or clock < hours.end  # over midnight


def _list(items: tuple[str, ...]) -> str:
    return " or ".join(items)
