"""Broadcasts: what administrators tell everybody."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make it so."""
    op.execute("SELECT 1")
