"""What administrators tell all readers."""

import sqlalchemy as sa
from alembic import op

from bot.store.schema import RowId, UtcTime

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the table, and let rows of the outbox be of a broadcast instead of a story."""
    op.create_table(
        "broadcasts",
        sa.Column("id", RowId, primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("created", UtcTime(), nullable=False),
        sa.Column("confirmed", UtcTime()),
    )
    with op.batch_alter_table("outbox") as table:
        table.alter_column("story_id", existing_type=sa.String(32), nullable=True)
        table.add_column(sa.Column("broadcast_id", RowId))
        table.create_foreign_key("outbox_broadcasts", "broadcasts", ["broadcast_id"], ["id"])
    of_broadcast = sa.text("broadcast_id IS NOT NULL")
    op.create_index(
        "outbox_broadcast",
        "outbox",
        ["broadcast_id", "chat_id"],
        unique=True,
        sqlite_where=of_broadcast,
        postgresql_where=of_broadcast,
    )
