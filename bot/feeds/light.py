"""Says whether a body is sure to be read at once, whoever wrote it: such a one needs no child.

The bounds are measured: with any text repeated in any element, nothing within them takes longer
than a few milliseconds. Beyond them single texts take seconds: an author of 16 kB without a
space, tables in bold in tables.
"""

import re
from xml.parsers.expat import ExpatError, ParserCreate

LARGEST = 10_000  # bytes
_MOST_TAGS = 200  # elements twice: each costs some 20 microseconds
_MOST_SIGNS = 400  # that may be markup in texts, or stand for other signs
_MOST_LINES = 400  # each is one more event
_LONGEST_WORD = 300  # bytes; the time to look for a mail address in it grows with its square
_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)
_WORD = re.compile(rb"[\w.+%-]+")


def is_light(body: bytes) -> bool:
    """Say so of small, well-formed XML of few elements and short words."""
    return (
        len(body) <= LARGEST
        and body.count(b"<") + body.count(b"&") <= _MOST_SIGNS
        and body.count(b"\n") <= _MOST_LINES
        and _is_well_formed(body)
        and _CDATA.sub(b"", body).count(b"<") <= _MOST_TAGS
        and max(map(len, _WORD.findall(body)), default=0) <= _LONGEST_WORD
    )


def _is_well_formed(body: bytes) -> bool:
    parser = ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(body, True)
    except (ExpatError, ValueError, LookupError):  # those two: of an odd encoding
        return False
    return True
