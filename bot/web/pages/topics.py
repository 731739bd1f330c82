"""Topics: what each brought in two weeks, by which rules, and what readers said of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.models.feedback import Feedback, FeedbackKind
from bot.models.reports import TopicHits
from bot.models.watches import is_watch
from bot.web.desk import Desk, TopicRules
from bot.web.drawing import Bar, draw_bars

DAY = timedelta(days=1)
DAYS = 14
# A rule is noisy when it brings so many articles a day, or readers turned down so many stories;
# silent when it brought nothing in all these days, which a new bot cannot say yet.
MANY_A_DAY, TURNED_DOWN = 50, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePart:
    """A rule and what it brought."""

    name: str
    hits: int
    irrelevant: int  # stories that readers turned down
    word: str  # "noisy", "silent", "gone" (from the files), or empty
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPart:
    """A topic and what it brought."""

    name: str
    title: str
    gone: bool  # from the files
    chats: int
    counts: tuple[int, ...]
    bars: tuple[Bar, ...]
    rules: tuple[RulePart, ...]  # those with most hits first
    irrelevant: int
    duplicate: int

    @property
    def hits(self) -> int:
        """Articles in all."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsView:
    """What the page shows."""

    days: tuple[datetime, ...]  # when each began, in UTC
    topics: tuple[TopicPart, ...]
    many_a_day: int = MANY_A_DAY
    turned_down: int = TURNED_DOWN


async def read_topics(desk: Desk, now: datetime) -> TopicsView:
    """Return what the page shows; personal topics are their owners'. Raises DatabaseError."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = tuple(today - DAY * back for back in range(DAYS - 1, -1, -1))
    first = await desk.report.first_seen() or now
    watched = sum(day + DAY > first for day in days)
    hits = {one.topic: one for one in await desk.report.hits(days)}
    said = await desk.feedback.since(days[0])
    readers = (await desk.overview.statistics(now=now)).topics
    chats = {one.topic: one.chats for one in readers}
    topics = {topic.name: topic for topic in desk.topics()}
    gone = [
        TopicRules(name=name, title=desk.title(name), rules=())
        for name in hits
        if name not in topics and not is_watch(name)
    ]
    return TopicsView(
        days=days,
        topics=tuple(
            _topic(
                topic,
                hits.get(topic.name, TopicHits(topic=topic.name, counts=(0,) * DAYS, rules=())),
                [one for one in said if any(m.topic == topic.name for m in one.matches)],
                chats=chats.get(topic.name, 0),
                gone=topic.name not in topics,
                watched=watched,
            )
            for topic in (*topics.values(), *gone)
        ),
    )


def _topic(
    topic: TopicRules,
    hits: TopicHits,
    said: Iterable[Feedback],
    *,
    chats: int,
    gone: bool,
    watched: int,
) -> TopicPart:
    kinds, turned_down = Counter[FeedbackKind](), Counter[str]()
    for one in said:
        kinds[one.kind] += 1
        if one.kind is FeedbackKind.IRRELEVANT:
            rules = {match.rule for match in one.matches if match.topic == topic.name}
            turned_down.update(rules)
    counts = dict.fromkeys(topic.rules, (0,) * DAYS)
    counts |= {one.rule: one.counts for one in hits.rules}
    parts = [
        RulePart(
            name=name,
            hits=sum(counted),
            irrelevant=turned_down[name],
            word="gone"
            if name not in topic.rules
            else _weigh_rule(sum(counted), turned_down[name], watched),
            bars=draw_bars(counted),
        )
        for name, counted in counts.items()
    ]
    return TopicPart(
        name=topic.name,
        title=topic.title,
        gone=gone,
        chats=chats,
        counts=hits.counts,
        bars=draw_bars(hits.counts),
        rules=tuple(sorted(parts, key=lambda rule: (-rule.hits, rule.name))),
        irrelevant=kinds[FeedbackKind.IRRELEVANT],
        duplicate=kinds[FeedbackKind.DUPLICATE],
    )


def _weigh_rule(hits: int, turned_down: int, watched: int) -> str:
    """`watched`: on how many of the days there was news at all."""
    if not hits:
        return "silent" if watched == DAYS else ""
    return "noisy" if hits >= MANY_A_DAY * watched or turned_down >= TURNED_DOWN else ""
