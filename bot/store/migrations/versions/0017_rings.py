"""An index that has alerts in the order in which they are told."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make it so."""
    rings = sa.text("kind = 'alert' AND state = 'pending'")
    op.create_index(
        "outbox_rings",
        "outbox",
        ["breaking", "id"],
        sqlite_where=rings,
        postgresql_where=rings,
    )
