"""What can go wrong, grouped by what the caller does next.

BotError
├── SettingsError       refuse to start; carries every problem
├── RuleFileError       refuse to start, or keep the old rules; carries every problem
├── DatabaseError       refuse to start, or pause and try again
│   └── LeaseLost       leave it: by now it may be somebody else's
├── FetchError          poll again later; carries the wait the server asked for
│   └── FeedGone        poll rarely and tell the operator
├── ParseError          count a failure of the feed
└── SendError           the message itself was refused: record it as failed
    ├── NotSent         surely not delivered: put it back
    │   └── RetryLater  Telegram said when; that chat waits
    ├── Uncertain       perhaps delivered: send once more later, then take it as told
    ├── ChatGone        close the chat
    ├── ThreadGone      send to the chat itself, and forget the thread
    └── ChatMoved       rewrite the chat's id
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.models import Problem


class BotError(Exception):
    """Any error with a message meant for people: what, where, and what to do next."""


class SettingsError(BotError):
    """Settings are wrong or unknown; the message lists all of them."""


class RuleFileError(BotError):
    """Files in the rules folder do not hold."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class DatabaseError(BotError):
    """The database cannot be opened, read or written."""


class LeaseLost(DatabaseError):
    """A worker may not do this any more; nothing of it was written."""


class FetchError(BotError):
    """A poll brought nothing usable."""

    def __init__(self, message: str, *, wait: timedelta | None = None, host: str = "") -> None:
        super().__init__(message)
        self.wait = wait  # at least this long, by the server's word
        self.host = host  # who answered so; "": nobody did


class FeedGone(FetchError):
    """The server says that the feed is not there any more (404, 410)."""


class ParseError(BotError):
    """A body is no feed, or reading it took too long."""


class SendError(BotError):
    """A message was refused for good."""


class NotSent(SendError):
    """The request did not reach Telegram, or was refused for now."""


class RetryLater(NotSent):
    """Telegram asks for patience with this chat."""

    def __init__(self, message: str, *, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


class Uncertain(SendError):
    """The request went out and no answer came."""


class ChatGone(SendError):
    """Blocked, kicked, deleted or deactivated."""


class ThreadGone(SendError):
    """The thread of a forum was closed or deleted."""


class ChatMoved(SendError):
    """A group became a supergroup."""

    def __init__(self, message: str, *, new_chat: int) -> None:
        super().__init__(message)
        self.new_chat = new_chat
