"""A sender that does what a script says, and remembers what it was asked to send."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.models import Delivery, DeliveryKind


@dataclass(slots=True, kw_only=True)
class ScriptedSender:
    """Each chat's script, in order: an exception is raised, an event waited for; then it sends."""

    script: dict[int, list[BaseException | asyncio.Event]] = field(default_factory=dict)
    asked: list[Delivery] = field(default_factory=list)  # every request, in order
    arrived: list[Delivery] = field(default_factory=list)
    on_ask: Callable[[Delivery], None] = lambda _: None

    async def send(self, delivery: Delivery) -> int | None:
        """Send: a message's number is the delivery's plus 1,000, an edit keeps its own."""
        self.asked.append(delivery)
        self.on_ask(delivery)
        steps = self.script.get(delivery.chat, [])
        step = steps.pop(0) if steps else None
        if isinstance(step, BaseException):
            raise step
        if step is not None:
            await step.wait()
        self.arrived.append(delivery)
        edited = delivery.message_id if delivery.kind is DeliveryKind.EDIT else None
        return edited or delivery.id + 1_000
