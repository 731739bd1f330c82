"""How the bot is doing, in words: what /feeds, /health and /stats show. Telegram HTML."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from html import escape

from babel.dates import format_timedelta

from bot.models.health import (
    DEAD,
    SILENT,
    Backlog,
    Counts,
    FeedCounts,
    FeedHealth,
    FeedState,
    Health,
    Statistics,
)
from bot.telegram.moments import mark_moment
from bot.telegram.topic_words import TITLE_LIMIT
from bot.telegram.words import Words
from bot.textlength import shorten

ADDED = "➕"
WELL, TROUBLE, LOOK = "✅", "❌", "⚠️"

# Longer than it takes when all is well, by far: what waits for longer has stopped.
LATE = timedelta(minutes=5)  # a feed or a delivery that is due, an article to be decided

# Units. Twenty feeds with these stay within one message, in every language.
FEED_LIMIT, ERROR_LIMIT = 40, 80
REASON_LIMIT = 300  # in /health, where there is room; Fluent takes 2,500 characters, escaped
TOPICS_SHOWN = 40


# ---------------------------------------------------------------- /feeds


def tell_feeds(counts: FeedCounts, feeds: Iterable[FeedHealth], words: Words, *, zone: str) -> str:
    """Return a page of feeds below how many there are. `zone`: the reader's."""
    if not counts.total:
        return words.say("feeds-none")
    feeds = tuple(feeds)
    shown = [_tell_feed(feed, words, zone) for feed in feeds]
    if any(feed.added for feed in feeds):
        shown.append(f"{ADDED} {words.say('feeds-added')}")
    return "\n\n".join([f"<b>{words.say('feeds')}</b>\n{_count_feeds(counts, words)}", *shown])


def _count_feeds(counts: FeedCounts, words: Words) -> str:
    """Return how many feeds are well, and how many in each other state that any is in."""
    others = [
        words.say(f"feeds-{state}", count=count)
        for state, count in (
            ("failing", counts.failing),
            ("gone", counts.gone),
            ("blocked", counts.blocked),
            ("silent", counts.silent),
            ("slow", counts.slow),
            ("new", counts.new),
            ("resting", counts.resting),
        )
        if count
    ]
    return ", ".join([words.say("feeds-ok", count=counts.ok), *others])


def _tell_feed(feed: FeedHealth, words: Words, zone: str) -> str:
    title = _name_feed(feed)
    following = mark_moment(feed.next_poll, zone, words)
    if feed.state in DEAD:
        said = _tell_dead(feed, words, zone, limit=ERROR_LIMIT)
        return f"{TROUBLE} {said}\n{words.say('feed-next', time=following)}"
    if feed.state in (FeedState.SILENT, FeedState.SLOW):
        said = _tell_lame(feed, words, zone)
        return f"{LOOK} {said}\n{words.say('feed-next', time=following)}"
    if feed.state is FeedState.RESTING:
        return words.say("feed-resting", title=title)
    if feed.state is FeedState.NEW or feed.last_good is None:
        return f"{words.say('feed-new', title=title)}\n{words.say('feed-next', time=following)}"
    good = mark_moment(feed.last_good, zone, words)
    return f"{WELL} {words.say('feed-ok', title=title, good=good, next=following)}"


def _name_feed(feed: FeedHealth) -> str:
    title = escape(shorten(feed.title, FEED_LIMIT))
    return f"{title} {ADDED}" if feed.added else title


def _tell_lame(feed: FeedHealth, words: Words, zone: str) -> str:
    """Of a feed that can be read, and yet is not as it should be."""
    title = _name_feed(feed)
    if feed.state is FeedState.SLOW:
        return words.say("feed-slow", title=title, time=_tell_length(feed.took, words))
    since = mark_moment(feed.last_new or feed.next_poll, zone, words)
    usual = _tell_length(feed.longest or timedelta(), words)
    return words.say("feed-silent", title=title, since=since, usual=usual)


def _tell_length(length: timedelta, words: Words) -> str:
    return str(format_timedelta(length, locale=words.language, threshold=2))


def _tell_dead(feed: FeedHealth, words: Words, zone: str, *, limit: int) -> str:
    title, error = _name_feed(feed), escape(shorten(feed.error, limit))
    if feed.state is not FeedState.FAILING:
        return words.say(f"feed-{feed.state.value}", title=title, error=error)
    if feed.last_good is None:
        return words.say("feed-unread", title=title, error=error)
    since = mark_moment(feed.last_good, zone, words)
    return words.say("feed-failing", title=title, since=since, error=error)


