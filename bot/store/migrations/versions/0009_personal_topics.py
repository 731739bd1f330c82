"""Personal topics: what a chat watches."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make it so."""
    op.execute("SELECT 1")
