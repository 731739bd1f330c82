"""What keeps the names of articles long enough for long feeds."""

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make it so."""
