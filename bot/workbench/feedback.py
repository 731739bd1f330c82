"""What readers said of alerts: counted by rule, with what would keep such articles out."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.durations import parse_duration
from bot.errors import BotError, DatabaseError
from bot.models import Article, Match
from bot.models.feedback import Brought, Feedback, FeedbackKind, Twin
from bot.rules.book import RuleBook
from bot.settings import read_settings
from bot.store.dialect import is_older, why_no_database
from bot.store.store import open_store
from bot.workbench.exclusions import Proposal, propose_exclusions
from bot.workbench.matching import open_matcher, with_topics

MOST_READ = 20_000  # matches of the archive, the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfire:
    """A story that was told and is not relevant, by what the alert showed."""

    story: str
    headline: str
    link: str
    source: str
    hits: tuple[str, ...]  # the words by which the rule held
    chats: int  # that said so


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFeedback:
    """What was said of the alerts of one rule."""

    topic: str
    rule: str
    misfires: tuple[Misfire, ...]  # what most chats said comes first
    said: int  # how often; a chat says it once for each story
    relevant: int  # stories of the rule in the archive of which nobody said it
    known: bool  # the rule is in the rules still
    settled: int  # misfires that the rules of today skip already
    proposal: Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two stories that are one, as readers say; the second is the one most like the first."""

    headline: str
    twin: str  # its headline; empty: the chats were told nothing else at about that time
    likeness: float  # of the headlines, 0 to 100
    story: str
    twin_story: str
    chats: int  # that said so


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackReport:
    """All that was said since a time."""

    rules: tuple[RuleFeedback, ...]  # what was said most often comes first
    pairs: tuple[Pair, ...]  # the same


def read_own_feedback(since: str) -> tuple[tuple[Feedback, ...], tuple[Brought, ...]]:
    """Return what was said so far back, and what the rules concerned brought.

    Raises BotError when `since` is no length of time, and what read_feedback raises.
    """
    try:
        begin = datetime.now(UTC) - parse_duration(since)
    except ValueError as error:
        raise BotError(f"--since: {error}, or 30d") from error
    except OverflowError:
        begin = datetime.min.replace(tzinfo=UTC)
    return read_feedback(read_settings({}, folder=Path.cwd()).database, begin)


def read_feedback(
    database: str, since: datetime
) -> tuple[tuple[Feedback, ...], tuple[Brought, ...]]:
    """Return what was said since then, and what the rules concerned brought; nothing is written.

    Raises BotError when there is no archive, DatabaseError when it cannot be read.
    """
    if trouble := why_no_database(database):
        raise BotError(trouble)
    with asyncio.Runner() as runner:
        store = open_store(database, only_look=True)
        try:
            said = runner.run(store.feedback.since(since))
            topics = {match.topic for one in said for match in one.matches}
            return said, runner.run(store.feedback.brought(sorted(topics), limit=MOST_READ))
        except DatabaseError as error:
            if not is_older(error):
                raise
            raise BotError(
                "the database is of an older version: run the bot once, then ask again"
            ) from error
        finally:
            runner.run(store.close())


def report_feedback(
    said: Sequence[Feedback], brought: Iterable[Brought], book: RuleBook
) -> FeedbackReport:
    """Return what was said, by rule, with what the rules of today would need to skip it."""
    of_rule: dict[tuple[str, str], list[tuple[Feedback, Match]]] = defaultdict(list)
    for one in said:
        if one.kind is FeedbackKind.IRRELEVANT:
            for match in one.matches:
                of_rule[match.topic, match.rule].append((one, match))
    archive: dict[tuple[str, str], list[Brought]] = defaultdict(list)
    for article in brought:
        archive[article.topic, article.rule].append(article)
    rules = [_report_rule(key, found, archive[key], book) for key, found in of_rule.items()]
    rules.sort(key=lambda one: (-one.said, one.topic, one.rule))
    return FeedbackReport(rules=tuple(rules), pairs=_pair(said))


def _report_rule(
    key: tuple[str, str],
    found: Sequence[tuple[Feedback, Match]],
    archive: Sequence[Brought],
    book: RuleBook,
) -> RuleFeedback:
    chats = Counter(one.story for one, _ in found)
    first: dict[str, tuple[Feedback, Match]] = {}
    for one, match in found:
        first.setdefault(one.story, (one, match))
    stories = sorted(first, key=lambda story: -chats[story])
    relevant = [one for one in archive if one.story not in first]
    told = RuleFeedback(
        topic=key[0],
        rule=key[1],
        misfires=tuple(_name_misfire(*first[story], chats[story]) for story in stories),
        said=len(found),
        relevant=len({one.story for one in relevant}),
        known=False,
        settled=0,
        proposal=Proposal(),
    )
    topic = next((one for one in book.topics if one.name == key[0]), None)
    rule = next((one for one in topic.rules if one.name == key[1]), None) if topic else None
    if topic is None or rule is None:
        return told
    matcher = open_matcher(with_topics(book, [topic]))
    shown = {story: _as_article(first[story][0]) for story in stories}
    open_ones = [story for story in stories if matcher.explain_rule(*key, shown[story]).holds]
    proposal = propose_exclusions(
        book,
        topic,
        rule,
        [shown[story] for story in open_ones],
        [one.article for one in relevant],
        [hit.words for story in open_ones for hit in first[story][1].hits],
    )
    return replace(told, known=True, settled=len(stories) - len(open_ones), proposal=proposal)


def _name_misfire(said: Feedback, match: Match, chats: int) -> Misfire:
    return Misfire(
        story=said.story,
        headline=" ".join(said.headline.split()),
        link=said.link,
        source=said.source,
        hits=tuple(dict.fromkeys(hit.words for hit in match.hits)),
        chats=chats,
    )


def _as_article(said: Feedback) -> Article:
    return Article(
        guid="", link=said.link, title=said.headline, summary=said.summary, published=None
    )


def _pair(said: Iterable[Feedback]) -> tuple[Pair, ...]:
    """Return the pairs of stories; which of the two was called the duplicate does not count."""
    nothing = Twin(story="", headline="", likeness=0.0)
    first: dict[frozenset[str], tuple[Feedback, Twin]] = {}
    chats: dict[frozenset[str], set[int]] = defaultdict(set)
    for one in said:
        if one.kind is FeedbackKind.DUPLICATE:
            twin = one.twins[0] if one.twins else nothing
            key = frozenset({one.story, twin.story})
            first.setdefault(key, (one, twin))
            chats[key].add(one.chat)
    pairs = [
        Pair(
            headline=" ".join(one.headline.split()),
            twin=" ".join(twin.headline.split()),
            likeness=twin.likeness,
            story=one.story,
            twin_story=twin.story,
            chats=len(chats[key]),
        )
        for key, (one, twin) in first.items()
    ]
    return tuple(sorted(pairs, key=lambda pair: (-pair.chats, -pair.likeness, pair.headline)))
