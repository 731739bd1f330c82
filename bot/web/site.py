"""The status page: its addresses, its files, and the server that everything is served by."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path

import structlog
from aiohttp import hdrs, web

from bot.errors import DatabaseError
from bot.settings import Settings
from bot.web.desk import Desk
from bot.web.guard import find_free_paths, protect, why_hidden
from bot.web.look import fill, open_templates
from bot.web.pages.feeds import read_feeds, read_page, read_wanted
from bot.web.pages.now import read_now
from bot.web.pages.queue import read_queue
from bot.web.pages.stories import StoryView, read_stories, read_story
from bot.web.pages.topics import read_topics
from bot.web.server import WebServer, open_server

log = structlog.get_logger()

STATIC = Path(__file__).parent / "static"
KINDS: Mapping[str, str] = {
    "style.css": "text/css",
    "live.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
SOON, LATER = 10, 20  # seconds after which a page asks again; some cost more than others

Answer = Callable[[web.Request], Awaitable[web.Response]]
Reader = Callable[[web.Request], Awaitable[object]]


def open_site(
    settings: Settings,
    desk: Desk,
    *,
    free: Iterable[web.RouteDef] = (),
    guarded: Iterable[web.RouteDef] = (),
) -> WebServer | None:
    """Return the server of the pages and of other routes; None: nothing is to listen.

    `free`: routes that know by themselves whom they talk to; `guarded`: served, with the pages,
    only to who may see them. Where nobody is kept out, only the free ones are.
    """
    address, free = settings.web, list(free)
    if address is None:
        return None
    password = settings.page_password
    hidden = why_hidden(address, password, settings.public_url)
    if hidden:
        log.warning("status page not served: set TOCSIN_WEB_PASSWORD", why=hidden)
        return open_server(address, [*free, web.get("/", _explain_absence)])
    routes = [*free, *guarded, *build_pages(desk)]
    return open_server(address, routes, [protect(password, find_free_paths(free))])


def build_pages(desk: Desk) -> list[web.RouteDef]:
    """Return the routes of all pages and of their files."""
    templates, now = open_templates(), desk.clock

    def show(path: str, page: str, read: Reader, every: int) -> web.RouteDef:
        async def answer(request: web.Request) -> web.Response:
            root = "../" * (request.path.count("/") - 1)
            status, shown = 200, page
            try:
                view = await read(request)
            except DatabaseError as error:
                log.error("page not shown", page=page, error=str(error))
                status, shown, view = 503, "trouble", str(error)
            if view is None:
                status, shown = 404, "missing"
            text = fill(templates, shown, view, now=now(), root=root, every=every)
            return web.Response(status=status, text=text, content_type="text/html")

        return web.get(path, answer)

    return [
        show("/", "now", lambda _: read_now(desk, now()), SOON),
        show("/stories", "stories", lambda r: read_stories(desk, now(), only=_topic(r)), LATER),
        show("/stories/{story}", "story", lambda r: _find_story(desk, r), LATER),
        show("/topics", "topics", lambda _: read_topics(desk, now()), LATER),
        show("/feeds", "feeds", lambda r: read_feeds(desk, read_wanted(r.query)), LATER),
        show("/queue", "queue", lambda _: read_queue(desk), SOON),
        *(web.get(f"/static/{name}", _serve(name)) for name in KINDS),
    ]


async def _explain_absence(_: web.Request) -> web.Response:
    text = "The status page is not served here: set TOCSIN_WEB_PASSWORD.\n"
    return web.Response(status=404, text=text)


def _topic(request: web.Request) -> str:
    return request.query.get("topic", "")


async def _find_story(desk: Desk, request: web.Request) -> StoryView | None:
    return await read_story(desk, request.match_info["story"], page=read_page(request.query))


def _serve(name: str) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        # Read when asked for: an update is seen at once; five minutes are enough for a browser.
        body = (STATIC / name).read_bytes()
        return web.Response(
            body=body, content_type=KINDS[name], headers={hdrs.CACHE_CONTROL: "max-age=300"}
        )

    return answer
