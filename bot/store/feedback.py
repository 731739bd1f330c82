"""What readers say of their alerts: kept with all that the alert was, whatever is swept later."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, and_, delete, select, update

from bot.models import Article, Match
from bot.models.feedback import Brought, Feedback, FeedbackKind, Twin
from bot.models.wishes import Choice
from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert
from bot.store.messages import ALERT
from bot.store.schema import articles, feedback, matches, outbox
from bot.store.wishes import drop_waiting
from bot.stories.similarity import headline_similarity

TWINS = 3  # stories named for a duplicate
ABOUT_THEN = timedelta(hours=24)  # before or after its alert
COMPARED = 200  # alerts, the newest of them: 0.2 ms each

MATCHES = TypeAdapter(tuple[Match, ...])
TWINS_KEPT = TypeAdapter(tuple[Twin, ...])


class FeedbackNotes(Queries):
    """What is said of alerts; the conversation's FeedbackBook."""

    subject = "telling"

    @writes
    def note(
        self, connection: Connection, chat: int, story: str, kind: FeedbackKind, *, now: datetime
    ) -> bool:
        """Keep what a chat says of an alert, once; False when there is no alert of the story.

        A story that is not relevant is muted in the chat too: what follows it is not either.
        """
        told = _find_alert(connection, chat, story)
        if told is None:
            return False
        alert = ALERT.validate_python(told.alert)
        irrelevant = kind is FeedbackKind.IRRELEVANT
        made = connection.execute(
            insert(feedback)
            .values(
                chat_id=chat,
                story_id=story,
                kind=kind.value,
                at=now,
                headline=alert.headline,
                summary=alert.summary,
                link=alert.link,
                source=alert.source,
                matches=MATCHES.dump_python(_matches(connection, told.article_id), mode="json"),
                twins=[]
                if irrelevant
                else TWINS_KEPT.dump_python(_find_twins(connection, told, alert.headline)),
                choice_before=told.choice if irrelevant else None,
            )
            .on_conflict_do_nothing()
        )
        if made.rowcount and irrelevant:
            its = and_(outbox.c.chat_id == chat, outbox.c.story_id == story)
            connection.execute(
                update(outbox).where(outbox.c.id == told.id).values(choice=Choice.MUTE)
            )
            drop_waiting(connection, and_(its, outbox.c.kind == "update"), reason="not relevant")
        return True

    @writes
    def take_back(self, connection: Connection, chat: int, story: str, kind: FeedbackKind) -> bool:
        """Forget what a chat said of an alert; False when there is no alert of the story.

        A story that it muted is as it was before, unless the chat chose otherwise since.
        """
        its = and_(
            feedback.c.chat_id == chat,
            feedback.c.story_id == story,
            feedback.c.kind == kind.value,
        )
        before = connection.execute(select(feedback.c.choice_before).where(its)).scalar()
        connection.execute(delete(feedback).where(its))
        told = _find_alert(connection, chat, story)
        if told is not None and before is not None and told.choice == Choice.MUTE:
            connection.execute(update(outbox).where(outbox.c.id == told.id).values(choice=before))
        return told is not None

    @reads
    def said(self, connection: Connection, chat: int, story: str) -> frozenset[FeedbackKind]:
        """Return what the chat says of the story's alert."""
        kinds = connection.scalars(
            select(feedback.c.kind).where(feedback.c.chat_id == chat, feedback.c.story_id == story)
        )
        return frozenset(map(FeedbackKind, kinds))

    @reads
    def topics_told(self, connection: Connection, chat: int, story: str) -> tuple[str, ...]:
        """Return the topics under which the chat was told the story; a later one comes last."""
        told = _find_alert(connection, chat, story)
        return tuple(told.topics or ()) if told is not None else ()

    @reads
    def since(self, connection: Connection, since: datetime) -> tuple[Feedback, ...]:
        """Return all that was said since then, in the order in which it was said."""
        rows = connection.execute(
            select(feedback).where(feedback.c.at >= since).order_by(feedback.c.at)
        )
        return tuple(
            Feedback(
                chat=row.chat_id,
                story=row.story_id,
                kind=FeedbackKind(row.kind),
                at=row.at,
                headline=row.headline,
                summary=row.summary,
                link=row.link,
                source=row.source,
                matches=MATCHES.validate_python(row.matches),
                twins=TWINS_KEPT.validate_python(row.twins),
            )
            for row in rows
        )

    @reads
    def brought(
        self, connection: Connection, topics: Collection[str], *, limit: int
    ) -> tuple[Brought, ...]:
        """Return the articles of the archive that rules of the topics brought, newest first.

        `limit`: so many at most. Left out is what matched and never became a story.
        """
        rows = connection.execute(
            select(matches.c.topic, matches.c.rule, articles)
            .join(articles, articles.c.id == matches.c.article_id)
            .where(matches.c.topic.in_(topics), articles.c.story_id.is_not(None))
            .order_by(articles.c.id.desc())
            .limit(limit)
        )
        return tuple(
            Brought(topic=row.topic, rule=row.rule, story=row.story_id, article=_article(row))
            for row in rows
        )


def move_feedback(connection: Connection, chat: int, new_chat: int) -> None:
    """Give what a chat said to its new id; where both said something, the new one's counts."""
    other = feedback.alias()
    said_by_both = (
        select(other.c.kind)
        .where(
            other.c.chat_id == new_chat,
            other.c.story_id == feedback.c.story_id,
            other.c.kind == feedback.c.kind,
        )
        .exists()
    )
    connection.execute(
        update(feedback).where(feedback.c.chat_id == chat, ~said_by_both).values(chat_id=new_chat)
    )


def _find_alert(connection: Connection, chat: int, story: str) -> Row[Any] | None:
    return connection.execute(
        select(outbox).where(
            outbox.c.chat_id == chat, outbox.c.story_id == story, outbox.c.kind == "alert"
        )
    ).one_or_none()


def _matches(connection: Connection, article: int | None) -> tuple[Match, ...]:
    rows = connection.execute(
        select(matches.c.topic, matches.c.rule, matches.c.hits)
        .where(matches.c.article_id == article)
        .order_by(matches.c.topic, matches.c.rule)
    )
    return MATCHES.validate_python([dict(row._mapping) for row in rows])


def _find_twins(connection: Connection, told: Row[Any], headline: str) -> tuple[Twin, ...]:
    """Return the stories whose alerts are most like this one."""
    rows = connection.execute(
        select(outbox.c.story_id, outbox.c.alert["headline"].as_string().label("headline"))
        .where(
            outbox.c.chat_id == told.chat_id,
            outbox.c.kind == "alert",
            outbox.c.state == "sent",
            outbox.c.id != told.id,
            outbox.c.created.between(told.created - ABOUT_THEN, told.created + ABOUT_THEN),
        )
        .order_by(outbox.c.id.desc())
        .limit(COMPARED)
    )
    found = (
        Twin(
            story=row.story_id,
            headline=row.headline,
            likeness=round(headline_similarity(headline, row.headline), 1),
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda twin: (-twin.likeness, twin.story))[:TWINS])


def _article(row: Row[Any]) -> Article:
    return Article(
        guid=row.guid,
        link=row.link,
        title=row.title,
        summary=row.summary,
        published=row.published,
        body=row.body,
        author=row.author,
        language=row.language,
    )
