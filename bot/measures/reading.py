"""How the bot is at a moment: what the database knows, and what only the process does. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.models.health import Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A loop that runs here, and how long ago it last ended a turn."""

    loop: str  # its name, such as "poll"
    ago: timedelta
    every: timedelta  # how often it is woken, at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that is asked at once."""

    at: datetime
    started: datetime  # the process
    health: Health | None  # None: the database does not say
    last_good: datetime | None = None  # when any feed was last polled well
    trouble: str = ""  # why the database does not say; empty: it does
    failing: str = ""  # what else the database fails at, for a while now; empty: nothing
    connected: bool = True  # to Telegram, or it is not wanted
    telegram: str = ""  # why it does not answer any more, in words; empty: it does
    rules: str = ""  # why edited rules are not in force; empty: they are
    turns: tuple[Turn, ...] = ()
