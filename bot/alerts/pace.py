"""Our own pace towards Telegram, in one place. Pure: the time comes in.

Telegram asks for at most about 1 message a second in a private chat, 20 a minute in a group
or channel, and 30 a second over all chats (core.telegram.org/bots/faq). A refused request
lengthens the wait, so we stay below; and when it refuses all the same, we slow down.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

# So many chats refused at once mean that the whole bot is too fast. Then its rate halves, down
# to an eighth, and comes back by an eighth at a time.
REFUSALS = 3
LEAST_SHARE = 1 / 8
STEP = 1 / 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What we allow ourselves."""

    rate: float = 28  # requests a second over all chats
    private: timedelta = timedelta(seconds=1)  # between two requests to a private chat
    # 20 a minute is one in 3 s; the rest is slack, for requests that bunch up on their way.
    group: timedelta = timedelta(seconds=3.05)  # in groups and channels
    in_flight: int = 20  # deliveries at a time; one HTTP session takes no harm from so many
    hung: timedelta = timedelta(seconds=3)  # one that is out for longer does not count there
    most_in_flight: int = 60  # hung ones too
    wary: timedelta = timedelta(minutes=10)  # a chat goes at half its pace after a refusal
    together: timedelta = timedelta(seconds=1)  # refusals within this time are at once
    ease: timedelta = timedelta(seconds=30)  # between two steps back to the full rate


class Pace:
    """When the next request may start, and which chats must be left alone until then.

    Chats go by Telegram's numbers: those of groups and channels are negative. The terminal
    is 0, and never rests.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._gap = timedelta(microseconds=ceil(1_000_000 / limits.rate))
        self._next = datetime.min.replace(tzinfo=UTC)
        self._rests: dict[int, datetime] = {}
        self._holds: dict[int, datetime] = {}
        self._wary: dict[int, datetime] = {}
        self._refusals: list[tuple[datetime, int]] = []
        self._share = 1.0  # of the rate, at the time of the last braking
        self._braked = self._next

    def wait(self, now: datetime) -> timedelta:
        """Return how long until the next request may start, whatever the chat; zero: now."""
        gap = self._find_gap(now)
        if self._next - now > 2 * gap:
            self._next = now  # only a clock that was set back makes it look so far away
        return max(self._next - now, timedelta())

    def rest(self, chat: int, now: datetime) -> timedelta:
        """Return how long a chat must be left alone since it was written to; zero: not."""
        return max(self.resting(now).get(chat, now) - now, timedelta())

    def resting(self, now: datetime) -> dict[int, datetime]:
        """Return the chats that were written to just now, with the end of their rest."""
        longest = 2 * max(self.limits.private, self.limits.group)  # more: a clock set back
        self._rests = {
            chat: until
            for chat, until in self._rests.items()
            if timedelta() < until - now <= longest
        }
        return self._rests

    def held(self, now: datetime) -> dict[int, datetime]:
        """Return the chats for which Telegram asked for patience, with the end of the wait."""
        self._holds = {chat: until for chat, until in self._holds.items() if until > now}
        return self._holds

    def take(self, chat: int, now: datetime) -> None:
        """Record that a request for the chat starts now."""
        gap = self._find_gap(now)
        # One gap of credit, so that a timer that wakes late does not lower the rate.
        self._next = max(self._next, now - gap) + gap
        if chat:
            usual = self.limits.private if chat > 0 else self.limits.group
            wary = self._wary.get(chat, now) > now
            self._rests[chat] = now + (2 * usual if wary else usual)

    def hold(self, chat: int, wait: timedelta, now: datetime) -> bool:
        """Record that Telegram refused a request for now and asked to wait.

        The chat goes at half its pace for a while after. True: so many chats were refused at
        once that the whole bot slows down.
        """
        until = now + wait
        self._holds[chat] = max(until, self._holds.get(chat, until))
        self._wary = {other: end for other, end in self._wary.items() if end > now}
        self._wary[chat] = until + self.limits.wary
        since = now - self.limits.together
        self._refusals = [one for one in self._refusals if since < one[0] <= now]
        # Requests that were out when the bot slowed down say nothing new.
        if timedelta() <= now - self._braked < self.limits.hung:
            return False
        self._refusals.append((now, chat))
        if len({refused for _, refused in self._refusals}) < REFUSALS:
            return False
        self._refusals.clear()
        self._share, self._braked = max(self._find_share(now) / 2, LEAST_SHARE), now
        return True

    def _find_share(self, now: datetime) -> float:
        """Return which part of the rate is ours now."""
        self._braked = min(self._braked, now)  # later only by a clock that was set back
        return min(1.0, self._share + STEP * ((now - self._braked) // self.limits.ease))

    def _find_gap(self, now: datetime) -> timedelta:
        return self._gap / self._find_share(now)
