"""The processes: each with its roles, started, killed, frozen and started again."""

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from pathlib import Path

from tests.fakes.bot_api import TOKEN


class Worker:
    """One process; after a kill, the next with the same roles."""

    def __init__(self, name: str, roles: tuple[str, ...], folder: Path) -> None:
        self.name, self.roles = name, roles
        self.frozen = False
        self.ends: list[int] = []  # with what it ended, when nobody had ended it
        self._log = folder / f"{name}.log"
        self._process: Process | None = None

    @property
    def pid(self) -> int:
        """Its number now; 0: it does not run."""
        return self._process.pid if self._process else 0

    async def start(self, environment: dict[str, str]) -> None:
        """Start it as an operator does."""
        roles = [word for role in self.roles for word in ("--role", role)]
        with self._log.open("a") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", *roles),
                env=environment,
                stdout=log,
                stderr=log,
            )

    def has_started(self) -> bool:
        """Whether it ever came to work: it says so in its log."""
        return '"event": "started"' in self._log.read_text()

    async def restart_if_ended(self, environment: dict[str, str]) -> None:
        """Do what a service manager does."""
        if self._process is not None and self._process.returncode is not None:
            self.ends.append(self._process.returncode)
            await self.start(environment)

    async def kill(self) -> None:
        """End it with -9. Nobody starts it again but who killed it."""
        process, self._process = self._process, None
        self.frozen = False
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()

    def freeze(self) -> None:
        """Stop it in the middle of what it does."""
        if self._process is not None and self._process.returncode is None:  # else it just ended
            self._process.send_signal(signal.SIGSTOP)
            self.frozen = True

    def wake(self) -> None:
        """Let it go on, as if nothing had been."""
        if self.frozen and self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGCONT)
        self.frozen = False

    async def end(self, seconds: float = 15) -> int | None:
        """Ask it to end; return with what it did, or None when it had to be killed."""
        process = self._process
        if process is None:
            return None
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(seconds):
                return await process.wait()
        except TimeoutError:
            await self.kill()
            return None

    def faults(self) -> list[str]:
        """Return the lines of its log that must not be there."""
        log = self._log.read_text() if self._log.exists() else ""
        broken = [line for line in log.splitlines() if "Traceback" in line]
        told = [f"{self.name} said its token"] if TOKEN in log else []
        return [*(f"{self.name}: {line[:1000]}" for line in broken), *told]
