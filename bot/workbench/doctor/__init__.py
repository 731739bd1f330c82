"""`tocsin doctor`: looks at all that the bot needs, at the same time, each for a short time."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from bot.errors import BotError
from bot.settings import SECRETS, Settings
from bot.workbench.doctor.findings import Finding, hide
from bot.workbench.doctor.machine import look_at_disk, look_at_rules, look_at_zones
from bot.workbench.doctor.network import look_at_feeds, look_at_token
from bot.workbench.doctor.storage import look_at_database
from bot.workbench.doctor.website import look_at_web

T = TypeVar("T")
LIMIT = timedelta(seconds=30)  # for each; a small machine compiles rules for ten


async def examine(settings: Settings, *, limit: timedelta = LIMIT) -> tuple[Finding, ...]:
    """Return a finding for each thing, one or more; none of them holds a secret.

    Takes no longer than about `limit`, whatever hangs.
    """
    within = limit * 0.8  # for what can be cut short
    looks: tuple[tuple[str, Awaitable[tuple[Finding, ...]]], ...] = (
        ("token", look_at_token(settings)),
        ("database", aside(lambda: look_at_database(settings, within=within))),
        ("rules", aside(lambda: look_at_rules(settings))),
        ("feeds", look_at_feeds(settings)),
        ("disk", aside(lambda: look_at_disk(settings))),
        ("time zones", aside(look_at_zones)),
        ("web", aside(lambda: look_at_web(settings))),
    )
    found = await asyncio.gather(*(_bound(name, look, limit) for name, look in looks))
    secrets = _list_secrets(settings)
    return tuple(hide(one, secrets) for findings in found for one in findings)


async def _bound(
    name: str, look: Awaitable[tuple[Finding, ...]], limit: timedelta
) -> tuple[Finding, ...]:
    try:
        async with asyncio.timeout(limit.total_seconds()):
            return await look
    except TimeoutError:
        said = f"no answer within {limit.total_seconds():g} s"
        return (Finding(name=name, said=said, todo="see what holds it up, and ask again"),)
    except (BotError, OSError) as error:
        return (Finding(name=name, said="cannot be looked at", todo=str(error)),)


async def aside(look: Callable[[], T]) -> T:
    """Return what a function returns that may hang: nobody waits for its thread at the end."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, trouble = None, None
        try:
            result = look()
        except BaseException as error:  # noqa: BLE001 - raised where it is awaited
            trouble = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, trouble)

    threading.Thread(target=run, daemon=True).start()
    return await answer


def _list_secrets(settings: Settings) -> list[str]:
    """Return all that is not to be printed, the longest first."""
    found = [getattr(settings, name) for name in SECRETS]
    told = [secret.get_secret_value() for secret in found if secret]
    parts = [settings.database, *told]
    # Of an address with user and password the password alone counts too.
    told += [part.rpartition("@")[0].rpartition(":")[2] for part in parts if "://" in part]
    return sorted((one for one in told if one), key=len, reverse=True)