# ---------------------------------------------------------------- /health


def tell_health(health: Health, words: Words, *, zone: str, now: datetime) -> str:
    """Return whether everything is alive, what waits, and the worst of each kind."""
    mark = LOOK if health.feeds.dead or health.feeds.silent else WELL
    feeds = [f"{mark} {words.say('feeds')}: {_count_feeds(health.feeds, words)}"]
    if health.worst_feed is not None:
        worst = _tell_dead(health.worst_feed, words, zone, limit=REASON_LIMIT)
        feeds.append(f"{words.say('health-worst-feed')} {worst}")
    lines = [
        _tell_heart(health, words, zone, now),
        _tell_polling(health, words, zone, now),
        _tell_deciding(health, words, zone, now),
        _tell_sending(health.backlog, words, zone, now),
        "\n".join(feeds),
        words.say(
            "health-today",
            articles=health.today.articles,
            stories=health.today.stories,
            chats=health.readers.open,
        ),
    ]
    return "\n\n".join(lines)


def _tell_heart(health: Health, words: Words, zone: str, now: datetime) -> str:
    if health.beat is None or health.started is None:
        return f"{TROUBLE} {words.say('health-no-beat')}"
    beat = mark_moment(health.beat, zone, words)
    if now - health.beat > SILENT:
        return f"{TROUBLE} {words.say('health-silent', beat=beat)}"
    started = mark_moment(health.started, zone, words)
    return f"{WELL} {words.say('health-alive', beat=beat, started=started)}"


def _tell_polling(health: Health, words: Words, zone: str, now: datetime) -> str:
    if health.due is None:
        return f"{LOOK} {words.say('health-no-feeds')}"
    if now - health.due > LATE:
        due = mark_moment(health.due, zone, words)
        return f"{TROUBLE} {words.say('health-polling-late', due=due)}"
    if health.polled is None:
        return f"{WELL} {words.say('health-polling-first')}"
    return f"{WELL} {words.say('health-polling', time=mark_moment(health.polled, zone, words))}"


def _tell_deciding(health: Health, words: Words, zone: str, now: datetime) -> str:
    since = health.undecided_since
    if since is None:
        return f"{WELL} {words.say('health-deciding')}"
    said = words.say(
        "health-undecided", count=health.undecided, since=mark_moment(since, zone, words)
    )
    return f"{TROUBLE if now - since > LATE else WELL} {said}"


def _tell_sending(backlog: Backlog, words: Words, zone: str, now: datetime) -> str:
    if backlog.oldest is None:
        return f"{WELL} {words.say('health-sending')}"
    stopped = backlog.due is not None and now - backlog.due > LATE
    said = words.say(
        "health-waiting",
        pending=backlog.pending,
        sending=backlog.sending,
        uncertain=backlog.uncertain,
    )
    oldest = words.say(
        "health-oldest" if backlog.oldest <= now else "health-soonest",
        time=mark_moment(backlog.oldest, zone, words),
        chat=str(backlog.chat),
    )
    reason = escape(shorten(backlog.reason, REASON_LIMIT))
    lines = [f"{TROUBLE if stopped else WELL} {said}", oldest, reason]
    return "\n".join(line for line in lines if line)


# ---------------------------------------------------------------- /stats


def tell_statistics(statistics: Statistics, titles: Mapping[str, str], words: Words) -> str:
    """Return what happened lately, and who reads what. `titles`: of topics, by name."""
    readers = words.say(
        "stats-chats", known=statistics.readers.known, open=statistics.readers.open
    )
    topics = [
        words.say("stats-topic", title=escape(shorten(title, TITLE_LIMIT)), count=one.chats)
        for one in statistics.topics[:TOPICS_SHOWN]
        for title in [titles.get(one.topic) or one.topic]
    ]
    if rest := len(statistics.topics) - len(topics):
        topics.append(words.say("why-more", count=rest))
    parts = [
        f"<b>{words.say('stats-day')}</b>\n{_count(statistics.day, words)}",
        f"<b>{words.say('stats-week')}</b>\n{_count(statistics.week, words)}",
        readers,
    ]
    if topics:
        parts.append("\n".join([f"<b>{words.say('stats-topics')}</b>", *topics]))
    return "\n\n".join(parts)


def _count(counts: Counts, words: Words) -> str:
    return words.say(
        "stats-counts",
        articles=counts.articles,
        stories=counts.stories,
        alerts=counts.alerts,
        updates=counts.updates,
    )
