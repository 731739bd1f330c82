"""Our own pace towards Telegram, in one place. Pure: the time comes in.

Telegram asks for at most about 1 message a second in a private chat, 20 a minute in a group
or channel, and 30 a second over all chats (core.telegram.org/bots/faq). A refused request
lengthens the wait, so we stay below; and when it refuses all the same, we slow down.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from bot.alerts.arrivals import Arrivals

# So many chats refused at once mean that the whole bot is too fast. Then its rate halves, down
# to an eighth, and comes back by an eighth at a time.
REFUSALS = 3
LEAST_SHARE = 1 / 8
STEP = 1 / 8

# A turn that comes late by no more than this part of the gap does not delay the next, so that
# timers that wake late do not lower the rate. More would let requests bunch up on their way; it
# does no harm after a pause as long as the time over which Telegram counts.
CREDIT = 1 / 3

# As much more than our rate may come in at once where some were held up: 30 instead of 28.
SPARE = 1 / 14

NOTHING = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What we allow ourselves."""

    rate: float = 28  # requests a second over all chats
    counted: timedelta = timedelta(seconds=1)  # the time over which Telegram counts them
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
        self._arrivals = Arrivals(
            most=max(round(limits.rate * (1 + SPARE) * limits.counted.total_seconds()), 1),
            within=limits.counted,
            hung=limits.hung,
        )

    def wait(self, now: datetime) -> timedelta:
        """Return how long until the next request may start, whatever the chat; zero: now."""
        gap = self.gap(now)
        if self._next - now > 2 * gap:
            self._next = now  # only a clock that was set back makes it look so far away
        return max(self._next - now, self._arrivals.wait(now))

    def gap(self, now: datetime) -> timedelta:
        """Return how long it is from one request to the next, at the rate of now."""
        if self._share == 1:
            return self._gap
        return self._gap / self._find_share(now)

    def rest(self, chat: int, now: datetime) -> timedelta:
        """Return how long a chat must be left alone since it was written to; zero: not."""
        until = self._rests.get(chat)
        if until is None or not NOTHING < until - now <= self._find_longest():
            return NOTHING
        return until - now

    def resting(self, now: datetime) -> dict[int, datetime]:
        """Return the chats that were written to just now, with the end of their rest."""
        latest = now + self._find_longest()
        self._rests = {chat: until for chat, until in self._rests.items() if now < until <= latest}
        return self._rests

    def held(self, now: datetime) -> dict[int, datetime]:
        """Return the chats for which Telegram asked for patience, with the end of the wait."""
        self._holds = {chat: until for chat, until in self._holds.items() if until > now}
        return self._holds

    def take(self, chat: int, now: datetime) -> None:
        """Record that a request for the chat starts now."""
        gap = self.gap(now)
        idle = now - self._next > self.limits.counted
        self._next = max(self._next, now - gap * (1 if idle else CREDIT)) + gap
        self._let_rest(chat, now)

    def resume(self, chat: int, at: datetime) -> None:
        """Record that somebody else, who had the pace before, wrote to a chat then."""
        self._next = max(self._next, at + self._gap)
        self._arrivals.note(at)
        self._let_rest(chat, at)

    def use(self, chat: int, now: datetime) -> None:
        """Record that a request whose turn was taken before starts only now."""
        # Late ones would bunch up with those that follow, if these did not count from here.
        gap = self.gap(now)
        self._next = max(self._next, now - gap * CREDIT + gap)
        self._let_rest(chat, now)

    def leave(self, now: datetime) -> int:
        """Record that a request leaves; return its number."""
        return self._arrivals.leave(now)

    def land(self, number: int, chat: int, now: datetime) -> None:
        """Record that a request for the chat was answered, or will never be."""
        came = self._arrivals.land(number, now)
        if (end := came + self._find_rest(chat, now)) - now > self.rest(chat, now):
            self._rests[chat] = end  # it was held up on its way, perhaps

    def _let_rest(self, chat: int, now: datetime) -> None:
        if chat:
            self._rests[chat] = now + self._find_rest(chat, now)

    def _find_rest(self, chat: int, now: datetime) -> timedelta:
        usual = self.limits.private if chat > 0 else self.limits.group
        return 2 * usual if self._wary.get(chat, now) > now else usual

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
        if NOTHING <= now - self._braked < self.limits.hung:
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

    def _find_longest(self) -> timedelta:
        """Return how long a chat may rest; longer: the clock was set back."""
        return 2 * max(self.limits.private, self.limits.group)
