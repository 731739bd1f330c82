"""Brings a database to today's schema; the steps are in migrations/versions."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import DatabaseError
from bot.store.dialect import lock_subject


def find_revisions() -> tuple[str, ...]:
    """Return the numbers of all schemas that this version can read, today's first."""
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(step.revision for step in steps)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def migrate(engine: Engine) -> None:
    """Make or upgrade the tables, in one transaction. Raises DatabaseError when that fails."""
    config = _config()
    try:
        with engine.begin() as connection:
            lock_subject(connection, "migrations")  # several may start at once
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except (CommandError, ResolutionError) as error:
        raise DatabaseError(
            f"{engine.url.database} was written by another version of Tocsin ({error}); "
            "run that version, or point TOCSIN_DATABASE to another file"
        ) from error
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise DatabaseError(
            f"cannot open the database {engine.url.database}: {cause}; "
            "check that it is a Tocsin database and that its folder can be written"
        ) from error
    finally:
        # The tables are made in this thread, the queries run in another: each its connection.
        engine.dispose()
