"""What would have rung: recorded articles through the same decide code as the running bot.

For an imaginary chat with all topics and all languages; nothing counts as history or old.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rich.table import Table
from rich.text import Text

from bot.alerts.decide import decide_articles, place_article, remember_article
from bot.alerts.route import Audience
from bot.errors import BotError
from bot.feeds.language import fill_languages
from bot.feeds.links import canonical_link
from bot.feeds.text import clean_text, plain_text
from bot.models import Article, Decision, Hit, Outcome, StoredArticle
from bot.models.wishes import Subscription
from bot.rules.book import RuleBook
from bot.stories.bursts import Habits
from bot.stories.keys import make_key, name_key
from bot.stories.window import StoryWindow
from bot.workbench.matching import open_matcher

IMAGINARY_CHAT = 1
LONG_AGO = datetime.min.replace(tzinfo=UTC)  # it subscribed before any article


class RecordingError(BotError):
    """A line of a recording that is no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one line of a recording would have meant."""

    link: str
    topics: dict[str, list[str]]  # topic -> the words that hit
    story: str | None
    action: Outcome
    title: str
    source: str
    seen: datetime
    hits: dict[str, tuple[Hit, ...]] = field(default_factory=dict)  # topic -> where they stand
    breaking: bool = False  # with it the story became breaking

    def to_json(self) -> str:
        """Return the answer as one line of JSON: link, topics, story, action."""
        line = json.dumps(
            {
                "link": self.link,
                "topics": self.topics,
                "story": self.story,
                "action": self.action.value,
            },
            ensure_ascii=False,
        )
        # Half a character in a link is no UTF-8; what is put for it is JSON's own escape.
        return line.encode(errors="backslashreplace").decode()

    def to_text(self) -> Text:
        """Return the answer for people: time, what happens, topics with words, headline."""
        style, sign = LOOKS[self.action]
        if self.breaking:
            sign = "⚡"
        topics = "; ".join(f"{topic}: {', '.join(words)}" for topic, words in self.topics.items())
        return Text.assemble(
            (f"{self.seen:%Y-%m-%d %H:%M} ", "dim"),
            (f"{sign} {self.action:9} ", style),
            self.title,
            (f"  [{topics}]", "dim"),
        )


LOOKS = {
    Outcome.ALERT: ("bold yellow", "🔔"),
    Outcome.UPDATE: ("green", "↻ "),
    Outcome.DUPLICATE: ("dim", "= "),
    Outcome.NONE: ("dim", "  "),
}


def read_line(line: str | bytes, *, number: int) -> StoredArticle:
    """Return the article of one JSON line: feed title link summary published lang, perhaps body.

    Raises RecordingError saying what is wrong with it.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordingError(f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise RecordingError("not a JSON object")
    for name in ("feed", "title", "link", "summary", "body", "published", "lang"):
        if not isinstance(row.get(name), str | None):
            raise RecordingError(f'"{name}" is not a string')
    try:
        seen = datetime.fromisoformat(row.get("published") or "")
        seen = seen.replace(tzinfo=UTC) if seen.tzinfo is None else seen.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RecordingError(
            '"published" is not an ISO 8601 time: it is the clock here'
        ) from error
    link = row.get("link") or ""
    summary = plain_text(row.get("summary") or "")
    title = clean_text(plain_text(row.get("title") or "")) or summary[:100]
    if not (title or link):
        raise RecordingError("neither title nor link")
    article = Article(
        guid="",
        link=link,
        title=title,
        summary=summary,
        body=plain_text(row.get("body") or ""),
        published=seen,
        language=row.get("lang") or "",
        link_key=canonical_link(link),
    )
    (article,) = fill_languages([article])
    return StoredArticle(id=number, source=row.get("feed") or "", seen=seen, article=article)


class Backtest:
    """Answers articles in order, as if they came in now."""

    def __init__(self, book: RuleBook) -> None:
        self._matcher = open_matcher(book)
        self._window = StoryWindow()
        self._habits = Habits()
        self._known: dict[str, str] = {}  # the key of an article → its story
        self._audience = Audience(
            subscriptions=[
                Subscription(topic=topic.name, chat=IMAGINARY_CHAT, since=LONG_AGO)
                for topic in book.topics
            ],
            told=(),
        )
        self._articles = 0
        self._counts: Counter[tuple[str, Outcome]] = Counter()

    def answer(self, stored: StoredArticle) -> Answer:
        """Return what the article would have meant."""
        key = name_key(make_key(stored.article, source=stored.source))
        placed = place_article(
            stored,
            matcher=self._matcher,
            window=self._window,
            habits=self._habits,
            known=self._known.get(key, ""),
        )
        if placed.placement:
            self._known.setdefault(key, placed.placement.story)
            remember_article(
                stored,
                placed.placement,
                placed.topics,
                window=self._window,
                habits=self._habits,
            )
        (decision,) = decide_articles([placed], self._audience, now=stored.seen)
        answer = _answer(decision)
        self._articles += 1
        for topic in answer.topics:
            self._counts[topic, answer.action] += 1
        return answer

    def summary(self) -> Table:
        """Return a table: per topic how many articles matched, and how many rang."""
        table = Table(title=f"{self._articles} articles", title_justify="left")
        table.add_column("topic")
        table.add_column("matched", justify="right")
        table.add_column("rang", justify="right")
        for topic in sorted({topic for topic, _ in self._counts}):
            matched = sum(n for (name, _), n in self._counts.items() if name == topic)
            table.add_row(topic, str(matched), str(self._counts[topic, Outcome.ALERT]))
        return table


def _answer(decision: Decision) -> Answer:
    topics: dict[str, list[str]] = {}
    hits: dict[str, tuple[Hit, ...]] = {}
    for match in decision.matches:
        words = topics.setdefault(match.topic, [])
        hits[match.topic] = (*hits.get(match.topic, ()), *match.hits)
        words.extend(hit.words for hit in match.hits if hit.words not in words)
    stored, told = decision.article, decision.tellings[:1]  # the one chat, if it is told
    return Answer(
        link=stored.article.link,
        topics=topics,
        story=decision.placement.story if decision.placement else None,
        action=told[0].outcome if told else Outcome.NONE,
        title=stored.article.title,
        source=stored.source,
        seen=stored.seen,
        hits=hits,
        breaking=bool(told) and told[0].breaking,
    )
