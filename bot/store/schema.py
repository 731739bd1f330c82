"""The tables. Times are UTC, durations seconds; nothing here is special to one database."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    case,
    text,
)

from bot.store.columns import Duration as Duration
from bot.store.columns import RowId as RowId
from bot.store.columns import UtcTime as UtcTime
from bot.store.columns import metadata as metadata
from bot.store.feedtables import feeds as feeds
from bot.store.feedtables import fetches as fetches
from bot.store.feedtables import pushes as pushes
from bot.store.feedtables import sightings as sightings
from bot.store.workertables import posts as posts
from bot.store.workertables import workers as workers

# Said as the index says it: with a bound value SQLite would read the whole table instead.
UNDECIDED = text("undecided")

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
    Column("decided", UtcTime),  # when that was; null: not yet, or long ago
    Column("story_id", ForeignKey("stories.id")),
    Column("reason", Text),  # why it joined or began the story
    Column("score", Float),
    Index(
        "articles_undecided",
        "id",
        sqlite_where=UNDECIDED,
        postgresql_where=UNDECIDED,
    ),
    Index("articles_seen", "seen"),
    Index("articles_story", "story_id"),
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
    Column("language", String(10), nullable=False, server_default=""),  # that it is talked to in
    Column("client_language", String(20), nullable=False, server_default=""),  # last seen
    Column("article_languages", JSON(none_as_null=True)),  # that it reads; null: all
    Column("preview", String(10), nullable=False, server_default="small"),
    Column("format", String(10), nullable=False, server_default="normal"),
    Column("silent", Boolean, nullable=False, server_default=text("false")),
    Column("breaking_wakes", Boolean, nullable=False, server_default=text("false")),
    Column("zone", String(64), nullable=False, server_default=""),
    Column("quiet_start", Time),  # both or none; by the clock of its zone, like the next
    Column("quiet_end", Time),
    Column("digest_at", Time, nullable=False, server_default="08:00:00"),
    Column("muted_until", UtcTime),
)

# In which language a chat is talked to: its own, else that of its reader's client.
SPOKEN = case((chats.c.language != "", chats.c.language), else_=chats.c.client_language)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("chat_id", ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", String(40), primary_key=True),
    Column("since", UtcTime, nullable=False),
    Column("urgency", String(10), nullable=False, server_default="instant"),
    Column("muted_until", UtcTime),
    Column("thread", BigInteger),  # of a forum; null: the chat itself
    Index("subscriptions_topic", "topic"),
)

# What administrators tell all readers.
broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("text", Text, nullable=False),
    Column("by", BigInteger, nullable=False),  # the chat in which it was written
    Column("created", UtcTime, nullable=False),
    Column("confirmed", UtcTime),  # null: it is a draft
)

RINGS = text("kind = 'alert' AND state = 'pending'")
WAITING = text("state IN ('pending', 'sending', 'uncertain')")
HELD_UP = text("state IN ('sending', 'uncertain')")
ALERTS = text("kind = 'alert'")
LED = text("leader IS NOT NULL")
BROADCASTS = text("broadcast_id IS NOT NULL")
BROKE = text("breaking")
FAILED = text("state = 'failed'")
WAITING_EDITS = text("kind = 'edit' AND state IN ('pending', 'uncertain')")

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
    Column("story_id", ForeignKey("stories.id")),  # null: of a broadcast
    Column("broadcast_id", ForeignKey("broadcasts.id")),  # null: of a story
    Column("kind", String(10), nullable=False),
    # What an alert or update shows; an edit shows the alert's, as it is by then.
    Column("alert", JSON(none_as_null=True)),
    Column("article_id", RowId),  # whose text that is; the article may be swept before the row
    Column("silent", Boolean, nullable=False, server_default=text("false")),
    Column("breaking", Boolean, nullable=False, server_default=text("false")),  # an alert's
    Column("choice", String(10), nullable=False, server_default="usual"),  # of an alert's story
    Column("digest", Boolean, nullable=False, server_default=text("false")),  # told with others
    Column("late", Boolean, nullable=False, server_default=text("false")),  # it came in late
    Column("thread", BigInteger),  # of a forum; null: the chat itself
    Column("topics", JSON(none_as_null=True)),  # names; grows when a later article adds one
    Column("state", String(10), nullable=False),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("doubtful", Boolean, nullable=False, default=False),
    Column("not_before", UtcTime, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("planned", UtcTime),  # when an alert was to be told; null: when it was created
    # The row whose message carries this one, and itself; null: it has a message of its own.
    Column("leader", RowId),
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
    Index("outbox_story", "story_id", "chat_id"),
    Index(
        "outbox_broadcast",
        "broadcast_id",
        "chat_id",
        unique=True,
        sqlite_where=BROADCASTS,
        postgresql_where=BROADCASTS,
    ),
    Index("outbox_created", "created", "kind"),  # to count what was told lately
    Index("outbox_leader", "leader", sqlite_where=LED, postgresql_where=LED),
    Index("outbox_tried", "tried"),  # to know the pace that was kept just now
    Index(
        "outbox_due",
        "not_before",
        "attempts",
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    ),
    # In the order in which alerts are told: only the first ones are looked at.
    Index("outbox_rings", "breaking", "id", sqlite_where=RINGS, postgresql_where=RINGS),
    # Few stories break, and all that list stories ask which.
    Index("outbox_broke", "story_id", sqlite_where=BROKE, postgresql_where=BROKE),
    Index("outbox_failed", "created", sqlite_where=FAILED, postgresql_where=FAILED),
    Index("outbox_held_up", "chat_id", sqlite_where=HELD_UP, postgresql_where=HELD_UP),
    Index(
        "outbox_waiting",
        "chat_id",
        "id",
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    ),
)

# What readers say of alerts that should not have come. It outlives stories and articles, so all
# that is needed of them is here.
feedback = Table(
    "feedback",
    metadata,
    Column("chat_id", ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    Column("story_id", String(32), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("headline", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("matches", JSON, nullable=False),  # topics, rules and words
    Column("twins", JSON, nullable=False),  # of a duplicate: the alerts most like it
    Column("choice_before", String(10)),  # what the chat wanted of the story that this muted
    Index("feedback_at", "at"),
)

# Personal topics. A name is never given twice, so that nobody is shown what another's brought.
watches = Table(
    "watches",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("chat_id", ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
    Column("words", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
    Index("watches_chat", "chat_id", "created"),
)

# Channels and groups that somebody may manage from the private chat; Telegram has the last word.
channels = Table(
    "channels",
    metadata,
    Column("chat_id", ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    Column("admin", ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),  # a person
    Column("title", Text, nullable=False),
    Column("told", Boolean, nullable=False),  # the person, that the bot may post there
    Index("channels_admin", "admin"),
)
