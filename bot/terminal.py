"""Alerts in the terminal, for who has no token yet: the same outbox, another sender."""

from rich.console import Console
from rich.text import Text

from bot.alerts.render import also_line, join_spans, shorten, shorten_summary, topic_line
from bot.models import Alert, Delivery, DeliveryKind

# The chat that stands for the terminal. Telegram gives nobody the number 0.
TERMINAL_CHAT = 0


class TerminalSender:
    """Prints what would be sent, as a subscriber would read it."""

    def __init__(self, console: Console, *, name_chats: bool = False) -> None:
        """`name_chats`: say to which chat each message would go."""
        self._console = console
        self._name_chats = name_chats

    async def send(self, delivery: Delivery) -> int:
        """Print one delivery; its own number stands in for a message id."""
        edit = delivery.kind is DeliveryKind.EDIT
        message = render_edit(delivery.alert) if edit else render_terminal(delivery.alert)
        if self._name_chats:
            message = Text(f"to {delivery.chat_kind} chat {delivery.chat}\n", "dim") + message
        self._console.print(message, soft_wrap=False)
        self._console.print()
        return delivery.message_id or delivery.id

    async def say(self, chat: int, text: str) -> None:
        """Print a message that is no alert."""
        del chat  # there is but one terminal
        self._console.print(Text(text, "yellow"), soft_wrap=True)
        self._console.print()


def render_terminal(alert: Alert) -> Text:
    """Return an alert as styled text: topics, headline and summary with their matched words."""
    summary, spans = shorten_summary(alert)
    headline = Text(shorten(alert.headline, 300), "bold")
    for start, end in join_spans(alert.hits, "title", len(headline)):
        headline.stylize("yellow", start, end)
    body = Text(summary)
    for start, end in spans:
        body.stylize("bold yellow", start, end)
    if alert.link.startswith(("https://", "http://")):
        headline.stylize(f"link {alert.link}")
    source = Text(f"{alert.source} · {alert.published:%d %b %H:%M} UTC", "dim")
    lines = [Text(f"🔔 {topic_line(alert)}", "bold cyan"), headline, body, source]
    if alert.also:
        lines.append(Text(also_line(alert.also), "green"))
    return Text("\n").join(line for line in lines if line)


def render_edit(alert: Alert) -> Text:
    """Return the line that a later report adds below an alert."""
    return Text.assemble(
        ("   ↳ ", "dim"),
        (shorten(alert.headline, 60), "dim"),
        ("  ", ""),
        (also_line(alert.also), "green"),
    )
