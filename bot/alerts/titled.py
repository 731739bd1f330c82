"""A sender that shows topics by their titles: everybody before it knows them by their names."""

from collections.abc import Callable
from dataclasses import replace

from bot.alerts.threads import Sender
from bot.models import Alert, Delivery


class TitledSender:
    """Sends through another sender what people are to see."""

    def __init__(self, sender: Sender, title: Callable[[str], str]) -> None:
        """`title`: a topic's title, by its name."""
        self._sender = sender
        self._title = title

    async def send(self, delivery: Delivery) -> int | None:
        """Send or edit; return the message's id. Raises whatever the other one raises."""
        shown = replace(
            delivery,
            alert=self._name_topics(delivery.alert),
            bundle=tuple(map(self._name_topics, delivery.bundle)),
        )
        return await self._sender.send(shown)

    def _name_topics(self, alert: Alert) -> Alert:
        return replace(alert, topics=tuple(map(self._title, alert.topics)))
