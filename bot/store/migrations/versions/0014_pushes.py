"""Feeds that hubs push."""

import sqlalchemy as sa
from alembic import op

from bot.store.schema import RowId, UtcTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the subscriptions, and until when a feed is pushed."""
    op.create_table(
        "pushes",
        sa.Column(
            "feed_id", RowId, sa.ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("due", UtcTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
    )
    op.create_index("pushes_due", "pushes", ["due"])
    op.add_column("feeds", sa.Column("pushed_until", UtcTime()))
