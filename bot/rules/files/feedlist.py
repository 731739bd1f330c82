"""rules/feeds.yaml to FeedSpecs: which addresses are polled."""

import ipaddress
import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from bot.durations import parse_duration
from bot.errors import RuleFileError
from bot.models.polls import FeedSpec
from bot.rules.files.feedoptions import OPTION_KEYS, read_options
from bot.rules.files.nodes import Node, parse_nodes
from bot.rules.files.problems import Problems
from bot.rules.files.reading import read_list, read_mapping, read_switch, read_text

FEED_KEYS = ("url", "title", "language", "interval", "fast", "fulltext", "tags", *OPTION_KEYS)

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?|_[\w-]+")


def parse_feeds(
    data: bytes | str, file: str, environment: Mapping[str, str] | None = None
) -> tuple[FeedSpec, ...]:
    """Return the feeds of a list, in its order; `file` is its name in problems.

    `environment`: what ${NAME} stands for, by name; None: such names stay as they are written,
    which is enough for whoever asks no server. Raises RuleFileError with every problem.
    """
    problems = Problems(file)
    root = parse_nodes(data, problems)
    feeds: tuple[FeedSpec, ...] = ()
    if root is not None:
        fields = read_mapping(root, "the feed list", ("feeds",), problems, required=("feeds",))
        feeds = _read_feeds((fields or {}).get("feeds"), environment, problems)
    if problems:
        raise RuleFileError(problems.sorted())
    return feeds


def _read_feeds(
    node: Node | None, environment: Mapping[str, str] | None, problems: Problems
) -> tuple[FeedSpec, ...]:
    feeds: list[FeedSpec] = []
    lines: dict[str, int] = {}
    for item in read_list(node, '"feeds"', problems):
        fields = read_mapping(item, "a feed", FEED_KEYS, problems, required=("url",))
        if fields is None:
            continue
        url = _read_url(fields.get("url"), lines, problems)
        spec = FeedSpec(
            url=url or "",
            title=_read_optional(fields.get("title"), "the title", problems),
            language=_read_language(fields.get("language"), problems),
            interval=_read_interval(fields.get("interval"), problems),
            fast=read_switch(fields.get("fast"), '"fast"', problems),
            fulltext=read_switch(fields.get("fulltext"), '"fulltext"', problems),
            tags=tuple(
                tag
                for tag_node in read_list(fields.get("tags"), '"tags"', problems)
                if (tag := read_text(tag_node, "a tag", problems)) is not None
            ),
            options=read_options(fields, environment, problems),
        )
        if url:
            feeds.append(spec)
    return tuple(feeds)


def _read_optional(node: Node | None, what: str, problems: Problems) -> str:
    return read_text(node, what, problems) or ""


def _read_language(node: Node | None, problems: Problems) -> str:
    text = _read_optional(node, "the language", problems)
    if node is not None and text and not _LANGUAGE.fullmatch(text):
        problems.add(node, f'"{text}" is no language', 'write its code, such as "uk" or "pt-BR"')
    return text


def _read_interval(node: Node | None, problems: Problems) -> timedelta | None:
    text = read_text(node, "the interval", problems)
    if node is None or text is None:
        return None
    try:
        interval = parse_duration(text)
    except ValueError as error:
        problems.add(node, str(error))
        return None
    if not interval:
        problems.add(node, "the interval is zero", 'write it like "15m"')
    return interval


# ---------------------------------------------------------------- addresses


def _read_url(node: Node | None, lines: dict[str, int], problems: Problems) -> str | None:
    url = read_text(node, "the url", problems)
    if node is None or url is None:
        return None
    fault = find_fault(url)
    if fault is not None:
        message, hint = fault
        shown = re.sub(r"//[^/]*@", "//…@", url)  # problems are printed and logged
        problems.add(node, f'"{shown}" {message}', hint)
        return None
    same = identify_address(url)
    if same in lines:
        problems.add(node, f'"{url}" is in the list already', f"see line {lines[same]}")
        return None
    lines[same] = node.line
    return url


def find_fault(url: str) -> tuple[str, str] | None:
    """Return what is wrong with an address and what to do, or None."""
    if re.search(r"\s", url):
        return "has a space in it", "write a space in an address as %20"
    if "${" in url:
        return "holds a ${NAME}", 'addresses are kept and shown: write it under "headers" instead'
    if "://" not in url:
        bare = re.sub(r"^(https?:)?/*", "", url)
        return "has no scheme", f'write "https://{bare}"'
    try:
        parts = urlsplit(url)
        _ = parts.port  # read from the text only now
    except ValueError as error:
        return "is no address", str(error)
    if parts.scheme not in _DEFAULT_PORTS:
        rest = url.split("://", 1)[1]
        return f'begins with "{parts.scheme}://"', f'only http and https work: "https://{rest}"'
    if parts.username is not None or parts.password is not None:
        return "holds a user name or password", 'write "user" and "password: ${NAME}" instead'
    if not parts.hostname or not _is_host(parts.hostname):
        return "names no host", 'write it like "https://news.example/rss.xml"'
    return None


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
        return True
    return all(_LABEL.fullmatch(label) for label in host.removesuffix(".").split("."))


def identify_address(url: str) -> str:
    """Return what two spellings of one address have in common. The address has no fault."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removesuffix(".")
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"
