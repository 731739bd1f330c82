"""What a chat wants: languages, quiet hours, digests, and a say of its own for each topic."""

import sqlalchemy as sa
from alembic import op

from bot.store.schema import UtcTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add what is new; everyone keeps what was."""
    for column in (
        _word("language", 10, ""),
        _word("client_language", 20, ""),
        sa.Column("article_languages", sa.JSON(none_as_null=True)),
        _word("preview", 10, "small"),
        _word("format", 10, "normal"),
        _flag("silent"),
        _flag("breaking_wakes"),
        _word("zone", 64, ""),
        sa.Column("quiet_start", sa.Time()),
        sa.Column("quiet_end", sa.Time()),
        sa.Column("digest_at", sa.Time(), nullable=False, server_default="08:00:00"),
        sa.Column("muted_until", UtcTime()),
    ):
        op.add_column("chats", column)
    op.add_column("subscriptions", _word("urgency", 10, "instant"))
    op.add_column("subscriptions", sa.Column("muted_until", UtcTime()))
    op.add_column("subscriptions", sa.Column("thread", sa.BigInteger()))


def _word(name: str, length: int, usual: str) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length), nullable=False, server_default=usual)


def _flag(name: str) -> "sa.Column[bool]":
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("false"))
