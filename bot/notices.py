"""Tells the administrators what an operator would want to know at once."""

from collections import deque
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.errors import NotSent, SendError
from bot.loop import Loop

log = structlog.get_logger()

_MOST = 50  # that wait; when Telegram is away for long, the oldest are forgotten


class Tell(Protocol):
    """Lets every administrator know, as soon as that is possible."""

    def __call__(self, text: str, /, *, said: Callable[[], None] = ...) -> None:
        """`said` is called when each of them knows, or never will by us."""


@dataclass(slots=True)
class _Notice:
    text: str
    said: Callable[[], None]
    left: int  # administrators who do not know

    def settle(self) -> None:
        self.left -= 1
        if not self.left:
            self.said()


class Notices(Loop):
    """Says each notice once to every administrator, in order, as soon as that is possible.

    They are not kept in the database: after a restart what they were about is said anew, if it
    still holds.
    """

    def __init__(self, say: Callable[[int, str], Awaitable[None]], chats: Collection[int]) -> None:
        """`say`: to a chat, plain text; raises SendError in its kinds. `chats`: who is told."""
        super().__init__()
        self._say = say
        self._chats = tuple(sorted(chats))
        self._waiting: deque[tuple[int, _Notice]] = deque()

    def tell(self, text: str, *, said: Callable[[], None] = lambda: None) -> None:
        """Let every administrator know; as `Tell` says."""
        if not self._chats:
            said()
            return
        notice = _Notice(text, said, left=len(self._chats))
        self._waiting.extend((chat, notice) for chat in self._chats)
        self._forget_oldest()
        self.wake()

    async def take_turn(self) -> None:
        """Say what waits; who cannot be reached now is tried again next time."""
        waiting = list(self._waiting)
        self._waiting.clear()
        later: list[tuple[int, _Notice]] = []
        for chat, notice in waiting:
            if any(chat == other for other, _ in later):  # in order
                later.append((chat, notice))
                continue
            try:
                await self._say(chat, notice.text)
            except NotSent:
                later.append((chat, notice))
                continue
            except SendError as error:
                log.warning("administrator not told", chat=chat, error=str(error))
            except Exception:
                log.exception("telling an administrator broke", chat=chat)
            notice.settle()
        self._waiting.extendleft(reversed(later))
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        while len(self._waiting) > _MOST:
            _, notice = self._waiting.popleft()
            notice.settle()
