"""The tables about workers: who runs, and who holds which post."""

from sqlalchemy import JSON, Column, Integer, String, Table, Text

from bot.store.columns import UtcTime, metadata

# Work that one worker does for all, and who does it.
posts = Table(
    "posts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(64), nullable=False),  # a worker
    Column("until", UtcTime, nullable=False),  # by the database's own clock
)

# The processes that run, or ran lately.
workers = Table(
    "workers",
    metadata,
    Column("id", String(64), primary_key=True),  # another one at each start
    Column("machine", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("roles", JSON, nullable=False),  # names, in alphabetical order
    Column("version", Text, nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("at", UtcTime, nullable=False),  # when it last said that it is well
)
