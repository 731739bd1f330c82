"""What the status page and the metrics count by."""

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make it so."""
