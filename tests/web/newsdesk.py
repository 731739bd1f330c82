"""A status page over a database with two weeks of invented news."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.measures.reading import Reading
from bot.rules.book import build_book
from bot.rules.engine.compiled import CompiledBook
from bot.rules.files.topicfile import parse_topic
from bot.store.store import Store, open_store
from bot.web.desk import Desk
from bot.web.guard import protect
from bot.web.server import WebServer
from bot.web.site import build_pages
from tests.builders import address
from tests.rules.builders import compile_plainly
from tests.web.rows import NOW, fill
from tests.web.samples import TOPICS


def build_topics() -> CompiledBook:
    book = build_book(
        parse_topic(
            f"topic: {name}\ntitle: {title}\ndescription: about {name}\nrules:\n".encode()
            + "".join(f"  - name: {rule}\n    any: ['{rule}']\n" for rule in rules).encode(),
            f"{name}.yaml",
        )
        for name, (title, rules) in TOPICS.items()
    )
    return compile_plainly(book)


def build_desk(store: Store, clock: Callable[[], datetime] = lambda: NOW) -> Desk:
    topics = build_topics()
    titles = {topic.name: topic.title for topic in topics.topics}

    async def look() -> Reading:
        now = clock()
        return Reading(at=now, started=now, health=await store.overview.health(now=now))

    return Desk(
        overview=store.overview,
        report=store.report,
        feedback=store.feedback,
        book=lambda: topics,
        title=lambda name: titles.get(name, name),
        look=look,
        clock=clock,
    )


@asynccontextmanager
async def open_newsdesk(
    folder: Path, *, password: str = "", filled: bool = True
) -> AsyncIterator[tuple[Store, str]]:
    """A filled store, and the address of its pages."""
    store = open_store(address(folder))
    try:
        if filled:
            await store.database.run(fill, writes=True)
        server = WebServer("127.0.0.1", 0, build_pages(build_desk(store)), [protect(password)])
        await server.start()
        try:
            yield store, f"http://127.0.0.1:{server.port}"
        finally:
            await server.stop()
    finally:
        await store.close()
