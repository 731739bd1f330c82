"""The address the bot listens on, and the one under which the world reaches it."""

import errno
import socket
from contextlib import closing
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.errors import DatabaseError
from bot.settings import Address, Settings
from bot.store.looking import is_in_use
from bot.store.servers import is_server
from bot.web.guard import why_hidden
from bot.workbench.doctor.findings import Finding

NAME = "web"
TELEGRAM = "https://api.telegram.org"
WEBHOOK_PORTS = (443, 80, 88, 8443)  # where Telegram's own servers bring updates


def look_at_web(settings: Settings) -> tuple[Finding, ...]:
    """Say whether the bot can listen where it is told to, and be reached from outside."""
    if settings.web is None:
        return (Finding(name=NAME, said="nothing listens: TOCSIN_WEB is not set"),)
    where = f"{settings.web.host}:{settings.web.port}"
    trouble = _try_to_listen(settings.web)
    if trouble == errno.EADDRINUSE:
        if not _runs(settings):
            todo = "stop what listens there, or write another address to TOCSIN_WEB"
            return (Finding(name=NAME, said=f"{where} is taken", todo=todo),)
        said = f"{where} is taken, and a bot runs"
    elif trouble is not None:
        todo = "write another address to TOCSIN_WEB"
        said = f"cannot listen on {where}: {errno.errorcode.get(trouble, trouble)}"
        return (Finding(name=NAME, said=said, todo=todo),)
    else:
        said = f"{where} is free"
    wrong = find_fault(settings.public_url, official=settings.telegram_api == TELEGRAM)
    if wrong:
        said = f"{said}, but TOCSIN_PUBLIC_URL {wrong[0]}"
        return (Finding(name=NAME, said=said, todo=wrong[1]),)
    if hidden := why_hidden(settings.web, settings.page_password, settings.public_url):
        said, todo = f"{said}, but there is no status page: {hidden}", "set TOCSIN_WEB_PASSWORD"
        return (Finding(name=NAME, said=said, todo=todo),)
    public = f", {settings.public_url} outside" if settings.public_url else ""
    return (Finding(name=NAME, said=f"{said}{public}"),)


def find_fault(url: str, *, official: bool) -> tuple[str, str] | None:
    """Return why Telegram would not bring updates there, and what to do; None: it would.

    `official`: the Bot API is Telegram's own; one in the house is not so strict.
    """
    if not url or not official:
        return None
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return "names no port", "write an address such as https://bot.example"
    if parts.scheme != "https":
        return "is not https, and Telegram takes no other", "have a web server with TLS before it"
    if (port or 443) not in WEBHOOK_PORTS:
        return f"names port {port}", "Telegram takes 443, 80, 88 and 8443"
    host = parts.hostname or ""
    if host == "localhost" or _is_private(host):
        return "cannot be reached from outside", "write the name by which the world knows it"
    return None


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def _try_to_listen(address: Address) -> int | None:
    """Listen for a moment; return the number of the error, None when there was none."""
    try:
        found = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _, where = found[0]
        with closing(socket.socket(family, kind, protocol)) as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(where)
            listening.listen(1)
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as error:
        return error.errno or errno.EINVAL
    return None


def _runs(settings: Settings) -> bool:
    """Whether a bot of ours may be what listens."""
    if is_server(settings.database):
        return True  # on which machine, the database does not say
    try:
        return is_in_use(settings.database)
    except (DatabaseError, OSError):
        return False
