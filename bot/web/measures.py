"""Where machines ask how the bot is: /healthz, /readyz and /metrics."""

from aiohttp import web

from bot.measures.measures import Measures
from bot.measures.observing import Observer
from bot.measures.readiness import find_troubles


def build_sign_of_life() -> list[web.RouteDef]:
    """Return the route that tells nothing but that the process answers: anybody may ask."""

    async def say_alive(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    return [web.get("/healthz", say_alive)]


def build_measure_routes(measures: Measures, observer: Observer) -> list[web.RouteDef]:
    """Return the routes that tell whether the bot does its work, and all that is measured.

    They tell much, so they are not for everyone.
    """

    async def say_ready(_: web.Request) -> web.Response:
        troubles = find_troubles(await observer.look())
        text = "\n".join(troubles) or "ok"
        return web.Response(text=f"{text}\n", status=503 if troubles else 200)

    async def show_metrics(request: web.Request) -> web.Response:
        reading = await observer.look()
        text, kind = measures.expose(reading, accept=request.headers.get("Accept", ""))
        return web.Response(body=text, headers={"Content-Type": kind})

    return [web.get("/readyz", say_ready), web.get("/metrics", show_metrics)]
