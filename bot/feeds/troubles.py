"""What went wrong on the way to a feed, in words for people, with nothing secret in them."""

import os
from datetime import timedelta

import aiohttp
from yarl import URL

from bot.feeds.guard import REFUSES

_LONGEST_REASON = 200  # characters of a library's message


def show_url(url: URL) -> str:
    """Write an address for messages, without what may be secret: user, password, query."""
    port = "" if url.is_default_port() or not url.explicit_port else f":{url.explicit_port}"
    host = f"[{url.host}]" if ":" in (url.host or "") else url.host or ""
    return f"{url.scheme}://{host}{port}{url.path}"


def tell_timeout(error: TimeoutError, url: URL, *, connect: timedelta, total: timedelta) -> str:
    """Say which of the limits was too short for the server."""
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return f"{show_url(url)}: no connection within {connect.total_seconds():g} seconds"
    return f"{show_url(url)}: no complete answer within {total.total_seconds():g} seconds"


def tell_error(error: aiohttp.ClientError) -> str:
    """Say in a sentence what went wrong on the way."""
    match error:
        case aiohttp.InvalidURL():
            return f"no address that can be asked: {error.description or 'malformed'}"
        case aiohttp.ClientHttpProxyError():
            return f"the proxy refuses ({error.status} {one_line(error.message)})"
        case aiohttp.ClientConnectorCertificateError():
            return f"its certificate does not hold ({error.certificate_error})"
        case aiohttp.ClientConnectorError():
            return _tell_connecting(error)
        case aiohttp.ClientOSError():
            return _tell_os(error.os_error if hasattr(error, "os_error") else error)
        case aiohttp.ServerDisconnectedError():
            return "the server hung up before it answered"
        case aiohttp.ClientPayloadError():
            return f"the body was cut short or is damaged ({one_line(error)})"
        case aiohttp.ClientResponseError():
            return f"the server's answer is no proper HTTP ({one_line(error.message)})"
        case _:
            return f"{type(error).__name__}: {one_line(error)}"


def _tell_connecting(error: aiohttp.ClientConnectorError) -> str:
    match error:
        case aiohttp.ClientProxyConnectionError():
            return f"the proxy is not reached ({_tell_os(error.os_error)})"
        case aiohttp.ClientConnectorDNSError():
            return f"its host name leads nowhere ({error.os_error.strerror or error.os_error})"
        case aiohttp.ClientConnectorSSLError():
            return f"no secure connection ({_tell_os(error.os_error)})"
        case _:
            return _tell_os(error.os_error)


def _tell_os(error: OSError) -> str:
    """The system's own words; the guard's, if it was the guard."""
    told = error.strerror or str(error)
    if error.errno and error.errno > 0 and REFUSES not in told:
        return os.strerror(error.errno)
    return one_line(told)


def one_line(text: object) -> str:
    """Make a message of a library one line of bounded length."""
    return " ".join(str(text).split())[:_LONGEST_REASON]
