"""What is said of feeds that are added in chats, as Telegram HTML."""

from collections.abc import Mapping, Sequence
from html import escape

from babel import Locale

from bot.feeds.text import clean_text
from bot.models import Article
from bot.models.firstlook import FeedLook
from bot.models.health import FeedHealth
from bot.models.polls import host_of
from bot.rules.files.feedlist import find_fault
from bot.telegram.keyboard import LABEL_LIMIT
from bot.telegram.moments import mark_moment
from bot.telegram.screen import Screen, button, turn_pages
from bot.telegram.story_lines import mark_headline
from bot.telegram.words import Words
from bot.textlength import shorten

PREFIX = "list:"
ADD, LEAVE = f"{PREFIX}add", f"{PREFIX}no"
TITLE_LIMIT = 60
ADDRESS_LIMIT = 1_500  # characters: the answer has room for it, and no feed's is longer
_TOPICS_SHOWN = 10


def offer_feed(look: FeedLook, titles: Mapping[str, str], zone: str, words: Words) -> Screen:
    """Return what a feed would bring, and the question whether to poll it.

    `titles`: of topics, by name; `zone`: the reader's. The address stands alone on the second
    line: from there a press on a button takes it.
    """
    parts = [
        "\n".join([_name(look.title or host_of(look.url), look.url), _describe(look, words)]),
        "\n".join(_tell_item(article, zone, words) for article in look.newest),
        _tell_matches(look, titles, words),
        words.say("add-ask"),
    ]
    rows = [
        [button(words.say("button-add-feed"), ADD), button(words.say("button-leave-feed"), LEAVE)]
    ]
    return Screen(text="\n\n".join(filter(None, parts)), rows=rows)


def read_offer(text: str) -> tuple[str, str]:
    """Return title and address from the text of an offer; both empty when it is none."""
    title, _, rest = text.partition("\n")
    address = rest.partition("\n")[0].strip()
    return (title, address) if address and find_fault(address) is None else ("", "")


def tell_offered(title: str, address: str, feed: FeedHealth | None, words: Words) -> str:
    """Return what became of an offer; `feed`: the one that is polled there, if any."""
    if feed is None:
        said = words.say("feed-left")
    else:
        said = words.say("feed-added" if feed.added else "feed-listed")
    return f"{_name(title, address)}\n\n{said}"


def tell_polled(feed: FeedHealth, words: Words) -> str:
    """Return that a feed is polled already."""
    return f"{_name(feed.title, feed.url)}\n\n{words.say('add-known')}"


def list_added(feeds: Sequence[FeedHealth], page: int, words: Words) -> Screen:
    """Return the feeds that were added, with a button to remove each."""
    if not feeds:
        return Screen(text=words.say("remove-none"), rows=[])
    shown, pager = turn_pages(feeds, page, lambda page: f"{PREFIX}page:{page}")
    rows = [
        [button(f"✖ {shorten(clean_text(feed.title), LABEL_LIMIT - 2)}", write_drop(feed, page))]
        for feed in shown
    ]
    return Screen(text=words.say("remove-which"), rows=[*rows, *pager])


def write_drop(feed: FeedHealth, page: int) -> str:
    """Return what the button sends that removes a feed from a page of them."""
    return f"{PREFIX}drop:{feed.id}:{page}"


def read_press(data: str) -> tuple[int | None, int] | None:
    """Return the feed that a button removes, if it does, and its page; None for another one."""
    verb, *numbers = data.removeprefix(PREFIX).split(":")
    if not all(one.isascii() and one.isdecimal() and len(one) < 16 for one in numbers):
        return None
    match verb, numbers:
        case "page", [page]:
            return None, int(page)
        case "drop", [feed, page]:
            return int(feed), int(page)
        case _:
            return None


def _name(title: str, address: str) -> str:
    named = shorten(clean_text(title), TITLE_LIMIT) or host_of(address)
    return f"<b>{escape(named)}</b>\n<code>{escape(address)}</code>"


def _describe(look: FeedLook, words: Words) -> str:
    if not look.items:
        return words.say("add-empty")
    if look.a_day is None:
        often = words.say("label-rate-unknown")
    elif look.a_day < 1:
        often = words.say("label-rate-rare")
    else:
        often = words.say("label-rate", count=round(look.a_day))
    language = _name_language(look.language, words)
    items = words.say("label-items", count=look.items)
    return " · ".join(filter(None, (escape(language), items, often)))


def _name_language(code: str, words: Words) -> str:
    names = Locale.parse(words.language).languages
    return str(names.get(code.partition("-")[0], code))


def _tell_item(article: Article, zone: str, words: Words) -> str:
    published = article.published
    moment = mark_moment(published, zone, words) if published else words.say("label-no-date")
    return f"• {mark_headline(article.title, article.link)} · {moment}"


def _tell_matches(look: FeedLook, titles: Mapping[str, str], words: Words) -> str:
    if not look.items:
        return ""
    if not look.matching:
        return words.say("add-matches-none")
    shown = [
        words.say("stats-topic", title=escape(shorten(title, TITLE_LIMIT)), count=count)
        for name, count in look.topics[:_TOPICS_SHOWN]
        for title in [titles.get(name, name)]
    ]
    if rest := len(look.topics) - len(shown):
        shown.append(words.say("why-more", count=rest))
    return "\n".join([words.say("add-matches", count=look.matching), *shown])
