"""What the poll plan remembers of a feed."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make it so."""
    op.execute("SELECT 1")
