"""Every entry of a body with its identity, those too that only repeat another one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.feeds.identity import identify, show_articles
from bot.feeds.language import fill_languages
from bot.feeds.shown import NOTHING, Shown
from bot.models import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article as it stands in a feed."""

    article: Article
    repeats: bool  # one above it has the same identity: it is not kept


def list_entries(articles: Iterable[Article]) -> tuple[Entry, ...]:
    """Return the articles of one body in its order, identified and with a language."""
    articles = tuple(articles)
    shown = show_articles(articles)
    kept = iter(identify(articles, shown=shown))
    like = _group(shown)
    entries: list[Entry] = []
    following = next(kept, None)
    for article, seen in zip(articles, shown, strict=True):
        if following is not None and _is_of(article, following):
            entries.append(Entry(article=following, repeats=False))
            following = next(kept, None)
        else:
            # Only what shares its guid or link says whether these tell it apart.
            beside = like[seen.guid] | like[seen.link]
            (alone,) = identify((article,), shown=(seen,), beside=beside)
            entries.append(Entry(article=alone, repeats=True))
    told = fill_languages(entry.article for entry in entries)
    return tuple(
        replace(entry, article=article) for entry, article in zip(entries, told, strict=True)
    )


def _is_of(article: Article, kept: Article) -> bool:
    """Whether a kept article is this one, identified."""
    return replace(kept, keys=article.keys, link_key=article.link_key) == article


def _group(shown: Iterable[Shown]) -> dict[bytes, set[Shown]]:
    groups: defaultdict[bytes, set[Shown]] = defaultdict(set)
    for seen in shown:
        for name in (seen.guid, seen.link):
            if name != NOTHING:
                groups[name].add(seen)
    return groups
