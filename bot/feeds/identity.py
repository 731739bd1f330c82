"""Under which names a feed may show an item again: guid, else link, else title and date.

What one body shows is enough to see when a guid or a link identifies nothing: it stands at
items with different headlines. To take two articles for one hides news; to take one for two
costs a repeat at worst, which the stories catch.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from hashlib import blake2b
from urllib.parse import urlsplit

from bot.models import Article
from bot.stories.links import canonical_link

_Seen = tuple[str, str, str]  # what an item shows: guid, canonical link, folded title


def identify(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Return the articles of one body with `keys` and `link_key`, each article once."""
    shown = [(article, _show(article)) for article in articles]
    good_guids = _telling(
        (seen for _, seen in shown), name=lambda s: s[0], content=lambda s: (s[1], s[2])
    )
    good_links = _telling((seen for _, seen in shown), name=lambda s: s[1], content=lambda s: s[2])
    known: set[str] = set()
    kept = []
    for article, (guid, link, title) in shown:
        link_key = link if link in good_links and not _is_front_page(link) else ""
        keys = _name(article, guid if guid in good_guids else "", link_key, title)
        if keys[0] not in known:
            known.update(keys)
            kept.append(replace(article, keys=keys, link_key=link_key))
    return tuple(kept)


def choose_key(article: Article, known: Container[str]) -> str | None:
    """Return the strongest known key that still names the article under another headline."""
    names = (key for key in article.keys if not key.startswith("t:"))
    return next((key for key in names if key in known), None)


def digest_headline(title: str) -> str:
    """Return 16 hexadecimal digits that tell a headline from another; case and space count not."""
    return _digest(_fold(title))


def _show(article: Article) -> _Seen:
    return article.guid, canonical_link(article.link), _fold(article.title)


def _fold(title: str) -> str:
    return " ".join(title.casefold().split())


def _telling(
    shown: Iterable[_Seen], *, name: Callable[[_Seen], str], content: Callable[[_Seen], object]
) -> set[str]:
    """Names that stand for one content each in this body."""
    contents: defaultdict[str, set[object]] = defaultdict(set)
    for seen in shown:
        contents[name(seen)].add(content(seen))
    return {label for label, of_it in contents.items() if label and len(of_it) == 1}


def _is_front_page(link: str) -> bool:
    """A bare host is where a site shows something else every hour."""
    parts = urlsplit(link)
    return parts.path in ("", "/") and not parts.query


def _name(article: Article, guid: str, link: str, title: str) -> tuple[str, ...]:
    """The keys of one article, strongest first; never empty."""
    keys = []
    if guid:
        keys.append("g:" + _digest(guid))
    if link:
        keys.append("l:" + _digest(link))
    # A dated headline says enough where the guid says nothing. An undated one may come back
    # tomorrow as other news ("Weather"), and is used only where nothing else is known.
    if not keys or (not guid and article.published):
        dated = article.published.isoformat() if article.published else ""
        keys.append("t:" + _digest(f"{title}\n{dated}"))
    return tuple(keys)


def _digest(text: str) -> str:
    """16 hexadecimal digits: among a million keys of one feed, a clash has odds of 1 to 10^7."""
    return blake2b(text.encode(), digest_size=8).hexdigest()
