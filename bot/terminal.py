"""Alerts in the terminal, for who has no token yet: the same outbox, another sender."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from bot.alerts.digest import can_follow
from bot.alerts.render import (
    AlertWords,
    alert_line,
    also_line,
    headline_line,
    join_spans,
    shorten_summary,
    source_name,
    update_line,
)
from bot.models import Alert, Delivery, DeliveryKind

# The chat that stands for the terminal. Telegram gives nobody the number 0.
TERMINAL_CHAT = 0

# Whoever runs a bot reads English, as in all its other output.
WORDS = AlertWords(
    update="Update",
    breaking="Breaking",
    sources=lambda count: f"{count} sources",
    also=lambda named: f"also reported by {named}",
    moment=lambda moment: f"{moment:%d %b %H:%M} UTC",
)


class TerminalSender:
    """Prints what would be sent, as a subscriber would read it."""

    def __init__(self, console: Console, *, name_chats: bool = False) -> None:
        """`name_chats`: say to which chat each message would go."""
        self._console = console
        self._name_chats = name_chats

    async def send(self, delivery: Delivery) -> int:
        """Print one delivery; its own number stands in for a message id."""
        if delivery.kind is DeliveryKind.DIGEST:
            message = render_digest(delivery.bundle, delivery.more)
        else:
            message = RENDER[delivery.kind](delivery.alert)
        if self._name_chats:
            message = Text(f"to {delivery.chat_kind} chat {delivery.chat}\n", "dim") + message
        self._console.print(message, soft_wrap=False)
        self._console.print()
        edit = delivery.kind is DeliveryKind.EDIT
        return delivery.message_id or delivery.id if edit else delivery.id

    async def say(self, chat: int, text: str) -> None:
        """Print a message that is no alert."""
        del chat  # there is but one terminal
        self._console.print(Text(text, "yellow"), soft_wrap=True)
        self._console.print()


def render_terminal(alert: Alert) -> Text:
    """Return an alert as styled text: topics, headline and summary with their matched words."""
    summary, spans = shorten_summary(alert)
    headline = Text(headline_line(alert), "bold")
    if alert.headline.startswith(headline.plain.removesuffix("…")):  # else places are others
        for start, end in join_spans(alert.hits, "title", len(headline)):
            headline.stylize("yellow", start, end)
    body = Text(summary)
    for start, end in spans:
        body.stylize("bold yellow", start, end)
    if can_follow(alert.link):
        headline.stylize(f"link {alert.link}")
    source = Text(f"{source_name(alert.source)} · {WORDS.moment(alert.published)}", "dim")
    lines = [Text(alert_line(alert, WORDS), "bold cyan"), headline, body, source]
    if alert.also:
        lines.append(Text(also_line(alert.also, WORDS), "green"))
    return Text("\n").join(line for line in lines if line)


def render_update(alert: Alert) -> Text:
    """Return how a told story goes on, indented below its alert, as styled text."""
    return Text.assemble(
        (f"   {update_line(alert, WORDS)}\n", "cyan"),
        f"     {headline_line(alert, 160)}\n",
        (f"     {source_name(alert.source)} · {WORDS.moment(alert.published)}", "dim"),
    )


def render_edit(alert: Alert) -> Text:
    """Return the line that a later report adds below an alert."""
    return Text.assemble(
        ("   ↳ ", "dim"),
        ("⚡ Breaking  " if alert.breaking else "", "bold cyan"),
        (headline_line(alert, 60), "dim"),
        ("  ", ""),
        (also_line(alert.also, WORDS), "green"),
    )


def render_digest(alerts: Sequence[Alert], more: int) -> Text:
    """Return many alerts, a line each, as styled text; `more` are only counted."""
    count = len(alerts) + more
    lines = [Text(f"📰 {count} {'story' if count == 1 else 'stories'}", "bold cyan")]
    for alert in alerts:
        sign = "⚡" if alert.breaking else "•"
        source = f"{source_name(alert.source)} · {WORDS.moment(alert.published)}"
        lines.append(Text.assemble(f"{sign} {headline_line(alert, 160)}  ", (source, "dim")))
    if more:
        lines.append(Text(f"and {more} more", "dim"))
    return Text("\n").join(lines)


RENDER = {
    DeliveryKind.ALERT: render_terminal,
    DeliveryKind.UPDATE: render_update,
    DeliveryKind.EDIT: render_edit,
}
