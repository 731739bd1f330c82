"""Feeds that hubs push."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make it so."""
    op.execute("SELECT 1")
