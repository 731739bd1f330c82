"""What the recurring work has in common: it runs when woken, one turn at a time."""

import asyncio
from abc import ABC, abstractmethod
from time import monotonic


class Loop(ABC):
    """Work that is done in turns. A waking during a turn makes another follow."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        # When it last ended a turn, or began to run (monotonic); None: it does not run.
        self.turned: float | None = None

    def wake(self) -> None:
        """There may be something to do."""
        self._woken.set()

    async def run(self) -> None:
        """Take a turn now and whenever woken, for ever."""
        self.turned = monotonic()
        try:
            while True:
                self._woken.clear()
                await self.take_turn()
                self.turned = monotonic()
                await self._woken.wait()
        finally:
            self.turned = None

    @abstractmethod
    async def take_turn(self) -> None:
        """Do what there is to do. Raises nothing: what failed is tried again next time."""
