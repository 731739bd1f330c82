"""Bytes that feedparser can be given: in an encoding it knows, without what would swell."""

import re
from json import detect_encoding

MOST_ITEMS = 2_000
_ITEM_END = re.compile(rb"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_LEADING_SPACE = re.compile(rb"\A(?:\xef\xbb\xbf)?[ \t\r\n]+(?=<[?!A-Za-z])")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_GAP = re.compile(rb"[ \t\r\n]{20,}")
_ROOT = re.compile(rb"<[A-Za-z]")
_ENTITY = re.compile(
    rb"""<!ENTITY\s+(?:%\s+)?[^\s"'<>]+\s+(?:"([^"]*)"|'([^']*)')\s*>""", re.IGNORECASE
)
_LONGEST_ENTITY = 50  # bytes; a sign or a name, which is what feeds have entities for


def narrow(body: bytes, content_type: str) -> tuple[bytes, str]:
    """Turn UTF-16 and UTF-32 into UTF-8, whatever the header says; drop stray NUL bytes.

    feedparser believes the header first, and their zeros pass for ASCII.
    """
    encoding = detect_encoding(body)
    if encoding.startswith(("utf-16", "utf-32")) and _is_wide(body):
        text = _DECLARATION.sub("", body.decode(encoding, "replace").lstrip("\ufeff"))
        if text.lstrip().startswith("<"):
            return text.encode("utf-8", "replace"), "application/xml; charset=utf-8"
    return body.replace(b"\0", b""), content_type


def _is_wide(body: bytes) -> bool:
    """Whether there are as many NUL bytes as markup has in such an encoding."""
    start = body[:64]
    return 3 * start.count(b"\0") >= len(start)


def within_reason(body: bytes) -> bytes:
    """Cut what makes a body dear to read: items beyond the first 2,000, entities that grow."""
    body = _LEADING_SPACE.sub(b"", body)  # before the declaration it makes XML ill-formed
    root = _ROOT.search(body)
    prolog = root.start() if root else 0
    # Its patterns for the prolog take quadratic time over empty lines.
    body = _GAP.sub(b"\n", body[:prolog]) + body[prolog:]
    if b"<!ENTITY" in body:
        body = _ENTITY.sub(_keep_harmless, body)
    ends = [end.end() for end in _ITEM_END.finditer(body)]
    if len(ends) > MOST_ITEMS:
        body = body[: ends[MOST_ITEMS - 1]] + body[ends[-1] :]
    return body


def _keep_harmless(declaration: re.Match[bytes]) -> bytes:
    """Drop an entity made of other entities, or long enough to be worth repeating."""
    value = declaration[1] if declaration[1] is not None else declaration[2]
    nested = re.search(rb"[&%](?!#)", value)
    return b"" if nested or len(value) > _LONGEST_ENTITY else declaration[0]
