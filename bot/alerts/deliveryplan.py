"""How deliveries go out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.alerts.timing import PATIENCE
from bot.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPlan:
    """How a courier works."""

    retry_uncertain: timedelta  # wait before what may have arrived is sent once more
    terminal: bool  # serve the chat that stands for the terminal, or all others
    trouble: Trouble
    patience: timedelta = PATIENCE  # an alert that is later joins a digest instead of ringing
    tell: Callable[[str], None] = lambda _: None  # lets the administrators know
