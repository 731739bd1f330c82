"""What the status page and the metrics count by."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Have the few deliveries of breaking stories, and those given up, in indexes."""
    broke = sa.text("breaking")
    op.create_index(
        "outbox_broke", "outbox", ["story_id"], sqlite_where=broke, postgresql_where=broke
    )
    failed = sa.text("state = 'failed'")
    op.create_index(
        "outbox_failed", "outbox", ["created"], sqlite_where=failed, postgresql_where=failed
    )
