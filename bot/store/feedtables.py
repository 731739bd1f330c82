"""The tables about feeds: what is polled, how that went, and what was seen in them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from bot.store.columns import Duration, RowId, UtcTime, metadata

LEASED = text("lease_until IS NOT NULL")
LONG_AGO = "1970-01-01 00:00:00"

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
    Column("active", Boolean, nullable=False, default=True),  # stands in the list, or was added
    Column("added_by", BigInteger),  # the chat in which it was; null: it stands in the list
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", LargeBinary),
    Column("adapted", Duration),
    Column("next_poll", UtcTime, nullable=False),
    Column("lease_until", UtcTime),  # a worker is polling it until then
    Column("lease_by", String(64)),  # that worker; it stays when the lease is given back
    Column("last_poll", UtcTime),
    Column("last_good", UtcTime),
    Column("last_new", UtcTime),  # when it last brought an unseen article
    Column("failures", Integer, nullable=False, default=0),
    Column("failing_since", UtcTime),  # when the first of them was
    Column("error", Text),
    Column("polls", Integer, nullable=False, server_default=text("0")),  # ever recorded
    Column("health", String(10), nullable=False, server_default="new"),
    Column("told", String(10), nullable=False, server_default=""),  # to operators; "": all well
    Column("domain", Text, nullable=False, server_default=""),  # that it shares with other hosts
    Column("address", Text, nullable=False, server_default=""),  # where it moved for good
    Column("told_address", Text, nullable=False, server_default=""),  # to operators
    Column("moved_to", Text, nullable=False, server_default=""),  # by its last polls, ...
    Column("moved_times", Integer, nullable=False, server_default=text("0")),  # ... so many
    # Its habit, which the poll plan learns.
    Column("news", Float, nullable=False, server_default=text("0")),
    Column("watched", Duration, nullable=False, server_default=text("0")),
    Column("longest", Duration),
    Column("pause", Duration),
    Column("took", Duration, nullable=False, server_default=text("0")),
    Column("pushed_until", UtcTime),  # a hub pushes it until then; null: none does
    Column("items", LargeBinary),  # what its last body's items look like, for its reader
    # When old names of its articles were last forgotten; its longest body at those times.
    Column("swept", UtcTime, nullable=False, server_default=LONG_AGO),
    Column("most_items", Integer, nullable=False, server_default=text("0")),
    Index("feeds_domain", "domain"),
    Index("feeds_swept", "swept"),
    Index("feeds_due", "next_poll", sqlite_where=text("active"), postgresql_where=text("active")),
    Index(
        "feeds_host",
        "host",
        "next_poll",
        sqlite_where=text("active"),
        postgresql_where=text("active"),
    ),
    Index("feeds_leased", "host", sqlite_where=LEASED, postgresql_where=LEASED),
)

# Which hub pushes which feed, and when it is to be asked (again).
pushes = Table(
    "pushes",
    metadata,
    Column("feed_id", ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True),
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),  # the feed's own address, as the hub knows it
    Column("token", String(64), nullable=False, unique=True),  # in the address it pushes to
    Column("secret", String(64), nullable=False),  # that it signs with
    Column("due", UtcTime, nullable=False),
    Column("tries", Integer, nullable=False),  # since the hub last said yes
    Column("error", Text),
    Index("pushes_due", "due"),
)

# The last fetches of each feed: a ring, whose slots are written over in turn.
_FAILED = text("error <> ''")
fetches = Table(
    "fetches",
    metadata,
    Column("feed_id", ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("status", Integer, nullable=False),  # 0: it did not come to an answer
    Column("size", Integer, nullable=False),  # bytes on the wire
    Column("took", Duration, nullable=False),
    Column("news", Integer, nullable=False),  # unseen articles
    Column("error", Text, nullable=False),  # empty: none
    # To find the last problem. Without "at", which every poll writes: PostgreSQL would have to
    # write each row anew, with all its index entries.
    Index("fetches_failed", "feed_id", sqlite_where=_FAILED, postgresql_where=_FAILED),
    sqlite_with_rowid=False,
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
    Index("sightings_article", "feed_id", "article_id"),
)
