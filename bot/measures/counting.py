"""Everything that is counted while the bot works, in one registry of its own.

A poll that brings nothing costs a third of a millisecond, so to count it must cost next to
nothing: what is counted at every poll is looked up by its labels once, at the start.
"""

from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from platform import python_version

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector

from bot import __version__
from bot.errors import (
    BotError,
    ChatGone,
    ChatMoved,
    NotSent,
    ParseError,
    SendError,
    ThreadGone,
    Uncertain,
)
from bot.feeds.verdict import name_error
from bot.models import Arrival, Decision, Delivery, DeliveryKind, Harvest, Outcome
from bot.models.health import DEAD, FeedState
from bot.models.polls import FetchedFeed
from bot.models.watches import is_watch

# Upper bounds, in seconds. Those of latencies end where an alert is too late to ring.
_WORK = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15)
_REQUEST = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LAG = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
_LATENCY = (0.25, 0.5, 1, 2.5, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600)
_TOPIC_LATENCY = (5, 15, 60, 300, 900, 3600, 21600)  # fewer: there are as many for each topic

STAGES = ("published_seen", "seen_decided", "decided_sent", "published_sent")
UNREADABLE = "unreadable"
FAILURES = (*sorted(DEAD), UNREADABLE)
OUTCOMES = ("sent", "assumed", "uncertain", "retried", "gone", "moved", "failed")


