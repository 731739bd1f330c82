"""What becomes of a delivery that surely or perhaps did not arrive."""

from datetime import datetime, timedelta

import structlog

from bot.errors import ChatGone, ChatMoved, NotSent, RetryLater, SendError, Uncertain
from bot.models import Delivery
from bot.store.store import Store

log = structlog.get_logger()

# Retries of what surely did not arrive: 2, 4, 8 s ... so that an outage of hours loses nothing.
LONGEST_RETRY = timedelta(minutes=5)


class Failures:
    """Records them, each by its kind."""

    def __init__(self, store: Store, *, retry_uncertain: timedelta) -> None:
        """`retry_uncertain`: the wait before what may have arrived is sent once more."""
        self._store = store
        self._retry_uncertain = retry_uncertain

    async def record(self, delivery: Delivery, failure: SendError, *, now: datetime) -> None:
        """Write down what becomes of it. Raises DatabaseError."""
        outbox = self._store.outbox
        bound = log.bind(chat=delivery.chat, story=delivery.story, kind=delivery.kind.value)
        match failure:
            case Uncertain() if delivery.doubtful:
                reason = f"taken as told after a second try: {failure}"
                await outbox.sent(delivery.id, message_id=None, now=now, reason=reason)
                bound.warning("delivery uncertain, taken as told", reason=str(failure))
            case Uncertain() | NotSent():
                uncertain = isinstance(failure, Uncertain)
                again = now + self._wait(delivery, failure)
                await outbox.put_back(
                    delivery.id,
                    uncertain=uncertain,
                    not_before=again,
                    reason=str(failure),
                    park_chat=isinstance(failure, RetryLater),
                )
                bound.warning(
                    "delivery uncertain" if uncertain else "delivery put back",
                    reason=str(failure),
                    again=again.isoformat(timespec="seconds"),
                )
            case ChatGone():
                await self._store.chats.close(delivery.chat, str(failure))
                bound.info("chat closed", reason=str(failure))
            case ChatMoved():
                await outbox.put_back(
                    delivery.id, uncertain=False, not_before=now, reason=str(failure)
                )
                await self._store.chats.move(delivery.chat, failure.new_chat)
                bound.info("chat moved", to=failure.new_chat)
            case _:
                await outbox.failed(delivery.id, reason=str(failure), now=now)
                bound.error("delivery failed", reason=str(failure))

    def _wait(self, delivery: Delivery, failure: SendError) -> timedelta:
        if isinstance(failure, RetryLater):
            return failure.wait
        if isinstance(failure, Uncertain):
            return self._retry_uncertain
        return min(timedelta(seconds=2 ** min(delivery.attempts, 12)), LONGEST_RETRY)
