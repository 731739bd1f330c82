"""A ChannelBook in memory."""

from dataclasses import replace

from bot.models import Channel


class MemoryChannelBook:
    """Keeps channels by who manages them."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, int], Channel] = {}  # by channel and administrator

    async def note(self, channel: int, title: str, *, admin: int, told: bool) -> Channel:
        """Remember that somebody may manage a channel, and its title."""
        self.kept.setdefault((channel, admin), Channel(id=channel, title=title, told=told))
        for key, one in self.kept.items():
            if key[0] == channel:
                self.kept[key] = replace(one, title=title)
        return self.kept[channel, admin]

    async def tell(self, channel: int, admin: int) -> None:
        """Remember that somebody was told of a channel."""
        self.kept[channel, admin] = replace(self.kept[channel, admin], told=True)

    async def channels_of(self, admin: int) -> tuple[Channel, ...]:
        """Return what somebody may manage, by title."""
        theirs = [one for (_, who), one in self.kept.items() if who == admin]
        return tuple(sorted(theirs, key=lambda one: (one.title, one.id)))

    async def others(self, admin: int, *, limit: int) -> tuple[Channel, ...]:
        """Return some of what others may manage."""
        mine = {one.id for one in await self.channels_of(admin)}
        theirs = {one.id: one for one in self.kept.values() if one.id not in mine}
        return tuple(theirs.values())[:limit]

    async def drop(self, channel: int) -> None:
        """Forget a channel."""
        self.kept = {key: one for key, one in self.kept.items() if key[0] != channel}
