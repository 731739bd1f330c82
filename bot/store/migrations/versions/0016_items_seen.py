"""What the items of each feed's last body look like: the next body costs only what is new."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make it so."""
    op.add_column("feeds", sa.Column("items", sa.LargeBinary))
