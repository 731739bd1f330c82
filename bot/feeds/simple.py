"""Says of an item's bytes whether reading it leaves feedparser as it was.

It keeps count of what it is in with flags and stacks, and loses it at unescaped markup in a text,
at feeds in feeds and more of the kind: what is read then depends on the items before. So an item
is to have elements that hold text, XHTML where it says so, and a few elements that hold others.
"""

import re

_NO_LEAF = rb"(?:feed|rss|rdf|channel|item|entry|body|div|svg|math|textinput)"
_HTML = (
    rb"(?:a|abbr|acronym|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure"
    rb"|font|h[1-6]|hr|i|img|ins|kbd|li|ol|p|pre|q|s|small|span|strike|strong|sub|sup|table|tbody"
    rb"|td|tfoot|th|thead|tr|tt|u|ul|wbr)"
)
_CDATA = rb"<!\[CDATA\[.*?\]\]>"
_PARTS = {
    b"prefix": rb"(?:[\w.-]+:)?",
    b"attributes": rb"[^<>]*+(?<!/)>",
    b"text": rb"(?:[^<]++|%b)*+" % _CDATA,
}
_LEAF = (
    rb"<(?!%(prefix)b" % _PARTS
    + _NO_LEAF
    + rb"[\s/>])[a-z][^<>]*+(?:(?<=/)>|(?<!/)>%(text)b</[^<>]*+>)" % _PARTS
)
# Of a name that belongs to an extension, or that feedparser knows to hold others.
_NEST = (
    rb"<(?:%(prefix)b(?:author|contributor)|(?:media|georss|gml|psc|gd|cap):\w+)(?=[\s>])"
    rb"%(attributes)b" % _PARTS
)
_INNER = _NEST + rb"(?:\s++|" + _LEAF + rb")*+</[^<>]*+>"
_OUTER = _NEST + rb"(?:\s++|" + _LEAF + rb"|" + _INNER + rb")*+</[^<>]*+>"
_XHTML = (
    rb"""<(?:content|summary|title)\s[^<>]*type\s*=\s*["']xhtml["']%(attributes)b\s*+"""
    rb"<%(prefix)bdiv(?=[\s>])%(attributes)b"
    % _PARTS
    + rb"(?:[^<]++|"
    + _CDATA
    + rb"|</?+%(prefix)b" % _PARTS
    + _HTML
    + rb"(?=[\s/>])[^<>]*+>)*+</(?:content|summary|title)\s*+>"
)
_SIMPLE = re.compile(
    rb"<([\w.:-]++)(?=[\s>])%(attributes)b(?:\s++|<!--.*?-->|" % _PARTS
    + b"|".join((_LEAF, _OUTER, _XHTML))
    + rb")*+",
    re.DOTALL | re.IGNORECASE,
)


def is_simple(item: bytes, name: bytes) -> bool:
    """Say so of the bytes of an element of this name, up to its end tag."""
    found = _SIMPLE.fullmatch(item)
    return found is not None and found[1] == name
