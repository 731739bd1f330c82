"""When and how an alert is told, by what its chat chose. Pure: the moment comes in.

All moments are UTC; a chat's hours are by the clock on its wall. Where that clock skips an hour,
a digest of that hour comes as much later; where it shows an hour twice, at the first. Quiet hours
that begin or end then are the longer ones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.models.wishes import QuietHours, Subscription, Urgency, Wishes

FOLD_ABOVE = 5  # so many may wait for a chat and still be told one by one
PATIENCE = timedelta(hours=6)  # the usual: what is older would ring for yesterday's news

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_LANGUAGE = frozenset({"", "und", "mul"})  # BCP 47: undetermined, several


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When and how an alert is told."""

    at: datetime
    silent: bool  # without a sound
    digest: bool  # in one message with the others of its hour or day


def choose_time(
    wishes: Wishes, urgency: Urgency, *, breaking: bool, now: datetime
) -> Timing | None:
    """Return when and how a chat is told what is news now; None: not at all, it is muted."""
    if is_muted(wishes.muted_until, now=now):
        return None
    quiet = quiet_for(wishes, breaking=breaking)
    zone, now = find_zone(wishes.zone), now.astimezone(UTC)
    if urgency is Urgency.DAILY:
        at = next_digest(now, wishes.digest_at, quiet, zone)
    else:
        at = end_quiet(now, quiet, zone)
        if urgency is Urgency.HOURLY and at == now:
            # What quiet hours hold is told when they end, not at the full hour after.
            at = end_quiet(next_hour(now, zone), quiet, zone)
    return Timing(at=at, silent=wishes.silent, digest=urgency is not Urgency.INSTANT)


def choose_late_time(wishes: Wishes, *, now: datetime) -> Timing:
    """Return when and how a chat is told what came in late: without a sound, with its digest."""
    zone, now = find_zone(wishes.zone), now.astimezone(UTC)
    at = next_digest(now, wishes.digest_at, wishes.quiet, zone)
    return Timing(at=at, silent=True, digest=True)


def wait_for_quiet(wishes: Wishes, *, breaking: bool, now: datetime) -> datetime:
    """Return when the chat may next hear a sound: now, or when its quiet hours end."""
    return end_quiet(now, quiet_for(wishes, breaking=breaking), find_zone(wishes.zone))


def quiet_for(wishes: Wishes, *, breaking: bool) -> QuietHours | None:
    """Return the quiet hours that hold an alert back."""
    return None if breaking and wishes.breaking_wakes else wishes.quiet


def is_muted(until: datetime | None, *, now: datetime) -> bool:
    """Return whether a chat or topic is muted."""
    return until is not None and now < until


def keep_heard(
    subscriptions: Iterable[Subscription], *, now: datetime
) -> tuple[Subscription, ...]:
    """Return the subscriptions that are not muted; none left: their story is not told."""
    return tuple(one for one in subscriptions if not is_muted(one.muted_until, now=now))


def most_urgent(subscriptions: Iterable[Subscription]) -> Urgency:
    """Return how soon a story is told that is news in several topics of a chat.

    Raises ValueError when there are none.
    """
    return min((one.urgency for one in subscriptions), key=list(Urgency).index)


# ---------------------------------------------------------------- the clock on the wall


def find_zone(name: str) -> tzinfo:
    """Return the time zone of an IANA name; UTC when there is no such zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; no name at all; a folder of names
        return UTC


def end_quiet(moment: datetime, quiet: QuietHours | None, zone: tzinfo) -> datetime:
    """Return the moment itself, or the end of the quiet hours that it falls into."""
    if quiet is None or quiet.start == quiet.end:
        return moment
    nights = timedelta(days=quiet.end < quiet.start)
    today = moment.astimezone(zone).date()
    for day in (today - _DAY, today):
        start = min(_read_clock(day, quiet.start, zone))
        end = max(_read_clock(day + nights, quiet.end, zone))
        if start <= moment < end:
            return end
    return moment


def next_hour(now: datetime, zone: tzinfo) -> datetime:
    """Return the next full hour of a zone, some of which are 30 or 45 minutes off.

    All chats get it at once: people expect the hour, our pace spreads the requests anyway, and
    alerts go before digests.
    """
    offset = now.astimezone(zone).utcoffset() or timedelta()
    return now - (now + offset - _EPOCH) % _HOUR + _HOUR


def next_digest(
    now: datetime, digest_at: time, quiet: QuietHours | None, zone: tzinfo
) -> datetime:
    """Return the next moment of a daily digest, after now: one for each date of the zone."""
    day = now.astimezone(zone).date() - _DAY  # quiet hours may have held that of yesterday
    while True:
        first, _ = _read_clock(day, digest_at, zone)
        at = end_quiet(first, quiet, zone)
        if at > now:
            return at
        day += _DAY


def _read_clock(day: date, hour: time, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the two moments at which a wall clock may show an hour; nearly always the same.

    Of an hour that is skipped: as much later as is skipped, and as much earlier.
    """
    shown = datetime.combine(day, hour, tzinfo=zone)
    return shown.replace(fold=0).astimezone(UTC), shown.replace(fold=1).astimezone(UTC)


# ---------------------------------------------------------------- what is wanted at all


def is_wanted(language: str, wishes: Wishes) -> bool:
    """Return whether a chat reads articles of a language: "en" wanted lets "en-GB" through.

    An unknown language passes.
    """
    tag = _normalise(language)
    if tag in _NO_LANGUAGE or not wishes.article_languages:
        return True
    wanted = map(_normalise, wishes.article_languages)
    return any(f"{tag}-".startswith(f"{one}-") for one in wanted)


def _normalise(language: str) -> str:
    return language.strip().replace("_", "-").lower()


# ---------------------------------------------------------------- several at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An alert that is due for a chat and was not told yet."""

    id: int
    created: datetime
    breaking: bool = False
    silent: bool = False
    digest: bool = False  # its chat wants it together with others


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Alerts that are told in one message."""

    ids: tuple[int, ...]
    silent: bool
    digest: bool  # shown as a digest, even of one


def is_late(created: datetime, patience: timedelta, now: datetime) -> bool:
    """Return whether an alert is too old to ring; it joins a digest then."""
    return now - created > patience


def fold_waiting(
    waiting: Sequence[Waiting], *, patience: timedelta, now: datetime
) -> tuple[Bundle, ...]:
    """Return what waits for one chat as messages, in the order of sending. Nothing is dropped.

    Fresh breaking alerts stay alone and go first, then the other fresh ones; what is late or
    wanted as a digest goes last, in one message. When too many fresh ones wait, the others than
    breaking are in that message too. It rings if one of them would have rung.
    """
    late = {one.id for one in waiting if not one.digest and is_late(one.created, patience, now)}
    fresh = [one for one in waiting if not one.digest and one.id not in late]
    alone = [one for one in fresh if one.breaking]
    if len(fresh) <= FOLD_ABOVE:
        alone += [one for one in fresh if not one.breaking]
    told_alone = {one.id for one in alone}
    together = [one for one in waiting if one.id not in told_alone]
    bundles = [Bundle(ids=(one.id,), silent=one.silent, digest=False) for one in alone]
    if together:
        bundles.append(
            Bundle(
                ids=tuple(one.id for one in together),
                silent=all(one.silent or one.id in late for one in together),
                digest=len(together) > 1 or together[0] not in fresh,
            )
        )
    return tuple(bundles)
