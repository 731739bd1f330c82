"""Updates and breaking stories, choices about them, and a memory of articles of 90 days."""

from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

from bot.store.schema import RowId, UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what is new; whatever has a story is remembered under its link."""
    op.add_column("sightings", sa.Column("shown", sa.String(16)))
    op.add_column(
        "chats", sa.Column("updates", sa.String(10), nullable=False, server_default="silent")
    )
    op.add_column("chats", _flag("breaking"))
    op.add_column("outbox", sa.Column("article_id", RowId))
    op.add_column("outbox", _flag("silent"))
    op.add_column("outbox", _flag("breaking"))
    op.add_column(
        "outbox", sa.Column("choice", sa.String(10), nullable=False, server_default="usual")
    )
    op.create_index("outbox_story", "outbox", ["story_id", "chat_id"])
    op.create_table(
        "identities",
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("story_id", sa.String(32), nullable=False),
        sa.Column("seen", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("identities_seen", "identities", ["seen"])
    _remember_links()


def _flag(name: str) -> "sa.Column[bool]":
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("false"))


def _remember_links() -> None:
    articles = sa.table(
        "articles",
        sa.column("id", RowId),
        sa.column("link_key", sa.Text()),
        sa.column("story_id", sa.String(32)),
        sa.column("seen", UtcTime()),
    )
    identities = sa.table(
        "identities",
        sa.column("key", sa.String(16)),
        sa.column("story_id", sa.String(32)),
        sa.column("seen", UtcTime()),
    )
    placed = sa.select(articles).where(articles.c.story_id.is_not(None), articles.c.link_key != "")
    rows = op.get_bind().execute(placed.order_by(articles.c.id))
    # The first story that an article of this link had is the one it is known by.
    known: dict[str, dict[str, object]] = {}
    for row in rows:
        key = blake2b(f"link\n{row.link_key}".encode(), digest_size=8).hexdigest()
        known.setdefault(key, {"key": key, "story_id": row.story_id, "seen": row.seen})
    if known:
        op.bulk_insert(identities, list(known.values()))
