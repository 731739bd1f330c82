"""A forwarded article or a link gets a topic proposed, to be watched for."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot, Message, MessageEntity
from telegram.constants import ChatType
from telegram.ext import filters

from bot.errors import BotError, FetchError
from bot.telegram.answers import Redrawer, reply
from bot.telegram.watch_words import offer_line
from bot.telegram.words import Words

log = structlog.get_logger()

AT_ONCE = 2  # articles that are read, of all chats: each is a child process, or waits for a server
LINK_LIMIT = 4_000  # characters; a longer word is no address
_LINKS: list[str | None] = [MessageEntity.URL, MessageEntity.TEXT_LINK]

Propose = Callable[[str, str], Awaitable[str]]  # text and link; raises BotError

# What has a caption is an article only when it was forwarded, or leads to one.
WITH_CAPTION = filters.CAPTION & (
    filters.FORWARDED
    | filters.CaptionEntity(MessageEntity.URL)
    | filters.CaptionEntity(MessageEntity.TEXT_LINK)
)


class Offers:
    """Reads articles beside everything else, and answers when it has."""

    def __init__(self, propose: Propose, answers: Redrawer) -> None:
        self._propose = propose
        self._answers = answers
        self._turns = asyncio.Semaphore(AT_ONCE)

    def listen(self, message: Message, bot: Bot, words: Words) -> bool:
        """Propose a topic for a forwarded article or a link; False: the message is neither."""
        text, link = read_article(message)
        forwarded = message.forward_origin is not None and bool(text)
        if message.chat.type != ChatType.PRIVATE or not (forwarded or link):
            return False
        self.ask(message, bot, text, link, words)
        return True

    def ask(self, message: Message, bot: Bot, text: str, link: str, words: Words) -> None:
        """Propose a topic, in answer to a message, for a text or the page of a link."""

        async def answer() -> None:
            await self._answer(message, bot, text, link, words)

        # Of many that come at once in a chat the one under way and the last are read.
        self._answers.ask(message.chat_id, "article", answer)

    async def _answer(
        self, message: Message, bot: Bot, text: str, link: str, words: Words
    ) -> None:
        try:
            async with self._turns:
                line = await self._propose(text, link)
        except FetchError as error:
            log.info("no page to propose from", error=str(error))
            await reply(bot, message, words.say("watch-no-page"), under=message.message_id)
        except BotError as error:
            log.info("nothing to propose", error=str(error))
            await reply(bot, message, words.say("watch-no-words"), under=message.message_id)
        else:
            screen = offer_line(line, words)
            await reply(bot, message, screen.text, screen.keyboard, under=message.message_id)


def read_article(message: Message) -> tuple[str, str]:
    """Return the text of a message without addresses, and the first link in it.

    Either may be empty; a command is neither.
    """
    text = message.text or message.caption or ""
    if text.startswith("/"):
        return "", ""
    found = (
        message.parse_entities(_LINKS) if message.text else message.parse_caption_entities(_LINKS)
    )
    link = ""
    for entity, shown in found.items():
        if entity.type == MessageEntity.URL:
            text = text.replace(shown, " ")
        address = entity.url or shown
        if "://" not in address:
            address = f"https://{address}"
        if not link and address.startswith(("http://", "https://")) and len(address) <= LINK_LIMIT:
            link = address
    return text.strip(), link
