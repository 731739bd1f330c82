"""Personal topics: what a chat watches."""

import sqlalchemy as sa
from alembic import op

from bot.store.schema import UtcTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "watches",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column(
            "chat_id",
            sa.BigInteger(),
            sa.ForeignKey("chats.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created", UtcTime(), nullable=False),
    )
    op.create_index("watches_chat", "watches", ["chat_id", "created"])
