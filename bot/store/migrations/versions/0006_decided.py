"""When an article was decided, to account for how long it took."""

import sqlalchemy as sa
from alembic import op

from bot.store.schema import UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add what is new; of earlier articles it is not known."""
    op.add_column("articles", sa.Column("decided", UtcTime()))
