"""What administrators tell all readers: drafts, and how they become messages."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, literal, select, update

from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert
from bot.store.plaintext import clean_text
from bot.store.schema import broadcasts, chats, outbox


class Broadcasts(Queries):
    """Texts for everybody. Nothing is sent of one before it is confirmed."""

    subject = "telling"

    @reads
    def count_readers(self, connection: Connection) -> int:
        """Return how many chats would be told."""
        return connection.execute(select(func.count()).where(_reads())).scalar_one()

    @writes
    def draft(self, connection: Connection, text: str, *, by: int, now: datetime) -> int:
        """Keep a text until it is confirmed or dropped; return its number. `by`: the chat."""
        statement = insert(broadcasts).values(text=clean_text(text), by=by, created=now)
        number: int = connection.execute(statement.returning(broadcasts.c.id)).scalar_one()
        return number

    @writes
    def send(self, connection: Connection, draft: int, *, now: datetime) -> int | None:
        """Have a text told to every reader; return how many those are.

        None: there is no such draft, or it was confirmed before.
        """
        confirmed = connection.execute(
            update(broadcasts).where(_is_draft(draft)).values(confirmed=now)
        )
        if not confirmed.rowcount:
            return None
        rows = select(
            chats.c.id,
            literal(draft),
            literal("broadcast"),
            literal("pending"),
            literal(0),
            literal(False),
            literal(now, outbox.c.not_before.type),
            literal(now, outbox.c.created.type),
        ).where(_reads())
        columns = (
            *("chat_id", "broadcast_id", "kind", "state"),
            *("attempts", "doubtful", "not_before", "created"),
        )
        return connection.execute(insert(outbox).from_select(columns, rows)).rowcount

    @writes
    def drop(self, connection: Connection, draft: int) -> bool:
        """Forget a text that was not confirmed; False: there is none.

        Its number stays taken: the next text must not hang on buttons of this one.
        """
        dropped = connection.execute(update(broadcasts).where(_is_draft(draft)).values(text=""))
        return bool(dropped.rowcount)

    @reads
    def count_told(self, connection: Connection, draft: int) -> int | None:
        """Return how many chats a confirmed text goes to; None: it was not confirmed."""
        confirmed = select(broadcasts.c.id).where(
            broadcasts.c.id == draft, broadcasts.c.confirmed.is_not(None)
        )
        if connection.execute(confirmed).scalar() is None:
            return None
        of_draft = outbox.c.broadcast_id == draft
        return connection.execute(select(func.count()).where(of_draft)).scalar_one()


def _is_draft(draft: int) -> ColumnElement[bool]:
    return and_(
        broadcasts.c.id == draft, broadcasts.c.confirmed.is_(None), broadcasts.c.text != ""
    )


def _reads() -> ColumnElement[bool]:
    return and_(chats.c.open, chats.c.kind != "terminal")
