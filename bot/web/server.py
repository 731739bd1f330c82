"""The one web server: routes are given to it, and it serves them on one address."""

import asyncio
from collections.abc import Iterable

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.errors import BotError
from bot.settings import Address
from bot.web.guard import add_headers

log = structlog.get_logger()

BODY_LIMIT = 1024 * 1024  # bytes; updates of Telegram are a few thousand
LAST_ANSWERS = 0.5  # seconds for what is being answered when the server stops


def open_server(
    address: Address | None,
    routes: Iterable[web.AbstractRouteDef],
    middlewares: Iterable[Middleware] = (),
) -> "WebServer | None":
    """Return the server of everything that the bot answers over HTTP; None without an address."""
    return WebServer(address.host, address.port, routes, middlewares) if address else None


class WebServer:
    """One address that answers for several parts of the bot."""

    def __init__(
        self,
        host: str,
        port: int,
        routes: Iterable[web.AbstractRouteDef],
        middlewares: Iterable[Middleware] = (),
    ) -> None:
        """`port`: 0 for any that is free. `middlewares`: the first sees a request first."""
        self._host = host
        self._port = port
        self._routes = tuple(routes)
        self._middlewares = tuple(middlewares)
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """Where it listens, once it does."""
        return self._port

    async def run(self) -> None:
        """Serve until cancelled. Raises BotError when the address is not to be had."""
        await self.start()
        try:
            await asyncio.Event().wait()
        finally:
            await self.stop()

    async def start(self) -> None:
        """Begin to listen. Raises BotError when the address is not to be had."""
        application = web.Application(client_max_size=BODY_LIMIT, middlewares=self._middlewares)
        application.on_response_prepare.append(add_headers)
        application.add_routes(self._routes)
        # Requests are not logged: the addresses of webhooks are not for everyone.
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=LAST_ANSWERS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            raise BotError(
                f"cannot listen on {self._host}:{self._port}: {error.strerror or error}; "
                "write another address to TOCSIN_WEB"
            ) from error
        self._runner, self._port = runner, int(runner.addresses[0][1])
        log.info("listening", host=self._host, port=self._port)

    async def stop(self) -> None:
        """Stop listening; what is being answered has half a second."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()
