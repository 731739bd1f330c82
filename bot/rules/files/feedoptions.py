"""How a feed is to be asked, where that differs; secrets stand as ${NAME}, never themselves."""

import re
from collections.abc import Mapping as Names
from dataclasses import dataclass

from bot.models.polls import FeedOptions
from bot.proxies import is_proxy
from bot.rules.files import nodes
from bot.rules.files.nodes import Node
from bot.rules.files.problems import Problems
from bot.rules.files.reading import read_text

OPTION_KEYS = ("headers", "cookies", "user", "password", "user_agent", "proxy")
NOT_TO_BE_READ = "TOCSIN_"  # the bot's own settings, its token among them

_NAME = re.compile(r"\$\{([^{}]*)\}")
_NAME_SHAPE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # of HTTP: names of headers and cookies
_COOKIE = re.compile(r"[!#-+\--:<-\[\]-~]*")
_SECRET = re.compile(r"auth(?!ors?\b)|cookie|key|pass|secret|session|token", re.IGNORECASE)
# What the bot says itself, and where else that is chosen.
_OURS = {
    "user-agent": 'write it under "user_agent"',
    "cookie": 'write it under "cookies"',
    "host": "leave it out: it follows from the address",
    "if-none-match": "leave it out: the bot says itself what it has",
    "if-modified-since": "leave it out: the bot says itself what it has",
    "accept-encoding": "leave it out: the bot says itself what it can unpack",
    "connection": "leave it out: it is of the connection, not of the feed",
    "content-length": "leave it out: a poll has no body",
    "transfer-encoding": "leave it out: a poll has no body",
}
_WRITE_NAME = "write ${NAME} and set NAME in the environment: this file is no place for secrets"


@dataclass(frozen=True, slots=True)
class Values:
    """Reads texts that may hold ${NAME}."""

    environment: Names[str, str] | None  # None: nothing is looked up, names stand as written
    problems: Problems

    def read(self, node: Node | None, what: str, *, secret: bool = False) -> str:
        """Return the text with the values of its names; "" after a problem.

        `secret`: it must not stand there itself.
        """
        written = read_text(node, what, self.problems)
        if node is None or written is None:
            return ""
        found = _NAME.findall(written)
        before = len(self.problems)
        if secret and not found:
            self.problems.add(node, f"{what} is written out", _WRITE_NAME)
        elif "${" in _NAME.sub("", written):
            self.problems.add(node, f'{what} has "${{" without a name', 'write it like "${NAME}"')
        text = _NAME.sub(lambda one: self._look_up(node, one[1], what), written)
        if not text.isprintable():
            hint = "a value is one line of printable characters"
            self.problems.add(node, f"{what} holds a line break or a control character", hint)
        return text if len(self.problems) == before else ""

    def _look_up(self, node: Node, name: str, what: str) -> str:
        if not _NAME_SHAPE.fullmatch(name):
            self.problems.add(
                node,
                f'"${{{name}}}" in {what} names no variable',
                "a name is made of letters, digits and _",
            )
        elif name.upper().startswith(NOT_TO_BE_READ):
            self.problems.add(
                node,
                f"{name} is a setting of the bot, which no feed gets to see",
                "choose another name",
            )
        elif self.environment is None:
            return f"${{{name}}}"
        elif not self.environment.get(name):
            self.problems.add(
                node,
                f"{what} needs {name}, which is not set",
                f"set {name} in the environment of the bot, or in its .env file",
            )
        else:
            return self.environment[name]
        return ""


def read_options(
    fields: Names[str, Node], environment: Names[str, str] | None, problems: Problems
) -> FeedOptions:
    """Return how a feed is to be asked, by the values of its keys.

    `environment`: values by name; None: nothing is looked up, and ${NAME} stays as written.
    """
    values = Values(environment, problems)
    user = values.read(fields.get("user"), "the user")
    password = values.read(fields.get("password"), "the password", secret=True)
    if ":" in user:
        problems.add(fields["user"], "a colon in the user", 'put the rest under "password"')
    if "password" in fields and "user" not in fields:
        problems.add(fields["password"], "a password without a user", 'add a line "user: …"')
    return FeedOptions(
        headers=_read_headers(fields.get("headers"), values),
        cookies=_read_cookies(fields.get("cookies"), values),
        user=user,
        password=password,
        user_agent=values.read(fields.get("user_agent"), "the user_agent"),
        proxy=_read_proxy(fields.get("proxy"), values),
    )


def _read_headers(node: Node | None, values: Values) -> tuple[tuple[str, str], ...]:
    headers: list[tuple[str, str]] = []
    for key, value in _read_pairs(node, "headers", values.problems):
        name = key.text.lower()
        if name in _OURS:
            values.problems.add(key, f'"{key.text}" is no header of a feed', _OURS[name])
            continue
        if any(name == other.lower() for other, _ in headers):
            hint = "capitals make no other header: keep one of them"
            values.problems.add(key, f'the header "{key.text}" is given twice', hint)
        secret = bool(_SECRET.search(name))
        headers.append((key.text, values.read(value, f'the header "{key.text}"', secret=secret)))
    return tuple(headers)


def _read_cookies(node: Node | None, values: Values) -> tuple[tuple[str, str], ...]:
    cookies: list[tuple[str, str]] = []
    for key, value in _read_pairs(node, "cookies", values.problems):
        what = f'the cookie "{key.text}"'
        text = values.read(value, what, secret=bool(_SECRET.search(key.text)))
        if not _COOKIE.fullmatch(_NAME.sub("", text) if values.environment is None else text):
            hint = "write it as a browser sends it: no spaces, quotes, commas or semicolons"
            values.problems.add(value, f"{what} holds what no cookie may hold", hint)
        cookies.append((key.text, text))
    return tuple(cookies)


def _read_pairs(
    node: Node | None, what: str, problems: Problems
) -> tuple[tuple[nodes.Text, Node], ...]:
    """Return names and values; those without a proper name are reported and left out."""
    if node is None:
        return ()
    if not isinstance(node, nodes.Mapping):
        problems.add(node, f'"{what}" must be a group of names', 'write "Name: value", one a line')
        return ()
    for key, _ in node.entries:
        if not _TOKEN.fullmatch(key.text):
            message = f'"{key.text}" is no name for one of the {what}'
            problems.add(key, message, "a name has no spaces and no signs but - and _")
    return tuple(pair for pair in node.entries if _TOKEN.fullmatch(pair[0].text))


def _read_proxy(node: Node | None, values: Values) -> str:
    written = read_text(node, "the proxy", values.problems)
    if node is None or written is None:
        return ""
    login = written.partition("://")[2].rpartition("@")[0]
    secret = bool(login.partition(":")[2])
    proxy = values.read(node, "the proxy", secret=secret)
    if proxy and not ("${" in proxy and values.environment is None) and not is_proxy(proxy):
        hint = 'write it like "http://proxy.example:3128"'
        values.problems.add(node, "the proxy is no address of one", hint)
    return proxy
