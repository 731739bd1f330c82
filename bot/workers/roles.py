"""What a process does of all that the bot does."""

from enum import StrEnum


class Role(StrEnum):
    """A part of the work; one process has all of them, unless it is told otherwise."""

    POLL = "poll"  # ask feeds, and keep what is new
    DECIDE = "decide"  # match, find stories, say whom to tell; and keep house
    SEND = "send"  # bring alerts to Telegram, or to the terminal
    TALK = "talk"  # listen to people, and answer
    WEB = "web"  # serve the status page, and take what hubs push


ALL = frozenset(Role)
