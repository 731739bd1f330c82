"""Where hubs ask whether they are wanted, and bring news."""

import asyncio
from datetime import timedelta
from typing import Protocol

import structlog
from aiohttp import web

from bot.errors import DatabaseError
from bot.feeds.websub import HubQuestion, read_question
from bot.models.polls import Push

log = structlog.get_logger()

LARGEST = 10_000_000  # bytes of a push, as of a feed
BODY_WAIT = timedelta(seconds=20)  # for the whole of it


class Intake(Protocol):
    """Who knows what hubs may say and bring. Every method raises DatabaseError."""

    async def answer(self, token: str, question: HubQuestion) -> str | None:
        """What the hub is to hear; None: we know nothing of it."""

    async def find(self, token: str) -> Push | None:
        """What an address stands for; None: nothing."""

    async def take(self, push: Push, body: bytes, content_type: str, signature: str) -> bool:
        """Keep what was brought; False when it is not signed as it must be."""


def build_push_routes(intake: Intake, path: str) -> list[web.RouteDef]:
    """Return the routes for hubs; the token of a subscription follows `path`."""

    async def answer(request: web.Request) -> web.Response:
        question = read_question(request.query)
        if question is None:
            return web.Response(status=400)
        try:
            said = await intake.answer(request.match_info["token"], question)
        except DatabaseError as error:
            log.error("hub not answered", error=str(error))
            return web.Response(status=503)
        return web.Response(status=404) if said is None else web.Response(text=said)

    async def take(request: web.Request) -> web.Response:
        try:
            push = await intake.find(request.match_info["token"])
            if push is None:
                return web.Response(status=410)  # the hub forgets us
            body = await _read(request)
            if body is None:
                return web.Response(status=413)
            content_type = request.headers.get("Content-Type", "")
            signature = request.headers.get("X-Hub-Signature", "")
            # An unsigned push is answered like a good one: who forges learns nothing.
            await intake.take(push, body, content_type, signature)
        except TimeoutError:
            return web.Response(status=408)
        except DatabaseError as error:
            log.error("push not kept", error=str(error))
            return web.Response(status=503)
        return web.Response(status=202)

    return [web.get(f"{path}{{token}}", answer), web.post(f"{path}{{token}}", take)]


async def _read(request: web.Request) -> bytes | None:
    """Return the body; None when it is too large. Raises TimeoutError when it trickles."""
    body = bytearray()
    async with asyncio.timeout(BODY_WAIT.total_seconds()):
        async for piece in request.content.iter_any():
            body += piece
            if len(body) > LARGEST:
                return None
    return bytes(body)
