"""Several alerts in one message, alerts that wait for their hour, and threads of forums."""

import sqlalchemy as sa
from alembic import op

from bot.store.schema import RowId, UtcTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add what is new; what waits is told as before."""
    for name in ("digest", "late"):
        op.add_column(
            "outbox",
            sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("false")),
        )
    op.add_column("outbox", sa.Column("thread", sa.BigInteger()))
    op.add_column("outbox", sa.Column("planned", UtcTime()))
    op.add_column("outbox", sa.Column("leader", RowId))
    waiting = sa.text("state IN ('pending', 'sending', 'uncertain')")
    op.create_index(
        "outbox_due",
        "outbox",
        ["not_before", "attempts"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    held_up = sa.text("state IN ('sending', 'uncertain')")
    op.create_index(
        "outbox_held_up",
        "outbox",
        ["chat_id"],
        sqlite_where=held_up,
        postgresql_where=held_up,
    )
    op.create_index("outbox_created", "outbox", ["created", "kind"])
    led = sa.text("leader IS NOT NULL")
    op.create_index("outbox_leader", "outbox", ["leader"], sqlite_where=led, postgresql_where=led)
