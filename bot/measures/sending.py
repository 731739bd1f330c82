"""A sender that counts what goes through it."""

from collections.abc import Callable
from datetime import datetime

from bot.alerts.threads import Sender
from bot.errors import SendError
from bot.measures.counting import Counting
from bot.models import Delivery


class CountedSender:
    """Sends through another sender, and notes how long that took and what came of it."""

    def __init__(
        self, sender: Sender, counting: Counting, *, clock: Callable[[], datetime]
    ) -> None:
        self._sender = sender
        self._counting = counting
        self._clock = clock

    async def send(self, delivery: Delivery) -> int | None:
        """Send or edit; return the message's id. Raises whatever the other one raises."""
        try:
            with self._counting.sending():
                message_id = await self._sender.send(delivery)
        except SendError as error:
            self._counting.note_failure(delivery, error)
            raise
        except Exception as error:
            self._counting.note_failure(delivery, SendError(repr(error)))
            raise
        self._counting.note_arrival(delivery, now=self._clock())
        return message_id
