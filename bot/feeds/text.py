"""HTML to plain text, and plain text cleaned of what no reader should meet."""

import re
from collections import Counter
from functools import cache

from selectolax.lexbor import LexborHTMLParser

# A feed may carry whole pages in a description; what follows is never read.
_LONGEST = 100_000
_UNSEEN = ("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head")
# Where a browser would break the line, a word ends. A space is put before the tag, because
# the text of neighbouring elements is simply joined.
_BREAK = re.compile(
    r"<(?=/?(?:address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|figcaption|figure"
    r"|footer|form|h[1-6]|header|hr|img|li|main|nav|ol|option|p|pre|section|table|tbody|td"
    r"|tfoot|th|thead|tr|ul|video|audio)\b)",
    re.IGNORECASE,
)
_MARKS = "?\ufffd"  # what stands where a letter could not be read
_OUTSIDE = re.compile(rf"[^\x00-\x7f]|[{_MARKS}]")
_TAKEN_FOR = ("latin-1", "cp1252")


def plain_text(html: str) -> str:
    """Return the text of an HTML fragment on one line; plain text comes back cleaned."""
    if "<" not in html and "&" not in html:
        return clean_text(html)
    tree = LexborHTMLParser(clean_text(_BREAK.sub(" <", html[:_LONGEST])))
    tree.strip_tags(list(_UNSEEN), recursive=True)
    return clean_text(tree.text())


def clean_text(text: str) -> str:
    """Return text on one line without control characters, surrogates and invisible signs."""
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_junk())
    return " ".join(text.split())


def is_misread(text: str, kept: str) -> bool:
    """Say that a text is only the kept one in a wrong encoding, and says nothing new.

    Letters outside ASCII became question marks or U+FFFD, or their UTF-8 was taken for Latin-1 or
    Windows-1252.
    """
    if kept.isascii():
        return False
    outside = [Counter(_OUTSIDE.findall(one)) for one in (kept, text)]
    marks = [sum(found.pop(mark, 0) for mark in _MARKS) for found in outside]
    if outside[1] < outside[0] and marks[1] > marks[0]:
        return _OUTSIDE.sub("", text) == _OUTSIDE.sub("", kept)
    raw = kept.encode()
    return any(text == clean_text(raw.decode(how, "replace")) for how in _TAKEN_FOR)


@cache
def _junk() -> dict[int, str | None]:
    """Characters that are dropped, or that stand for a space.

    Kept on purpose: U+200C and U+200D, which join and part letters in Persian, Hindi and emoji.
    """
    table: dict[int, str | None] = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))
    table |= dict.fromkeys(range(0xD800, 0xE000))  # lone surrogates: no UTF-8, no database
    table |= dict.fromkeys((*range(0xFFF0, 0xFFFD), 0xFFFE, 0xFFFF))  # no characters
    # Soft hyphen, zero-width space and joiner, byte order mark, direction marks and overrides.
    table |= dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF, 0x61C, 0x180E))
    table |= dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2061, 0x2070)))
    table |= dict.fromkeys((*range(0x09, 0x0E), 0x85, 0x2028, 0x2029), " ")
    return table
