"""Whether the bot does its work, judged by a reading; if not, why, in words. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.causes import format_rough
from bot.measures.reading import Reading
from bot.models.health import Health

# An hour of polls that all fail is no hiccup of a few servers.
ALL_BAD = timedelta(hours=1)
# A host with many feeds, asked one every two seconds, may be this far behind its plan.
POLLS_BEHIND = timedelta(minutes=30)
# What is to ring is minutes late then; a full outbox of a thousand chats takes 36 s.
STUCK = timedelta(minutes=10)
NO_TURN = timedelta(minutes=3)  # and three times as long as the loop sleeps at most


def find_troubles(reading: Reading) -> tuple[str, ...]:
    """Return what keeps the bot from its work, a line each; empty: nothing does."""
    return tuple(_find(reading))


def _find(reading: Reading) -> Iterator[str]:
    if reading.health is None:
        yield reading.trouble
    else:
        if reading.failing:
            yield f"{reading.failing}; polls pause and alerts wait"
        yield from _find_late(reading, reading.health)
    if not reading.connected:
        yield "Telegram is not connected: nothing is sent until it is reached"
    elif reading.telegram:
        yield f"Telegram: {reading.telegram}"
    if reading.rules:
        first = reading.rules.partition("\n")[0]
        yield f"the edited rules do not hold, so the old ones stay in force: {first}"
    for turn in reading.turns:
        if turn.ago > max(NO_TURN, 3 * turn.every):
            yield f"the loop {turn.loop} ended no turn for {format_rough(turn.ago)}"


def _find_late(reading: Reading, health: Health) -> Iterator[str]:
    bad = _all_bad_for(reading, health)
    if bad > ALL_BAD:
        yield f"no poll of any feed went well for {format_rough(bad)}"
    active = health.feeds.total - health.feeds.resting
    behind = _late_by(reading, health.due if active else None)
    if behind > POLLS_BEHIND:
        yield f"polling is stuck: a feed is due for {format_rough(behind)}"
    undecided = _late_by(reading, health.undecided_since)
    if undecided > STUCK:
        waiting = _count(health.undecided, "article")
        yield f"deciding is stuck: {waiting} undecided, for {format_rough(undecided)}"
    unsent = _late_by(reading, health.backlog.due)
    if unsent > STUCK:
        waiting = _count(health.backlog.total, "delivery", "deliveries")
        yield f"sending is stuck: {waiting} not sent, the oldest due for {format_rough(unsent)}"


def _all_bad_for(reading: Reading, health: Health) -> timedelta:
    """Return for how long feeds were polled and none answered well."""
    if health.polled is None:
        return timedelta()
    # Not until now: where feeds are polled once a day, hours without a poll mean nothing.
    return health.polled - (reading.last_good or reading.started)


def _late_by(reading: Reading, since: datetime | None) -> timedelta:
    """Return how long something waits for this process; what waited before it has its time."""
    return reading.at - max(since, reading.started) if since else timedelta()


def _count(number: int, one: str, many: str = "") -> str:
    return f"1 {one}" if number == 1 else f"{number} {many or one + 's'}"
