"""A link as published → the one string by which we know the page again."""

import base64
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

# Host, path and query; the user, the port and the fragment are looked at apart.
_PARTS = re.compile(r"https?://([^/?#\\\s]*)([^?#\s]*)(?:\?([^#\s]*))?(#!\S*)?", re.IGNORECASE)
_HOST = re.compile(r"(?:[^@]*@)?(\[[0-9a-f:.]+\]|[^\s:\[\]@<>\"'%,]+)(?::(\d*))?", re.IGNORECASE)
# One page, shown for another screen.
_SCREENS = re.compile(r"(?:(?:www\d?|m|mobile|touch|amp)\.)*(?=[^.]+\.)")
_INNER_SCREEN = re.compile(r"(?<=\.)m\.(?=[^.]+\.)")  # en.m.example.org
_AMP_PATH = re.compile(r"(?:/amp|\.amp)(?=/*$|\.html?$)|^/amp(?=/.)", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"/+(?:index\.(?:html?|php))?$", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9a-f]{2})?", re.IGNORECASE)
_ASCII = bytes(range(128)).decode()

# Parameters that say how a reader came to a page, never which page it is. courlan's pattern was
# tried and takes too much: it matches beginnings, so "gallery", "clip_id" and "uid" fall too.
_TRACKER = re.compile(
    r"__s|__twitter_impression|_ga|_gl|_hs\w+|amp|amp_\w+|cmp|cmpid|dclid|echobox|ex_cid"
    r"|ext_channel|fb_\w+|fbclid|feature|ftag|gaa_\w+|gbraid|gclid|gclsrc|guccounter|guce_\w+"
    r"|hsctatracking|icid|igsh|igshid|intcid|intcmp|ito|jsessionid|li|maca|mc_[ce]id|mibextid"
    r"|mkt_tok|mod|msclkid|ncid|ns_\w+|oc|ocid|oly_\w+_id|outputtype|partner|phpsessid"
    r"|rb_clickid|recirc|ref|ref_src|referrer|replytocom|rss|s_cid|s_kwcid|sc_cid|sfmc_\w+|smid"
    r"|smtyp|soc_src|soc_trk|spm|sr_share|srcref|srnd|ss_source|taid|tpcc|traffic_source|trk"
    r"|twclid|usqp|ved|via|wbraid|wickedid|wt_mc|wt\.mc_id|wtmc|xtor|ys?clid"
    r"|(?:utm|at|hsa|itm|matomo|mtm|pk|piwik|vero)_\w*"
)
_ESCAPED_AND = re.compile(r"^(?:amp;)+")  # "&amp;" in a feed that was escaped twice
# "?source=rss", "?from=rss-basic", "?view=amp": where the link stood and how the page is shown,
# whatever the parameter is called. "?story=feed-the-children" is a page.
_SHOWN_AS = re.compile(r"rss\d*(?:[-_.].*)?|(?:atom|feeds?)\d*|amp", re.IGNORECASE)

_STEPS = 12  # one wrapper in another, each a few; what was cut may lay the next one bare

# Addresses that only lead to another one, which is written in them.
_AMP_CACHE = re.compile(r"/[civ]/(?:s/)?(?=[^/]+\.[^/]+)")
_AMP_VIEWER = re.compile(r"/amp/(?:s/)?(?=[^/]+\.[^/]+)")
_ARCHIVES = re.compile(r"web\.archive\.org|archive\.(?:fo|is|li|md|ph|today|vn)")
_ARCHIVED = re.compile(r"(?:/[^/]*)*?/(?=https?:/)", re.IGNORECASE)
_CACHED = re.compile(r"cache:(?:[\w-]+:)?(https?://[^\s+]+)", re.IGNORECASE)
_GOOGLE_NEWS = re.compile(r"/(?:rss/)?(?:articles|read)/([\w-]+)")
_WRITTEN = re.compile(rb"https?://[\x21-\x7e]+")
_GOOGLE = re.compile(r"(?:(?:news|translate)\.)?google\.(?:com?\.)?[a-z]{2,3}")
_LEADS_ON = {  # host and path → the parameters that may hold the address
    "google/url": ("url", "q"),
    "google/news/url": ("url",),
    "google/translate": ("u",),
    "bing.com/news/apiclick.aspx": ("url",),
    "duckduckgo.com/l": ("uddg",),
    "facebook.com/l.php": ("u",),
    "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",),
    "l.instagram.com": ("u",),
    "linkedin.com/safety/go": ("url",),
    "t.me/iv": ("url",),
    "vk.com/away.php": ("to",),
    "youtube.com/redirect": ("q",),
}


@lru_cache(maxsize=256)  # an article's is asked for more than once
def canonical_link(url: str) -> str:
    """Return one string for all addresses of one page; "" when it is not an http(s) link.

    http and https, hosts for phones, AMP, tracking parameters and their order, fragments and
    trailing slashes make no difference. The result is a link itself, and its own canonical link.
    """
    link = url.strip()
    for _ in range(_STEPS):
        parts = _split(link)
        if parts is None:
            return ""
        further = _unwrap(parts) or _join(parts)
        if further == link:
            return link
        link = further
    return ""  # it leads in circles


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
    name = _INNER_SCREEN.sub("", name[screen.end() :] if screen else name)
    port = "" if host[2] in (None, "", "80", "443") else ":" + host[2]
    path = _SESSION.sub("", _SLASHES.sub("/", _spell(found[2])))
    return _Parts(name + port, path, _spell(found[3] or ""), found[4] or "")


def _spell(text: str) -> str:
    """Write what may be escaped or not in one way: letters of other scripts escaped, ours not."""

    def write(escape: re.Match[str]) -> str:
        sign = chr(int(escape[1] or "25", 16))
        plain = sign.isascii() and (sign.isalnum() or sign in "-._~")
        return sign if plain else escape[0].upper() if escape[1] else "%25"

    return _ESCAPE.sub(write, quote(text, safe=_ASCII, errors="replace"))


def _unwrap(parts: _Parts) -> str:
    """Return the link that this one only leads to; "" when it is a page of its own."""
    host, path, query, _ = parts
    if host == "news.google.com" and _GOOGLE_NEWS.fullmatch(path):
        return _read_google_news(path)
    leads_on = _LEADS_ON.get(("google" if _GOOGLE.fullmatch(host) else host) + path.rstrip("/"))
    if leads_on:
        return _read_parameter(query, leads_on)
    if host == "webcache.googleusercontent.com":
        found = _CACHED.search(unquote(query))
        return found[1] if found else ""
    inner = ""
    if _ARCHIVES.fullmatch(host) and (found := _ARCHIVED.match(path)):
        inner = path[found.end() :].replace(":/", "://", 1)
    elif pattern := _find_amp(host):
        found = pattern.match(path)
        inner = "https://" + path[found.end() :] if found else ""
    return f"{inner}?{query}" if inner and query else inner


def _find_amp(host: str) -> re.Pattern[str] | None:
    """Return how a host that shows the pages of others writes their addresses."""
    if host.endswith("cdn.ampproject.org"):
        return _AMP_CACHE
    return _AMP_VIEWER if host == "bing.com" or _GOOGLE.fullmatch(host) else None


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
        if pair and not _TRACKER.fullmatch(name.lower()) and not _SHOWN_AS.fullmatch(value):
            kept.add(pair)
    return "&".join(sorted(kept))
