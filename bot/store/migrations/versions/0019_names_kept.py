"""What keeps the names of articles long enough for long feeds."""

import sqlalchemy as sa
from alembic import op

from bot.store.schema import UtcTime

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make it so."""
    long_ago = "1970-01-01 00:00:00"
    op.add_column("feeds", sa.Column("swept", UtcTime, nullable=False, server_default=long_ago))
    op.add_column(
        "feeds", sa.Column("most_items", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.create_index("feeds_swept", "feeds", ["swept"])
    op.drop_index("sightings_seen", "sightings")
    op.create_index("sightings_article", "sightings", ["feed_id", "article_id"])
