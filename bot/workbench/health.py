"""Whether the running bot is well, from the outside: by what it left in the database."""

from datetime import UTC, datetime

from bot.durations import format_duration, round_duration
from bot.errors import DatabaseError
from bot.models.health import SILENT
from bot.settings import Settings
from bot.store.dialect import why_no_database
from bot.store.store import open_store


async def check_health(settings: Settings) -> tuple[bool, str]:
    """Return whether the bot is well, and that in words.

    Well means that it said so within the last minute. Raises nothing.
    """
    try:
        if trouble := why_no_database(settings.database):
            return False, trouble
        store = open_store(settings.database, only_look=True)
        try:
            beat = await store.workers.last()
            oldest = await store.outbox.oldest_due()
            polled = await store.feeds.last_good_poll()
        finally:
            await store.close()
    except (DatabaseError, OSError) as error:
        return False, str(error)
    now = datetime.now(UTC)
    if beat is None or now - beat > SILENT:
        since = f"for {format_duration(round_duration(now - beat))}" if beat else "ever"
        return False, f"the bot has given no sign of life {since}: is it running?"
    details = [
        f"last good poll {format_duration(round_duration(now - polled))} ago"
        if polled
        else "no good poll yet",
        f"oldest delivery waits {format_duration(round_duration(now - oldest))}"
        if oldest
        else "nothing waits to be sent",
    ]
    return True, "well: " + ", ".join(details)
