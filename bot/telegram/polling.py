"""Long polling of our own: updates in, each handled before Telegram is told to forget it.

python-telegram-bot's Updater is not used, for two reasons: a single 401 or 404 ends its polling
for ever without a word, and it confirms updates before they are handled, so that a crash loses
what people said. Here a crash makes Telegram send them again, which changes nothing: buttons carry
the wanted state, and commands can be answered twice.
"""

import asyncio
from datetime import timedelta

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.telegram.request import NoAnswer, read_flood_wait
from bot.telegram.updates import ALLOWED, Complaint, InTurns, Treat

log = structlog.get_logger()

LONG_POLL = timedelta(seconds=25)  # Telegram's servers cap it at 50
# A chat whose answers take longer than this does not keep the others waiting.
PATIENCE = timedelta(seconds=1)
# Between tries to reach Telegram: doubled from the first to the longest.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(seconds=60)
SILENT = 3  # polls in a row without any answer; one or two are lost now and then
# Two bots with one token take turns at being refused: so many good polls in a row mean that
# the other is gone.
ALONE = 20


class Polling:
    """Gets updates and treats them."""

    def __init__(self, bot: Bot, treat: Treat, *, first_wait: timedelta = FIRST_WAIT) -> None:
        """`first_wait`: the wait after a first error, doubled with each one more."""
        self._bot = bot
        self._turns = InTurns(treat)
        self._first_wait = first_wait
        self._wait = first_wait
        self._offset: int | None = None  # the first update that is not taken yet
        self._confirmed: int | None = None  # the offset that Telegram was last told
        self._complaint = Complaint()
        self._conflict = False
        self._good = self._silent = 0  # polls in a row that were answered well, or not at all

    @property
    def trouble(self) -> str:
        """What keeps updates from coming, when it did so FAILING times in a row; or nothing."""
        return self._complaint.lasting

    async def run(self) -> None:
        """Poll until cancelled. Nothing that Telegram answers ends it."""
        try:
            while True:
                try:
                    updates = await self._get(LONG_POLL)
                    self._after_success()
                    await self._take(updates)
                except Exception as error:  # noqa: BLE001 - an answer that makes no sense, too
                    await asyncio.sleep(self._after_error(error).total_seconds())
        finally:
            self._complaint.answered()  # whoever polls now knows more

    async def stop(self, within: timedelta) -> None:
        """Finish what is under way, then tell Telegram to forget what was handled."""
        if not await self._turns.finish(within):
            return
        if self._offset != self._confirmed:
            try:
                async with asyncio.timeout(within.total_seconds()):
                    await self._get(timedelta())
            except Exception as error:  # noqa: BLE001 - stopping goes on
                log.info("updates not confirmed; they come again", error=repr(error))

    async def _get(self, wait: timedelta) -> tuple[Update, ...]:
        asked = self._offset
        updates = await self._bot.get_updates(
            offset=asked, timeout=int(wait.total_seconds()), allowed_updates=ALLOWED
        )
        self._confirmed = asked
        return updates

    async def _take(self, updates: tuple[Update, ...]) -> None:
        """Start treating updates, and come back when that is done or takes long."""
        if not updates:
            return
        self._offset = updates[-1].update_id + 1  # told to Telegram by the next request
        started = [self._turns.start(update) for update in updates]
        await asyncio.wait(started, timeout=PATIENCE.total_seconds())
        await self._turns.wait_for_room()

    def _after_success(self) -> None:
        self._good, self._silent, self._wait = self._good + 1, 0, self._first_wait
        self._complaint.answered()
        if self._complaint.said and (not self._conflict or self._good >= ALONE):
            self._complaint.said, self._conflict = "", False
            log.info("telegram answers again")

    def _after_error(self, error: Exception) -> timedelta:
        """Return how long to wait, and say what is wrong when that is new."""
        self._good = 0
        if isinstance(error, TimedOut) and isinstance(error.__cause__, NoAnswer):
            self._silent += 1
            if self._silent < SILENT:
                return timedelta()  # a long poll whose answer got lost: ask again
        wait, self._wait = self._wait, min(2 * self._wait, LONGEST_WAIT)
        if isinstance(error, RetryAfter):
            wait = max(wait, read_flood_wait(error))
        if self._complaint.add(describe_trouble(error)):
            self._conflict = isinstance(error, Conflict)
        return wait


def describe_trouble(error: Exception) -> str:
    """Return for the operator what keeps updates from coming, and what to do."""
    if isinstance(error, Conflict):
        if "webhook" in str(error).lower():
            return (
                "another program had Telegram send this bot's updates to a webhook: "
                "stop it and start the bot again, or give one of them a token of its own"
            )
        return (
            "two bots use this Telegram token, so each gets only some of the updates: "
            "stop the other one, or give it a token of its own"
        )
    if isinstance(error, InvalidToken):
        return "Telegram does not accept the bot's token any more: check TOCSIN_TELEGRAM_TOKEN"
    said = str(error) if isinstance(error, TelegramError) else repr(error)
    return f"no updates from Telegram, trying again: {said}"
