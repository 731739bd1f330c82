"""The full texts that some feeds carry."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add a column; articles from before have no full text."""
    op.add_column("articles", sa.Column("body", sa.Text(), nullable=False, server_default=""))
