"""Posts: work that one worker does for all, until its lease runs out.

Who has one is a row, and its time is told by the database's own clock: a worker that was away
for longer than its lease cannot know, and is told here before it writes.
"""

from datetime import timedelta

from sqlalchemy import Connection, delete, or_, select, update

from bot.errors import LeaseLost
from bot.models.workers import Tenure
from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert, server_now
from bot.store.schema import posts


class Posts(Queries):
    """Who holds which post."""

    @writes
    def take(self, connection: Connection, tenure: Tenure, *, lease: timedelta) -> bool:
        """Take a post that is free for so long from now; False: somebody else has it."""
        now = server_now(connection)
        said = {"holder": tenure.holder, "until": now + lease}
        taken = connection.execute(
            insert(posts)
            .values(name=tenure.post, **said)
            .on_conflict_do_update(
                index_elements=[posts.c.name],
                set_=said,
                where=or_(posts.c.until <= now, posts.c.holder == tenure.holder),
            )
            .returning(posts.c.name)
        )
        return taken.first() is not None

    @writes
    def renew(self, connection: Connection, tenure: Tenure, *, lease: timedelta) -> bool:
        """Keep a post for so long from now; False: it was lost meanwhile."""
        now = server_now(connection)
        renewed = connection.execute(
            update(posts)
            .where(
                posts.c.name == tenure.post,
                posts.c.holder == tenure.holder,
                posts.c.until > now,
            )
            .values(until=now + lease)
        )
        return renewed.rowcount > 0

    @writes
    def give_up(self, connection: Connection, tenure: Tenure) -> None:
        """Leave a post, if it is still held: the next one need not wait."""
        connection.execute(
            delete(posts).where(posts.c.name == tenure.post, posts.c.holder == tenure.holder)
        )

    @writes
    def vacate(self, connection: Connection) -> None:
        """Free all posts. Only right while no other process can hold one."""
        connection.execute(delete(posts))

    @reads
    def holders(self, connection: Connection) -> tuple[Tenure, ...]:
        """Return who holds which post now, by post."""
        held = posts.c.until > server_now(connection)
        rows = connection.execute(select(posts).where(held).order_by(posts.c.name))
        return tuple(Tenure(post=row.name, holder=row.holder) for row in rows)


def is_held(connection: Connection, tenure: Tenure) -> bool:
    """Whether a post is held; then nobody else can take it until the transaction ends."""
    found = connection.execute(
        select(posts.c.holder, posts.c.until)
        .where(posts.c.name == tenure.post)
        .with_for_update(read=True)
    ).one_or_none()
    # The time is asked for after the row was locked, which may take a while.
    return (
        found is not None
        and found.holder == tenure.holder
        and found.until > server_now(connection)
    )


def fence(connection: Connection, tenure: Tenure) -> None:
    """Let a transaction go on only while a post is held. Raises LeaseLost."""
    if not is_held(connection, tenure):
        raise LeaseLost(f"another worker holds the post {tenure.post!r} now, or nobody")
