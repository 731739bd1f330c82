"""Personal topics in memory, and a desk that puts them in force."""

import asyncio
from dataclasses import replace
from datetime import datetime

from bot.errors import BotError
from bot.models.watches import PREFIX, Look, Watch
from tests.fakes.chat_book import MemoryChatBook


class MemoryWatchBook:
    """Keeps what chats watch for in a list, and their subscriptions in a chat book."""

    def __init__(self, book: MemoryChatBook) -> None:
        self._book = book
        self._kept: list[Watch] = []
        self._named = 0

    def all(self) -> tuple[Watch, ...]:
        """Return those of all chats."""
        return tuple(
            replace(one, wanted=one.name in self._book.topics.get(one.chat, {}))
            for one in self._kept
            if one.chat in self._book.chats
        )

    async def watch(
        self, chat: int, words: str, *, most: int, now: datetime, thread: int | None = None
    ) -> Watch | None:
        """Return the chat's topic of these words, with its alerts on; None: it has enough."""
        mine = await self.watches_of(chat)
        known = next((one for one in mine if one.words.casefold() == words.casefold()), None)
        if known is None:
            if len(mine) >= most:
                return None
            self._named += 1
            known = Watch(name=f"{PREFIX}{self._named}", chat=chat, words=words, created=now)
            self._kept.append(known)
        await self._book.subscribe(chat, known.name, now=now, thread=thread)
        return known

    async def unwatch(self, chat: int, name: str) -> Watch | None:
        """Delete a topic of the chat; None: it has none."""
        found = next((one for one in self._kept if (one.chat, one.name) == (chat, name)), None)
        if found is not None:
            self._kept.remove(found)
            await self._book.unsubscribe(chat, name)
        return found

    async def watches_of(self, chat: int) -> tuple[Watch, ...]:
        """Return the topics of a chat."""
        return tuple(one for one in self.all() if one.chat == chat)


class MemoryDesk:
    """Answers with what a test put into it; a BotError is raised."""

    def __init__(self) -> None:
        self.looks: dict[str, Look] = {}  # by line; none: looking breaks
        self.lines: dict[tuple[str, str], str | BotError] = {}  # by text and link
        self.woken = 0
        self.gate = asyncio.Event()  # not set: nothing is answered yet
        self.gate.set()

    async def look(self, words: str) -> Look:
        """Return what a line would have matched."""
        await self.gate.wait()
        if words not in self.looks:
            raise BotError("the child died")
        return self.looks[words]

    async def propose(self, text: str, link: str) -> str:
        """Return the line for an article."""
        await self.gate.wait()
        line = self.lines[text, link]
        if isinstance(line, BotError):
            raise line
        return line

    def wake(self) -> None:
        """Count the calls."""
        self.woken += 1


async def propose_nothing(text: str, link: str) -> str:
    """Find no article telling enough."""
    del text, link
    raise BotError("nothing is proposed here")
