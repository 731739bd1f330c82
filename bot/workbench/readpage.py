"""An article on the web to its headline and plain text: for `derive`, one page at a time."""

import asyncio
from collections import Counter
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.errors import BotError, FetchError
from bot.feeds.fetch import fetch_feed
from bot.feeds.guard import AddressGuard
from bot.feeds.sessions import open_session
from bot.feeds.text import clean_text
from bot.models.polls import as_feed
from bot.settings import Settings

_NO_ARTICLE = "script,style,template,noscript,nav,header,footer,aside,form,figure,iframe,svg"
_LEAST_WORDS = 6  # of a paragraph of prose


class Page(NamedTuple):
    """What readers see of an article's page."""

    title: str
    text: str


def read_page(url: str, settings: Settings, user_agent: str) -> Page:
    """Fetch an article's page, as feeds are fetched, and return its title and text.

    Raises BotError when it cannot be had, or holds no article.
    """
    try:
        body, content_type = asyncio.run(_fetch(url, settings, user_agent))
    except FetchError as error:
        raise BotError(f"cannot read the article: {error}") from error
    page = extract_article(body, content_type)
    if not page.text:
        raise BotError(
            f"{url} holds no article that can be told from the rest of the page: "
            "save its text to a file and derive from that"
        )
    return page


async def _fetch(url: str, settings: Settings, user_agent: str) -> tuple[bytes, str]:
    async with open_session(AddressGuard(settings.feed_networks), user_agent) as session:
        fetched = await fetch_feed(session, as_feed(url))
    return fetched.body or b"", fetched.content_type


def extract_article(body: bytes, content_type: str = "") -> Page:
    """Return title and text of a page; empty ones when there is no article in it.

    The article is where most of the text in paragraphs stands: what is around it on a page has
    many links and few sentences.
    """
    if content_type.startswith("text/plain"):
        return Page(title="", text=body.decode("utf-8", errors="replace"))
    tree = LexborHTMLParser(body)
    title = _read_title(tree)
    for node in tree.css(_NO_ARTICLE):
        node.decompose()
    paragraphs = [(node, clean_text(node.text())) for node in tree.css("p")]
    told = [(node, text) for node, text in paragraphs if _tells(node, text)]
    weights: Counter[int] = Counter()
    for node, text in told:
        for above in _parents(node):
            weights[above] += len(text)
    if not weights:
        return Page(title=title, text="")
    best = max(weights, key=lambda mem: weights[mem])
    within = [text for node, text in told if best in _parents(node)]
    return Page(title=title, text="\n".join(dict.fromkeys(within)))


def _read_title(tree: LexborHTMLParser) -> str:
    shown = tree.css_first('meta[property="og:title"]')
    given = (shown.attributes.get("content") if shown else "") or ""
    if not given:
        heading = tree.css_first("h1") or tree.css_first("title")
        given = heading.text() if heading else ""
    return clean_text(given)


def _tells(node: LexborNode, text: str) -> bool:
    """Whether a paragraph is prose: some words, and most of them no links."""
    linked = sum(len(link.text()) for link in node.css("a"))
    return len(text.split()) >= _LEAST_WORDS and 2 * linked < len(text)


def _parents(node: LexborNode) -> list[int]:
    """Return the parent and its parent: an article's paragraphs may be in two boxes."""
    parents = [node.parent, node.parent.parent if node.parent else None]
    return [parent.mem_id for parent in parents if parent is not None]
