"""Makes the tables that PgQueuer keeps its jobs in, beside those of the store."""

from psycopg import AsyncConnection, Error

from bot.engine.questions import Questions
from bot.engine.wire import Wire, connect
from bot.errors import DatabaseError

LOCK = 7_106_203  # an advisory lock: one process makes the tables, the others wait for it
# PgQueuer writes down each step of each job. Nobody reads that, and it would grow for ever.
NO_LOG = """
CREATE OR REPLACE FUNCTION {log}_nothing() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER {log}_nothing BEFORE INSERT ON {log}
    FOR EACH ROW EXECUTE FUNCTION {log}_nothing();
"""


async def install(url: str) -> None:
    """Make the tables, or bring them to the version in use. Raises DatabaseError.

    Any number of processes may do so at once.
    """
    try:
        async with connect(url) as connection:
            await connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            await _install(connection)  # and the lock ends with the connection
    except Error as error:
        raise DatabaseError(f"cannot make the tables of the engine: {error}") from error


async def _install(connection: AsyncConnection) -> None:
    questions = Questions(Wire(connection, connection))
    if await questions.schema_is_installed():
        await questions.upgrade()
    else:
        await questions.install(create_schema=False)
        await questions.optimize_autovacuum()
    log = questions.qbe.qualified.queue_table_log
    if not await questions.has_trigger(f"{log}_nothing"):
        await questions.driver.execute(NO_LOG.format(log=log))
