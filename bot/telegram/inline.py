"""Inline mode: "@bot words" in any chat offers stories that hold them, to be shared there."""

from collections.abc import Sequence
from datetime import timedelta
from html import escape

import structlog
from telegram import Chat as TelegramChat
from telegram import (
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
    User,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import TelegramError

from bot.alerts.digest import can_follow
from bot.feeds.text import clean_text
from bot.models.findings import FoundStory
from bot.store import ChatBook, StorySearch
from bot.telegram.access import Access, Context
from bot.telegram.alert_words import open_alert_words
from bot.telegram.chats import choose_words
from bot.telegram.moments import mark_moment
from bot.telegram.searching import TYPED_LIMIT
from bot.telegram.story_lines import HEADLINE_LIMIT, LINK_BYTES, SOURCE_LIMIT, mark_headline
from bot.telegram.words import Words
from bot.textlength import cut_units, shorten

log = structlog.get_logger()

OFFERED = 10  # stories; Telegram takes up to 50
KEPT = timedelta(seconds=30)  # by Telegram, for the same person and words


class Inline:
    """Answers what is typed behind the bot's name."""

    def __init__(
        self, book: ChatBook, search: StorySearch, access: Access, *, open_to_all: bool
    ) -> None:
        self._book = book
        self._search = search
        self._access = access
        self._open_to_all = open_to_all

    async def answer(self, update: Update, context: Context) -> None:
        """Offer stories; a stranger to a closed bot is offered nothing."""
        del context
        query = update.inline_query
        if query is None:
            return
        offered: list[InlineQueryResultArticle] = []
        typed = cut_units(query.query, TYPED_LIMIT).strip()
        if typed and await self._may_ask(query.from_user):
            # Their private chat with the bot says how they are talked to, if there is one.
            wishes = await self._book.wishes(query.from_user.id)
            words = choose_words(wishes, _private_chat(query.from_user), query.from_user)
            offered = build_results(
                await self._search.search(typed, limit=OFFERED), wishes.zone, words
            )
        try:
            await query.answer(offered, cache_time=KEPT, is_personal=True)
        except TelegramError as error:  # who typed on has another query by now
            log.info("inline query not answered", error=str(error))

    async def _may_ask(self, user: User) -> bool:
        # An open bot need not get to know those who only share its news.
        return self._open_to_all or await self._access.may_talk(_private_chat(user), user)


def build_results(
    stories: Sequence[FoundStory], zone: str, words: Words
) -> list[InlineQueryResultArticle]:
    """Return stories as Telegram offers them. `zone`: of who is asking, IANA name."""
    return [
        InlineQueryResultArticle(
            id=str(place),
            title=shorten(clean_text(story.headline), HEADLINE_LIMIT) or "…",
            description=" · ".join(filter(None, _describe(story, zone, words))),
            input_message_content=_write(story, zone, words),
            url=story.link if _leads_there(story.link) else None,
        )
        for place, story in enumerate(stories[:OFFERED])
    ]


def _describe(story: FoundStory, zone: str, words: Words) -> Sequence[str]:
    return (
        shorten(clean_text(story.source), SOURCE_LIMIT),
        open_alert_words(words.language, zone).moment(story.seen),
        words.say("label-sources", count=story.sources) if story.sources > 1 else "",
    )


def _write(story: FoundStory, zone: str, words: Words) -> InputTextMessageContent:
    """Return the message that is shared: the linked headline, and who reported it when."""
    source = escape(shorten(clean_text(story.source), SOURCE_LIMIT))
    told = " · ".join(filter(None, (source, mark_moment(story.seen, zone, words))))
    preview = (
        LinkPreviewOptions(url=story.link, prefer_small_media=True)
        if _leads_there(story.link)
        else LinkPreviewOptions(is_disabled=True)
    )
    return InputTextMessageContent(
        f"<b>{mark_headline(story.headline, story.link)}</b>\n{told}",
        parse_mode=ParseMode.HTML,
        link_preview_options=preview,
    )


def _leads_there(link: str) -> bool:
    return can_follow(link) and len(link.encode()) <= LINK_BYTES


def _private_chat(user: User) -> TelegramChat:
    return TelegramChat(user.id, ChatType.PRIVATE)
