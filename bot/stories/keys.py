"""What an article is known again by."""

from hashlib import blake2b

from bot.models import Article


def make_key(article: Article, *, source: str) -> tuple[str, ...]:
    """Return what an article is known again by: its link, else its guid and title.

    The first word says which. The front page of a site is no article's link, and feeds that give
    no links may well give every item the same guid.
    """
    link = article.link_key
    if "/" in link.removeprefix("https://") or "?" in link:
        return "link", link
    return "guid" if article.guid else "title", source, article.guid, article.title


def name_key(key: tuple[str, ...]) -> str:
    """Return 16 hex digits for a key; a story is called after the key of its first article."""
    return blake2b("\n".join(key).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
