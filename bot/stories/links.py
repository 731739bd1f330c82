"""A link as published → the one string by which we know the page again."""

import base64
import re
from typing import NamedTuple
from urllib.parse import unquote

# Host, path and query; the user, the port and the fragment are looked at apart.
_PARTS = re.compile(r"https?://([^/?#\\\s]*)([^?#\s]*)(?:\?([^#\s]*))?(#!\S*)?", re.IGNORECASE)
_HOST = re.compile(r"(?:[^@]*@)?(\[[0-9a-f:.]+\]|[^\s:\[\]@<>\"'%,]+)(?::(\d*))?", re.IGNORECASE)
# One page, shown for another screen.
_SCREENS = re.compile(r"(?:(?:www\d?|m|mobile|touch|amp)\.)*(?=[^.]+\.)")
_AMP_PATH = re.compile(r"(?:/amp|\.amp)(?=/*$|\.html?$)|^/amp(?=/.)", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"/+(?:index\.(?:html?|php))?$", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")

# Parameters that say how a reader came to a page, never which page it is. courlan's pattern was
# tried and takes too much: it matches beginnings, so "gallery", "clip_id" and "uid" fall too.
_TRACKER = re.compile(
    r"_ga|_gl|amp|cmp|cmpid|dclid|ex_cid|ext_channel|fb_\w+|fbclid|feature|ftag|gaa_\w+|gbraid"
    r"|gclid|gclsrc|igsh|igshid|ito|li|maca|mc_[ce]id|mibextid|mkt_tok|mod|msclkid|ncid|ns_\w+"
    r"|oc|ocid|outputtype|partner|recirc|ref|ref_src|referrer|rss|s_cid|smid|smtyp|spm|sr_share"
    r"|srcref|srnd|taid|tpcc|traffic_source|twclid|ved|via|wbraid|wt_mc|wt\.mc_id|wtmc|xtor"
    r"|ys?clid|(?:utm|at|hsa|itm|matomo|mtm|pk|piwik|vero)_\w*"
)
# "?source=rss", "?from=rss-basic": where the link stood, whatever the parameter is called.
_ESCAPED_AND = re.compile(r"^(?:amp;)+")  # "&amp;" in a feed that was escaped twice
_FEED_VALUES = ("rss", "atom", "feed")

# Addresses that only lead to another one, which is written in them.
_AMP_CACHE = re.compile(r"/[civ]/(?:s/)?(?=[^/]+\.[^/]+)")
_ARCHIVED = re.compile(r"/web/\d+[a-z_]*/(?=https?:/)", re.IGNORECASE)
_GOOGLE_NEWS = re.compile(r"/(?:rss/)?(?:articles|read)/([\w-]+)")
_WRITTEN = re.compile(rb"https?://[\x21-\x7e]+")
_LEADS_ON = {"google.com/url": ("url", "q"), "bing.com/news/apiclick.aspx": ("url",)}


def canonical_link(url: str) -> str:
    """Return one string for all addresses of one page; "" when it is not an http(s) link.

    http and https, hosts for phones, AMP, tracking parameters and their order, fragments and
    trailing slashes make no difference. The result is a link itself, and its own canonical link.
    """
    link = url.strip()
    while parts := _split(link):
        inner = _unwrap(parts)
        if len(inner) >= len(link):  # what leads on is longer than where it leads
            return ""
        if not inner:
            return _join(parts)
        link = inner
    return ""


class _Parts(NamedTuple):
    host: str  # with a port that is not the usual one
    path: str
    query: str
    bang: str  # "#!/page": the one kind of fragment that names a page


def _split(link: str) -> _Parts | None:
    """Cut a link apart; None when it is not http(s) or has no usable host."""
    found = _PARTS.match(link)
    host = _HOST.fullmatch(found[1]) if found else None
    if not found or not host:
        return None
    name = host[1].lower().strip(".")
    if not name:
        return None
    screen = _SCREENS.match(name)
    name = name[screen.end() :] if screen else name
    port = "" if host[2] in (None, "", "80", "443") else ":" + host[2]
    return _Parts(name + port, _SLASHES.sub("/", found[2]), found[3] or "", found[4] or "")


def _unwrap(parts: _Parts) -> str:
    """Return the link that this one only leads to; "" when it is a page of its own."""
    host, path, query, _ = parts
    if host == "news.google.com":
        return _read_google_news(path)
    if host + path in _LEADS_ON:
        return _read_parameter(query, _LEADS_ON[host + path])
    inner = ""
    if host.endswith(".cdn.ampproject.org") and (found := _AMP_CACHE.match(path)):
        inner = "https://" + path[found.end() :]
    elif host == "google.com" and path.startswith("/amp/"):
        inner = "https://" + path.removeprefix("/amp/").removeprefix("s/")
    elif host == "web.archive.org" and (found := _ARCHIVED.match(path)):
        inner = path[found.end() :].replace(":/", "://", 1)
    return f"{inner}?{query}" if inner and query else inner


def _read_google_news(path: str) -> str:
    """Older Google News ids hold the address in base64; newer ones only Google can read."""
    found = _GOOGLE_NEWS.fullmatch(path)
    if not found or not found[1].isascii():
        return ""
    try:
        plain = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))
    except ValueError:
        return ""
    address = _WRITTEN.search(plain)
    return address[0].decode("ascii") if address else ""


def _read_parameter(query: str, names: tuple[str, ...]) -> str:
    for pair in sorted(query.split("&")):
        name, _, value = pair.partition("=")
        value = unquote(value)
        if name in names and value.startswith(("http://", "https://")):
            return value
    return ""


def _join(parts: _Parts) -> str:
    host, path, query, bang = parts
    if host == "news.google.com" and (found := _GOOGLE_NEWS.fullmatch(path)):
        return f"https://{host}/articles/{found[1]}"
    path = _cut_path(path)
    query = _keep_parameters(query) if query else ""
    return f"https://{host}{path}{'?' + query if query else ''}{bang}"


def _cut_path(path: str) -> str:
    """Cut what only says how the page is shown: every cut may lay the next one bare."""
    before = ""
    while path != before:
        before = path
        path = _SLASHES.sub("/", _INDEX_PAGE.sub("", _AMP_PATH.sub("", path)))
    return path


def _keep_parameters(query: str) -> str:
    kept = set()
    for pair in query.split("&"):
        pair = _ESCAPED_AND.sub("", pair)
        name, _, value = pair.partition("=")
        if (
            pair
            and not _TRACKER.fullmatch(name.lower())
            and not value.lower().startswith(_FEED_VALUES)
        ):
            kept.add(pair)
    return "&".join(sorted(kept))
