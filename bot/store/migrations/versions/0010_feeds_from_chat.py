"""Feeds that administrators added in chat."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add in which chat a feed was added; those there are stand in the list."""
    op.add_column("feeds", sa.Column("added_by", sa.BigInteger()))
