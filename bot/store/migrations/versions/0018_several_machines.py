"""Workers, their posts, and whose a feed's lease is."""

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make it so."""
