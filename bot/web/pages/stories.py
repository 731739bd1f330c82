"""Stories: what moved in the last 24 hours, by topic; and all about one story."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.models import Match
from bot.models.findings import StoryArticle
from bot.models.reports import StoryLine, StoryPage, ToldChat, TopicStories
from bot.models.watches import is_watch
from bot.web.desk import Desk, name_chat
from bot.web.drawing import Bar, Span, draw_bars, draw_span, place_moments
from bot.web.pages.now import count_by_hour

DAY = timedelta(days=1)
FEW, MANY = 6, 100  # stories of each topic, and of the one that is asked for
ARTICLES = 50  # on a page of a story
WORDS = 6  # that hit, of a rule


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPart:
    """A story, and when in the last 24 hours it was told."""

    line: StoryLine
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPart:
    """A topic and its stories."""

    name: str
    title: str
    counted: int
    stories: tuple[StoryPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoriesView:
    """What the page shows."""

    only: str  # the topic that is asked for; empty: all
    parts: tuple[TopicPart, ...]
    choices: tuple[TopicPart, ...]  # topics that may be asked for
    hours: tuple[int, ...]
    bars: tuple[Bar, ...]


async def read_stories(desk: Desk, now: datetime, *, only: str) -> StoriesView:
    """Return what the page shows; personal topics are their owners'. Raises DatabaseError."""
    found = await desk.report.stories_since(now - DAY, limit=MANY if only else FEW, only=only)
    order = {topic.name: place for place, topic in enumerate(desk.topics())}
    parts = sorted(
        (_part(desk, one, now) for one in found if not is_watch(one.topic)),
        key=lambda part: (order.get(part.name, len(order)), part.name),
    )
    hours = await count_by_hour(desk, now)
    return StoriesView(
        only=only,
        parts=tuple(part for part in parts if only in ("", part.name)),
        choices=tuple(parts),
        hours=hours,
        bars=draw_bars(hours),
    )


def _part(desk: Desk, found: TopicStories, now: datetime) -> TopicPart:
    def place(line: StoryLine) -> Span:
        return draw_span(line.first_seen, line.last_seen, since=now - DAY, until=now)

    return TopicPart(
        name=found.topic,
        title=desk.title(found.topic),
        counted=found.counted,
        stories=tuple(StoryPart(line=line, span=place(line)) for line in found.stories),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why an article matched."""

    topic: str  # its title
    rule: str  # empty: a personal topic's, which is its owner's
    words: tuple[str, ...]
    more: int  # words that are not shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePart:
    """An article of the story."""

    article: StoryArticle
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPart:
    """Who was told."""

    chat: str
    one: ToldChat
    topics: tuple[str, ...]  # titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """When the articles of a page were seen, and when chats were told, as places of 100."""

    begin: datetime
    end: datetime
    seen: tuple[float, ...]
    told: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """What the page of one story shows."""

    line: StoryLine
    articles: tuple[ArticlePart, ...]
    first: int  # how many articles come before these
    timeline: Timeline | None  # None: there is but one moment
    told: tuple[ToldPart, ...]
    deliveries: int
    size: int = ARTICLES


async def read_story(desk: Desk, story: str, *, page: int) -> StoryView | None:
    """Return what the page of a story shows; None: no such story. Raises DatabaseError."""
    first = (page - 1) * ARTICLES
    found = await desk.report.story(story, first=first, limit=ARTICLES)
    if found is None:
        return None
    return StoryView(
        line=found.line,
        articles=tuple(
            ArticlePart(
                article=article,
                causes=tuple(_cause(desk, match) for match in article.matches),
            )
            for article in found.articles
        ),
        first=first,
        timeline=_draw_timeline(found),
        told=tuple(
            ToldPart(
                chat=name_chat(one.chat_kind, one.chat),
                one=one,
                topics=tuple(dict.fromkeys(map(desk.name_topic, one.told.topics))),
            )
            for one in found.told
        ),
        deliveries=found.deliveries,
    )


def _draw_timeline(found: StoryPage) -> Timeline | None:
    seen = [article.seen for article in found.articles]
    moments = [*seen, *(one.told.sent for one in found.told if one.told.sent)]
    if len(set(moments)) < 2:
        return None
    places = place_moments(moments)
    return Timeline(
        begin=min(moments),
        end=max(moments),
        seen=tuple(dict.fromkeys(places[: len(seen)])),
        told=tuple(dict.fromkeys(places[len(seen) :])),
    )


def _cause(desk: Desk, match: Match) -> Cause:
    if is_watch(match.topic):
        return Cause(topic=desk.name_topic(match.topic), rule="", words=(), more=0)
    words = tuple(dict.fromkeys(hit.words for hit in match.hits))
    return Cause(
        topic=desk.title(match.topic),
        rule=match.rule,
        words=words[:WORDS],
        more=max(0, len(words) - WORDS),
    )
