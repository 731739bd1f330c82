"""How feeds are asked, as the settings have it."""

from bot import __version__
from bot.feeds.schedule import Bounds
from bot.settings import Settings


def poll_bounds(settings: Settings) -> Bounds:
    """Return between which intervals feeds are polled."""
    usual = Bounds()
    return Bounds(
        first=settings.poll,
        floor=settings.poll_floor or usual.floor,
        fast_floor=settings.poll_floor or usual.fast_floor,
        ceiling=settings.poll_ceiling,
    )


def user_agent(settings: Settings) -> str:
    """Return how the bot introduces itself to publishers."""
    contact = f"; {settings.contact}" if settings.contact else ""
    return f"Tocsin/{__version__} (news alert bot{contact})"
