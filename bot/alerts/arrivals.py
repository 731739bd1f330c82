"""How much Telegram may have counted within the last second. Pure: the time comes in.

It counts requests when they come in. We know when they left and when they were answered: those
that are held up on their way come in together, however evenly they left.
"""

from bisect import bisect_right, insort
from collections import deque
from datetime import UTC, datetime, timedelta

# The shortest time that an answer took is known again after so long, when the way gets longer.
RECENT = timedelta(minutes=1)

NOTHING = timedelta()


class Arrivals:
    """Keeps requests back that could be too many within the time over which Telegram counts.

    One that is out may come in at any moment. One that was answered came in before, by as much
    as the shortest answer took: whatever others took longer, they may have been held up.
    """

    def __init__(self, *, most: int, within: timedelta, hung: timedelta) -> None:
        """At most `most` `within` that time; what is out for longer than `hung` has come in."""
        self._most = most
        self._within = within
        self._hung = hung
        self._out: dict[int, datetime] = {}  # when they left
        self._answered: list[datetime] = []
        self._last = 0
        self._shortest: deque[timedelta] = deque(maxlen=2)  # of the last time and of this one
        self._since = datetime.min.replace(tzinfo=UTC)

    def wait(self, now: datetime) -> timedelta:
        """Return how long until one more cannot be too many; zero: now."""
        self._forget(now)
        over = len(self._answered) + len(self._out) - self._most
        if over < 0:
            return NOTHING
        if over >= len(self._answered):
            return self._within  # whenever one is answered, it counts for nearly as long
        return self._answered[over] - self._find_old(now)

    def leave(self, now: datetime) -> int:
        """Record that a request leaves; return its number."""
        self._last += 1
        self._out[self._last] = now
        return self._last

    def land(self, number: int, now: datetime) -> datetime:
        """Record that a request was answered, or will never be; return when it came in at last.

        By our clock, as if it had taken no time on its way.
        """
        left = self._out.pop(number, None)
        if left is not None:
            self._learn(now - left, now)
        self.note(now)
        return now - self._find_shortest()

    def note(self, at: datetime) -> None:
        """Record that somebody else's request was answered then."""
        insort(self._answered, at)

    def _learn(self, took: timedelta, now: datetime) -> None:
        took = max(took, NOTHING)
        if NOTHING <= now - self._since < RECENT:
            self._shortest[-1] = min(self._shortest[-1], took)
        else:
            self._shortest.append(took)
            self._since = now

    def _find_shortest(self) -> timedelta:
        return min(self._shortest, default=NOTHING)

    def _find_old(self, now: datetime) -> datetime:
        """Return the answers of when do not count any more."""
        return now - self._within + min(self._find_shortest(), self._within)

    def _forget(self, now: datetime) -> None:
        # What is later than now was noted before the clock was set back.
        del self._answered[bisect_right(self._answered, now) :]
        del self._answered[: bisect_right(self._answered, self._find_old(now))]
        for number, left in [*self._out.items()]:
            if NOTHING <= now - left < self._hung:
                break
            del self._out[number]
