"""What stands above the items of a body: which of it is read, and what it said the last time.

Of a head nothing is read but title, language, pauses and the links of hubs; feedparser takes
some 25 microseconds for each of its elements. All bodies here are well-formed XML.
"""

import re
from dataclasses import replace

from bot.feeds.shown import Head, digest
from bot.models import ParsedFeed

_ABOVE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s++|<\?[^<>]*\?>)*+(?:<rss\s[^<>]*>\s*+<channel>|<feed\s[^<>]*>)",
)
_LEAF = (
    rb"\s*+<(?P<name>[A-Za-z][\w:.-]*+)(?:\s[^<>]*(?<!/))?+>"
    rb"(?:[^<]++|<!\[CDATA\[.*?\]\]>)*+</(?P=name)>|\s*+<[A-Za-z][^<>]*/>"
)
_TEXT = re.compile(_LEAF, re.DOTALL)
_NEST = re.compile(
    rb"\s*+<(?P<outer>image|author|itunes:owner)>(?:%b)*+\s*+</(?P=outer)>" % _LEAF, re.DOTALL
)
# Those without attributes are only texts.
_UNREAD = re.compile(
    rb"\s*+<(?:description|link|lastBuildDate|pubDate|generator|docs|copyright|managingEditor"
    rb"|webMaster|subtitle|updated|rights)>"
)
# Of feedparser's: what it met of these in a head says which text of the first item is its summary.
_LEFT_OPEN = re.compile(
    rb"<[\w:.-]*(?:summary|content|encoded|body|abstract|fullitem|prodlink)"
    rb"|<[\w:.-]*description[\s/>].*<[\w:.-]*description[\s/>]",
    re.DOTALL | re.IGNORECASE,
)


def thin_out(head: bytes) -> bytes:
    """Leave out texts that nobody reads."""
    above = _ABOVE.match(head)
    if above is None or _LEFT_OPEN.search(head):
        return head
    kept, at = [above[0]], above.end()
    while found := _TEXT.match(head, at):  # up to anything that holds elements
        if not _UNREAD.match(found[0]):
            kept.append(found[0])
        at = found.end()
    return b"".join((*kept, head[at:]))


def look_at(head: bytes, url: str) -> bytes:
    """A digest of what is read of a head, and of where it came from: its links start there."""
    return digest(thin_out(head) + url.encode())


def shorten_head(head: bytes, *, known: bool) -> bytes:
    """Return what of a head is to be read: of one that is `known`, what the items rest on.

    The items rest on the elements that are open around them, and on what feedparser keeps of
    those before: a base, prefixes, a language where markup stands in a text.
    """
    above = _ABOVE.match(head) if known else None
    if above is None or _LEFT_OPEN.search(head) or b"base" in head:
        return thin_out(head)
    at = above.end()
    if b"xmlns" in head[at:]:
        return thin_out(head)
    while found := _TEXT.match(head, at) or _NEST.match(head, at):
        at = found.end()
    return thin_out(head) if head[at:].strip() else above[0]


def remember_head(feed: ParsedFeed, look: bytes) -> Head:
    """Return what a head said, for the next body."""
    return Head(
        look=look,
        title=feed.title,
        language=feed.language,
        pause=feed.pause,
        hub=feed.hub,
        topic=feed.topic,
    )


def recall_head(feed: ParsedFeed, head: Head) -> ParsedFeed:
    """Say of a feed what its head said, which was not read."""
    return replace(
        feed,
        title=head.title,
        language=head.language,
        pause=head.pause,
        hub=head.hub,
        topic=head.topic,
    )
