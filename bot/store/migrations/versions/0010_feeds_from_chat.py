"""Feeds that administrators added in chat."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make it so."""
    op.execute("SELECT 1")
