"""The last fetches of each feed, and its health."""

import sqlalchemy as sa
from alembic import op

from bot.store.schema import Duration, RowId, UtcTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the ring of fetches; the health of feeds that were polled is as their last poll was."""
    op.add_column("feeds", sa.Column("failing_since", UtcTime()))
    op.add_column(
        "feeds", sa.Column("polls", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column(
        "feeds", sa.Column("health", sa.String(10), nullable=False, server_default="new")
    )
    op.add_column("feeds", sa.Column("told", sa.String(10), nullable=False, server_default=""))
    op.execute("UPDATE feeds SET health = 'ok' WHERE last_poll IS NOT NULL")
    op.execute("UPDATE feeds SET health = 'failing', failing_since = last_poll WHERE failures > 0")
    op.create_table(
        "fetches",
        sa.Column(
            "feed_id", RowId, sa.ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("slot", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("took", Duration(), nullable=False),
        sa.Column("news", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
