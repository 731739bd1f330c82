"""Under which names a feed may show an item again: guid, else link, else title and date or text.

What one body shows is enough to see when a guid or a link identifies nothing: it stands at
items with different headlines. To take two articles for one hides news; to take one for two
costs a repeat at worst, which the stories catch.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.feeds.links import canonical_link
from bot.feeds.shown import NOTHING, Shown, digest, name_digest
from bot.models import Article

# So many guids changed at once, and none that stayed, are no accident.
_CHANGED = 3


def identify(
    articles: Iterable[Article],
    *,
    shown: Sequence[Shown] | None = None,
    beside: Collection[Shown] = (),
) -> tuple[Article, ...]:
    """Return the articles of one body with `keys` and `link_key`, each article once.

    `shown`: what show_articles says of them; `beside`: what the body's other items show, which
    are known and were left out.
    """
    articles = tuple(articles)
    shown = show_articles(articles) if shown is None else shown
    names = {name for guid, link, _ in shown for name in (guid, link)}
    everything = {seen for seen in (*shown, *beside) if seen.guid in names or seen.link in names}
    good_guids = _telling(everything, name=lambda s: s.guid, content=lambda s: (s.link, s.title))
    good_links = _telling(everything, name=lambda s: s.link, content=lambda s: s.title)
    known: set[str] = set()
    kept = []
    for article, (guid, link, _) in zip(articles, shown, strict=True):
        canonical = canonical_link(article.link)
        link_key = canonical if link in good_links and not _is_front_page(canonical) else ""
        keys = _name(
            article, guid if guid in good_guids else NOTHING, link if link_key else NOTHING
        )
        if keys[0] not in known:
            known.update(keys)
            kept.append(replace(article, keys=keys, link_key=link_key))
    return tuple(kept)


def show_articles(
    articles: Iterable[Article], *, before: Iterable[Shown] = (), stays: bool = False
) -> tuple[Shown, ...]:
    """Return what the articles of a body show, by which they are told apart, in order.

    `before`: what those of the last body showed; `stays`: one of them that has a guid stands in
    this body as it did in that one. Where a feed gives all its articles other guids with every
    body, each shows the one that it had first: under that it is known.
    """
    shown = tuple(map(_show, articles))
    if stays:
        return shown
    before = tuple(before)
    guids = {seen.guid for seen in before} - {NOTHING}
    if any(seen.guid in guids for seen in shown):
        return shown
    had = _telling(before, name=_content, content=lambda seen: seen.guid)
    first = {_content(seen): seen.guid for seen in before if _content(seen) in had}
    has = _telling(shown, name=_content, content=lambda seen: seen.guid)
    changed = {
        _content(seen)
        for seen in shown
        if seen.guid != NOTHING
        and _content(seen) in has
        and first.get(_content(seen), NOTHING) != NOTHING
    }
    if len(changed) < _CHANGED:
        return shown
    return tuple(
        seen._replace(guid=first[_content(seen)]) if _content(seen) in changed else seen
        for seen in shown
    )


def choose_key(article: Article, known: Container[str]) -> str | None:
    """Return the strongest known key that still names the article under another headline."""
    names = (key for key in article.keys if not key.startswith("t:"))
    return next((key for key in names if key in known), None)


def digest_headline(title: str) -> str:
    """Return 16 hexadecimal digits that tell a headline from another; case and space count not."""
    return digest(_fold(title).encode()).hex()


def _show(article: Article) -> Shown:
    link = canonical_link(article.link)
    return Shown(*map(name_digest, (article.guid, link, _fold(article.title))))


def _content(seen: Shown) -> bytes:
    return seen.link + seen.title


def _fold(title: str) -> str:
    return " ".join(title.casefold().split())


def _telling(
    shown: Iterable[Shown], *, name: Callable[[Shown], bytes], content: Callable[[Shown], object]
) -> set[bytes]:
    """Names that stand for one content each in this body."""
    contents: defaultdict[bytes, set[object]] = defaultdict(set)
    for seen in shown:
        contents[name(seen)].add(content(seen))
    return {label for label, of_it in contents.items() if label != NOTHING and len(of_it) == 1}


def _is_front_page(link: str) -> bool:
    """A bare host is where a site shows something else every hour."""
    parts = urlsplit(link)
    return parts.path in ("", "/") and not parts.query


def _name(article: Article, guid: bytes, link: bytes) -> tuple[str, ...]:
    """The keys of one article, strongest first; never empty."""
    keys = []
    if guid != NOTHING:
        keys.append("g:" + guid.hex())
    if link != NOTHING:
        keys.append("l:" + link.hex())
    # A dated headline says enough where the guid says nothing. An undated one may come back
    # tomorrow as other news ("Weather"), and is used, with its text, only where nothing else is
    # known.
    if guid == NOTHING and article.published:
        keys.append(_title_key(article, article.published.isoformat()))
    elif not keys:
        keys.append(_title_key(article, _fold(f"{article.summary} {article.body}")))
    return tuple(keys)


def _title_key(article: Article, beside: str) -> str:
    return "t:" + name_digest(f"{_fold(article.title)}\n{beside}").hex()
