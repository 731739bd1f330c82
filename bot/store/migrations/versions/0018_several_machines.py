"""Workers, their posts, and whose a feed's lease is."""

import sqlalchemy as sa
from alembic import op

from bot.store.schema import UtcTime

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make it so."""
    op.create_table(
        "posts",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("machine", sa.Text, nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("started", UtcTime(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
    )
    op.drop_table("heartbeat")
    op.create_index("outbox_tried", "outbox", ["tried"])
    op.add_column("feeds", sa.Column("lease_by", sa.String(64)))
    active, leased = sa.text("active"), sa.text("lease_until IS NOT NULL")
    op.create_index(
        "feeds_host",
        "feeds",
        ["host", "next_poll"],
        sqlite_where=active,
        postgresql_where=active,
    )
    op.create_index(
        "feeds_leased",
        "feeds",
        ["host"],
        sqlite_where=leased,
        postgresql_where=leased,
    )
