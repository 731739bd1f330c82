"""The last fetches of each feed, and its health."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make it so."""
    op.execute("SELECT 1")
