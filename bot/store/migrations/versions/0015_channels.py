"""Who may manage which channel from a private chat."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "channels",
        *(
            sa.Column(
                name,
                sa.BigInteger(),
                sa.ForeignKey("chats.id", ondelete="CASCADE"),
                primary_key=True,
            )
            for name in ("chat_id", "admin")
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
    )
    op.create_index("channels_admin", "channels", ["admin"])
