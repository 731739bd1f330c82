"""What the poll plan remembers of a feed."""

import sqlalchemy as sa
from alembic import op

from bot.store.schema import Duration

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the habit of feeds and where they moved; domains come with the list of feeds."""
    for name in ("domain", "address", "told_address", "moved_to"):
        op.add_column("feeds", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    nothing = sa.text("0")
    op.add_column(
        "feeds", sa.Column("moved_times", sa.Integer(), nullable=False, server_default=nothing)
    )
    op.add_column("feeds", sa.Column("news", sa.Float(), nullable=False, server_default=nothing))
    for name in ("watched", "took"):
        op.add_column("feeds", sa.Column(name, Duration(), nullable=False, server_default=nothing))
    for name in ("longest", "pause"):
        op.add_column("feeds", sa.Column(name, Duration()))
    op.create_index("feeds_domain", "feeds", ["domain"])
