"""The tables. Times are UTC, durations seconds; nothing here is special to one database."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time, whatever the database makes of time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times here rather than find them shifted later."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without zone: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC time."""
        del dialect
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Duration(TypeDecorator[timedelta]):
    """A timedelta, as seconds."""

    impl = Float
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> float | None:
        """Return seconds."""
        del dialect
        return None if value is None else value.total_seconds()

    def process_result_value(self, value: Any, dialect: Dialect) -> timedelta | None:
        """Return a timedelta."""
        del dialect
        return None if value is None else timedelta(seconds=value)


# SQLite numbers rows by itself only in a column of type INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()

feeds = Table(
    "feeds",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("host", Text, nullable=False),
    Column("title", Text, nullable=False),  # the operator's
    Column("own_title", Text, nullable=False, default=""),  # the feed's
    Column("language", String(35), nullable=False),
    Column("interval", Duration),  # exact; null: adapted
    Column("fast", Boolean, nullable=False),
    Column("active", Boolean, nullable=False, default=True),  # stands in the list
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", LargeBinary),
    Column("adapted", Duration),
    Column("next_poll", UtcTime, nullable=False),
    Column("lease_until", UtcTime),  # a worker is polling it until then
    Column("last_poll", UtcTime),
    Column("last_good", UtcTime),
    Column("last_new", UtcTime),  # when it last brought an unseen article
    Column("failures", Integer, nullable=False, default=0),
    Column("error", Text),
    Index("feeds_due", "next_poll", sqlite_where=text("active"), postgresql_where=text("active")),
)

articles = Table(
    "articles",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("feed_id", ForeignKey("feeds.id"), nullable=False),
    Column("link_key", Text, nullable=False),  # canonical link; empty: none to be trusted
    Column("guid", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("body", Text, nullable=False, server_default=""),
    Column("author", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("published", UtcTime),
    Column("seen", UtcTime, nullable=False),
    Column("arrival", String(10), nullable=False),
    Column("undecided", Boolean, nullable=False),
    Column("story_id", ForeignKey("stories.id")),
    Column("reason", Text),  # why it joined or began the story
    Column("score", Float),
    Index(
        "articles_undecided",
        "id",
        sqlite_where=text("undecided"),
        postgresql_where=text("undecided"),
    ),
    Index("articles_seen", "seen"),
    Index("articles_story", "story_id"),
)

# Under which names a feed showed an article. Outlives the article: what was seen once never
# comes back as new. Hence no foreign key.
sightings = Table(
    "sightings",
    metadata,
    Column("feed_id", RowId, primary_key=True),
    Column("key", String(40), primary_key=True),
    Column("article_id", RowId, nullable=False),
    Column("seen", UtcTime, nullable=False),  # last, to the day
    Column("shown", String(16)),  # digest of the headline it had then; null: not known
    Index("sightings_seen", "seen"),
)

# Which story an article of any feed belonged to. Outlives articles and stories, like sightings.
identities = Table(
    "identities",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("story_id", String(32), nullable=False),
    Column("seen", UtcTime, nullable=False),
    Index("identities_seen", "seen"),
)

matches = Table(
    "matches",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", String(40), primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("hits", JSON, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("headline", Text, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("sources", JSON, nullable=False),  # distinct, in order of arrival
    Index("stories_last_seen", "last_seen"),
)

chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's
    Column("kind", String(10), nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("closed_why", Text),
    Column("parked_until", UtcTime),  # Telegram asked for patience
    Column("met", UtcTime, nullable=False),
    Column("updates", String(10), nullable=False, server_default="silent"),
    Column("breaking", Boolean, nullable=False, server_default=text("false")),  # rings again
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("chat_id", ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", String(40), primary_key=True),
    Column("since", UtcTime, nullable=False),
    Index("subscriptions_topic", "topic"),
)

WAITING = text("state IN ('pending', 'sending', 'uncertain')")
ALERTS = text("kind = 'alert'")
WAITING_EDITS = text("kind = 'edit' AND state IN ('pending', 'uncertain')")

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
    Column("story_id", ForeignKey("stories.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    # What an alert or update shows; an edit shows the alert's, as it is by then.
    Column("alert", JSON(none_as_null=True)),
    Column("article_id", RowId),  # whose text that is; the article may be swept before the row
    Column("silent", Boolean, nullable=False, server_default=text("false")),
    Column("breaking", Boolean, nullable=False, server_default=text("false")),  # an alert's
    Column("choice", String(10), nullable=False, server_default="usual"),  # of an alert's story
    Column("topics", JSON(none_as_null=True)),  # names; grows when a later article adds one
    Column("state", String(10), nullable=False),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("doubtful", Boolean, nullable=False, default=False),
    Column("not_before", UtcTime, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("tried", UtcTime),
    Column("sent", UtcTime),
    Column("message_id", BigInteger),
    # One alert per story and chat, whatever happens; and at most one edit waits for it.
    Index(
        "outbox_once",
        "story_id",
        "chat_id",
        unique=True,
        sqlite_where=ALERTS,
        postgresql_where=ALERTS,
    ),
    Index(
        "outbox_one_edit",
        "story_id",
        "chat_id",
        unique=True,
        sqlite_where=WAITING_EDITS,
        postgresql_where=WAITING_EDITS,
    ),
    Index(
        "outbox_waiting",
        "chat_id",
        "id",
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    ),
)

# One row: when the running bot last said that it is well.
heartbeat = Table(
    "heartbeat",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("started", UtcTime, nullable=False),
)