class Counting:
    """Counters and histograms; the methods are called where the work is done."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def count(name: str, help_: str, *labels: str) -> Counter:
            return Counter(f"tocsin_{name}", help_, labels, registry=registry)

        def measure(name: str, help_: str, bounds: tuple[float, ...], *labels: str) -> Histogram:
            return Histogram(
                f"tocsin_{name}_seconds", help_, labels, registry=registry, buckets=bounds
            )

        ProcessCollector(registry=registry)
        build = Info("tocsin_build", "What is running.", registry=registry)
        build.info({"version": __version__, "python": python_version()})

        polls = count(
            "polls",
            "Polls: unchanged (304), same (a known body), changed (nothing new in it), news, "
            "failed.",
            "result",
        )
        self._unchanged, self._same, self._changed, self._news, self._failed = (
            polls.labels(result) for result in ("unchanged", "same", "changed", "news", "failed")
        )
        failures = count(
            "poll_failures",
            "Polls that failed: gone, blocked, unreadable (no feed came), failing (all else).",
            "kind",
        )
        self._failures = {kind: failures.labels(kind) for kind in FAILURES}
        self._poll_took = measure(
            "poll", "From a poll's request to the last byte of its answer.", _REQUEST
        )
        self._parse_took = measure(
            "parse", "Reading a changed body, with the wait for a free child.", _WORK
        )
        articles = count("articles", "Unseen articles, by how they came in.", "arrival")
        self._articles = {arrival: articles.labels(arrival.value) for arrival in Arrival}
        self._decide_took = measure(
            "decide", "Deciding an article: its share of what was decided together.", _WORK
        )
        self._matches = count(
            "matches", "Articles that matched a topic; personal topics are not counted.", "topic"
        )
        self._stories = count("stories", "Stories that began.")
        alerts = count("alerts", "Alerts and updates that were decided on.", "outcome")
        self._alerts = {one: alerts.labels(one.value) for one in (Outcome.ALERT, Outcome.UPDATE)}
        deliveries = count(
            "deliveries",
            "Attempts to deliver: sent, assumed (twice without an answer, taken as sent), "
            "uncertain, retried, gone (the chat), moved (the chat), failed.",
            "outcome",
        )
        self._deliveries = {outcome: deliveries.labels(outcome) for outcome in OUTCOMES}
        self._send_took = measure("send", "A request that sends or edits a message.", _REQUEST)
        latency = measure(
            "latency",
            "From stage to stage, of alerts that nothing held back and the articles they tell.",
            _LATENCY,
            "stage",
        )
        self._latency = {stage: latency.labels(stage) for stage in STAGES}
        self._topic_latency = measure(
            "topic_latency",
            "From publication to the phone, by topic; personal topics are not counted.",
            _TOPIC_LATENCY,
            "topic",
        )
        self._lag = measure("loop_lag", "How late the event loop runs what is due.", _LAG)
        self._database_errors = count("database_errors", "Queries that the database failed.")
        reloads = count("rule_reloads", "Edits of the rules: accepted, refused.", "result")
        self._reloads = {True: reloads.labels("accepted"), False: reloads.labels("refused")}

    # ---------------------------------------------------------------- polls

    def note_quiet_poll(self, fetched: FetchedFeed) -> None:
        """Count a poll whose body is known, or was not even sent."""
        (self._unchanged if fetched.status == 304 else self._same).inc()
        self._poll_took.observe(fetched.took.total_seconds())

    def note_changed_poll(self, fetched: FetchedFeed, *, waiting: int) -> None:
        """Count a poll of a changed body; `waiting`: its articles that await a decision."""
        (self._news if waiting else self._changed).inc()
        self._poll_took.observe(fetched.took.total_seconds())

    def note_failed_poll(self, error: BotError) -> None:
        """Count a poll that failed."""
        self._failed.inc()
        kind = name_error(error)
        unreadable = kind is FeedState.FAILING and isinstance(error, ParseError)
        self._failures[UNREADABLE if unreadable else kind].inc()

    def parsing(self) -> AbstractContextManager[object]:
        """Measure how long a body is read, well or not."""
        return self._parse_took.time()

    def note_harvest(self, harvest: Harvest, *, now: datetime) -> None:
        """Count the unseen articles that are kept, and how late those are that may ring."""
        for article, arrival in harvest.arrivals:
            self._articles[arrival].inc()
            if arrival is Arrival.FRESH and article.published:
                self._note_latency("published_seen", now - article.published)

    # ---------------------------------------------------------------- decisions

    def note_decisions(
        self, decisions: Collection[Decision], *, took: timedelta, now: datetime
    ) -> None:
        """Count what was decided together, in so long, and is in the database since `now`."""
        for decision in decisions:
            self._decide_took.observe(took.total_seconds() / len(decisions))
            if decision.article.arrival is Arrival.FRESH:
                self._note_latency("seen_decided", now - decision.article.seen)
            for topic in {match.topic for match in decision.matches}:
                if not is_watch(topic):
                    self._matches.labels(topic).inc()
            if decision.placement and decision.placement.new:
                self._stories.inc()
            for telling in decision.tellings:
                if telling.outcome in self._alerts:
                    self._alerts[telling.outcome].inc()

    def note_reload(self, *, held: bool) -> None:
        """Count edited rules that were put in force, or do not hold."""
        self._reloads[held].inc()

    # ---------------------------------------------------------------- deliveries

    def sending(self) -> AbstractContextManager[object]:
        """Measure how long a request to send takes, well or not."""
        return self._send_took.time()

    def note_arrival(self, delivery: Delivery, *, now: datetime) -> None:
        """Count a delivery that arrived, and how late an alert is that nothing held back."""
        self._deliveries["sent"].inc()
        at_once = delivery.planned is None or delivery.planned <= delivery.created
        if delivery.kind is DeliveryKind.ALERT and at_once:
            self._note_latency("decided_sent", now - delivery.created)
            late = now - delivery.alert.published
            self._note_latency("published_sent", late)
            for topic in delivery.alert.topics:
                if not is_watch(topic):
                    self._topic_latency.labels(topic).observe(_count_seconds(late))

    def note_failure(self, delivery: Delivery, error: SendError) -> None:
        """Count a delivery that surely or perhaps did not arrive."""
        match error:
            case Uncertain():
                outcome = "assumed" if delivery.doubtful else "uncertain"
            case NotSent():
                outcome = "retried"
            case ThreadGone() if delivery.thread is not None:  # at once, in the chat itself
                outcome = "retried"
            case ChatGone():
                outcome = "gone"
            case ChatMoved():
                outcome = "moved"
            case _:
                outcome = "failed"
        self._deliveries[outcome].inc()

    # ---------------------------------------------------------------- the process

    def note_lag(self, lag: timedelta) -> None:
        """Count how late the event loop ran something."""
        self._lag.observe(lag.total_seconds())

    def note_database_error(self) -> None:
        """Count a query that failed. May be called in any thread."""
        self._database_errors.inc()

    def _note_latency(self, stage: str, latency: timedelta) -> None:
        self._latency[stage].observe(_count_seconds(latency))


def _count_seconds(latency: timedelta) -> float:
    """Return its seconds, none when a publisher's clock was ahead of ours."""
    return max(latency.total_seconds(), 0)
