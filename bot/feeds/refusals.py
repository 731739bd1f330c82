"""What a body is that is no feed, in words that help."""

import re

from bot.feeds.items import shorten
from bot.feeds.text import plain_text

_ROOT = re.compile(rb"<([A-Za-z][\w:.-]*)")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PAGE_TITLE = re.compile(rb"<title[^>]*>([^<]{1,200})", re.IGNORECASE)
# Words of the pages that stand between robots and a site.
_WALL = re.compile(
    rb"just a moment|cf-chl|challenge-platform|captcha|attention required|checking your browser"
    rb"|ddos-guard|_incapsula_|datadome|pardon our interruption|are you a robot|unusual traffic"
    rb"|verify(?:ing)? (?:that )?you are (?:a )?human|enable javascript and cookies|access denied",
    re.IGNORECASE,
)


def name_body(body: bytes) -> str:
    """Say what a body is that is no feed."""
    head = body[:100_000]
    page = _PAGE.search(head)
    if page:
        title = _PAGE_TITLE.search(head)
        words = plain_text(title[1].decode("utf-8", "replace")) if title else ""
        named = f' ("{shorten(words, 80)}")' if words else ""
        if _WALL.search(head):
            return f"a bot wall instead of a feed{named}: the site turns robots away here"
        return f"an HTML page instead of a feed{named}: look there for the feed's address"
    root = _ROOT.search(head)
    if root and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return f"an XML document (<{root[1].decode('ascii', 'replace')}>) that is no feed"
    return "neither XML nor JSON: not a feed"
