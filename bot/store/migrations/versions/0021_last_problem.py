"""What the status page finds the last problem by."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Have the few fetches that failed in an index."""
    failed = sa.text("error <> ''")
    op.create_index(
        "fetches_failed", "fetches", ["feed_id"], sqlite_where=failed, postgresql_where=failed
    )
