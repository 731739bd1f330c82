"""What is not counted as it happens but read when somebody asks."""

from datetime import datetime, timedelta
from math import nan

from prometheus_client import CollectorRegistry, Gauge

from bot.measures.readiness import find_troubles
from bot.measures.reading import Reading
from bot.models.health import Backlog, FeedState, Health


class Gauges:
    """Shows a reading. What the database does not say is not a number then."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, help_: str, *labels: str) -> Gauge:
            return Gauge(f"tocsin_{name}", help_, labels, registry=registry)

        self._ready = gauge("ready", "1 when nothing keeps the bot from its work, else 0.")
        self._database = gauge("database_up", "1 when the database answers, else 0.")
        self._connected = gauge("telegram_connected", "1 while Telegram answers, else 0.")
        self._rules = gauge("rules_in_force", "0 while edited rules do not hold, else 1.")
        self._turns = gauge(
            "turn_age_seconds", "Since a loop, of those with short turns, ended one.", "loop"
        )
        self._feeds = gauge("feeds", "Feeds, by health.", "health")
        self._last_good = gauge(
            "last_good_poll_timestamp_seconds", "When any feed was last polled well."
        )
        self._undecided = gauge("undecided_articles", "Articles that await a decision.")
        self._undecided_age = gauge(
            "undecided_age_seconds", "Since when the first of them waits; 0: none does."
        )
        self._queue = gauge("queue_deliveries", "Deliveries that are not finished.", "state")
        self._queue_age = gauge(
            "queue_age_seconds",
            "Since when the first delivery is due that nothing holds back; 0: none is.",
        )
        self._chats = gauge("chats", "Chats: known, and those with a subscription.", "state")

    def show(self, reading: Reading) -> None:
        """Set them all."""
        self._ready.set(not find_troubles(reading))
        self._database.set(reading.health is not None)
        self._connected.set(reading.connected and not reading.telegram)
        self._rules.set(not reading.rules)
        self._turns.clear()  # of those that do not run any more
        for turn in reading.turns:
            self._turns.labels(turn.loop).set(turn.ago.total_seconds())
        self._last_good.set(reading.last_good.timestamp() if reading.last_good else nan)
        health, now = reading.health, reading.at
        self._undecided.set(health.undecided if health else nan)
        self._undecided_age.set(_age(health.undecided_since, now) if health else nan)
        self._queue_age.set(_age(health.backlog.due, now) if health else nan)
        self._show_kinds(health)

    def _show_kinds(self, health: Health | None) -> None:
        for state in FeedState:
            number = getattr(health.feeds, state.value) if health else nan
            self._feeds.labels(state.value).set(number)
        for name, number in _name_states(health.backlog if health else None):
            self._queue.labels(name).set(number)
        self._chats.labels("known").set(health.readers.known if health else nan)
        self._chats.labels("open").set(health.readers.open if health else nan)


def _name_states(backlog: Backlog | None) -> tuple[tuple[str, float], ...]:
    if backlog is None:
        return ("pending", nan), ("sending", nan), ("uncertain", nan)
    return (
        ("pending", backlog.pending),
        ("sending", backlog.sending),
        ("uncertain", backlog.uncertain),
    )


def _age(since: datetime | None, now: datetime) -> float:
    return max(now - since, timedelta()).total_seconds() if since else 0
