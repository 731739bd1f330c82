"""An article's page: HTML in, the text of the article out."""

import re

from bot.errors import ParseError
from bot.feeds.items import LONGEST_BODY, shorten
from bot.feeds.text import clean_text

_LARGEST = 2_000_000  # bytes that are looked at: the article comes before what follows
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']+)", re.IGNORECASE)


def read_page(body: bytes, content_type: str) -> str:
    """Return the article's text on one line, cut like a feed's; "" when there is none to tell
    from the rest of the page.

    `content_type` is the server's header, which may name the charset. Raises ParseError for
    what is no text, or cannot be read.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind and not kind.startswith("text/") and not kind.endswith(("html", "html+xml")):
        raise ParseError(f"not a page but {kind}")
    page = _decode(body[:_LARGEST], content_type)
    if kind == "text/plain":
        text = page if isinstance(page, str) else page.decode(errors="replace")
    else:
        text = _extract(page)
    return shorten(clean_text(text), LONGEST_BODY)


def _extract(page: str | bytes) -> str:
    # Here, because most of the processes that read feeds never see a page: it would cost each
    # of them 50 MB and a tenth of a second.
    from trafilatura import extract

    try:
        text = extract(page, include_comments=False, include_tables=False)
    except MemoryError:
        raise  # the caller set the limit
    except Exception as error:  # what lxml raises on damage is not foreseeable
        raise ParseError(f"cannot be read: {type(error).__name__}: {error}") from error
    return text or ""


def _decode(page: bytes, content_type: str) -> str | bytes:
    """Text, where the server names its charset rightly; else bytes, which say it themselves."""
    charset = _CHARSET.search(content_type)
    try:
        return page.decode(charset[1]) if charset else page
    except (LookupError, UnicodeError):
        return page
