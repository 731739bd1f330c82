"""Tells the administrators what an operator would want to know at once."""

from collections import deque
from collections.abc import Awaitable, Callable, Collection

import structlog

from bot.errors import NotSent, SendError
from bot.loop import Loop

log = structlog.get_logger()

_MOST = 50  # that wait; when Telegram is away for long, the oldest are forgotten


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
        self._waiting: deque[tuple[int, str]] = deque(maxlen=_MOST)

    def tell(self, text: str) -> None:
        """Let every administrator know."""
        self._waiting.extend((chat, text) for chat in self._chats)
        self.wake()

    async def take_turn(self) -> None:
        """Say what waits; who cannot be reached now is tried again next time."""
        waiting = list(self._waiting)
        self._waiting.clear()
        later: list[tuple[int, str]] = []
        for chat, text in waiting:
            if any(chat == other for other, _ in later):  # in order
                later.append((chat, text))
                continue
            try:
                await self._say(chat, text)
            except NotSent:
                later.append((chat, text))
            except SendError as error:
                log.warning("administrator not told", chat=chat, error=str(error))
            except Exception:
                log.exception("telling an administrator broke", chat=chat)
        self._waiting.extendleft(reversed(later))
