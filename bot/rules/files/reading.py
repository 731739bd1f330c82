"""Nodes to values: each function reports what does not fit and returns what does."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from bot.rules.files.nodes import Listing, Mapping, Node, Text
from bot.rules.files.problems import Problems

_KINDS = {Text: "a text", Listing: "a list", Mapping: "a group of keys"}


def read_mapping(
    node: Node, what: str, keys: Iterable[str], problems: Problems, *, required: Iterable[str] = ()
) -> dict[str, Node] | None:
    """Return the values by key; None when the node is no mapping.

    An unknown key that looks like a known one is reported and then read as if it were that one,
    so that what stands below it is checked too.
    """
    if not isinstance(node, Mapping):
        problems.add(
            node,
            f"{what} must be a group of keys, not {_KINDS[type(node)]}",
            "the keys are " + ", ".join(keys),
        )
        return None
    known = tuple(keys)
    present = {key.text for key, _ in node.entries}
    fields: dict[str, Node] = {}
    for key, value in node.entries:
        name = key.text
        if name not in known:
            problems.add(key, f'unknown key "{name}" in {what}', suggest(name, known))
            close = get_close_matches(name.lower(), known, n=1)
            if not close or close[0] in present:
                continue
            name = close[0]
        fields[name] = value
    for name in required:
        if name not in fields:
            problems.add(node, f'{what} has no "{name}"', f'add a line "{name}: …"')
    return fields


def read_text(node: Node | None, what: str, problems: Problems) -> str | None:
    """Return a text without blanks around it; None, reported, when it is empty or no text."""
    if node is None:
        return None
    if not isinstance(node, Text):
        hint = "put it in quotes if it holds a colon or begins with a bracket"
        problems.add(node, f"{what} must be a text, not {_KINDS[type(node)]}", hint)
        return None
    text = node.text.strip()
    if not text:
        problems.add(node, f"{what} is empty", 'fill it in; what begins with "#" needs quotes')
        return None
    return text


def read_name(node: Node | None, what: str, problems: Problems) -> str | None:
    """Return a text of a-z, 0-9 and hyphens, at most 40 of them."""
    text = read_text(node, what, problems)
    if node is None or text is None:
        return None
    if re.fullmatch(r"[a-z0-9-]{1,40}", text):
        return text
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40]
    message = f'{what} "{text}" must be made of a-z, 0-9 and hyphens, at most 40'
    problems.add(node, message, f'write "{plain}"' if plain else "")
    return None


def read_list(node: Node | None, what: str, problems: Problems) -> tuple[Node, ...]:
    """Return the items of a list; () when there is no node, or, reported, no list."""
    if node is None:
        return ()
    if isinstance(node, Listing):
        return node.items
    if isinstance(node, Text) and not node.text:
        problems.add(node, f"{what} is empty", "fill it in or delete the key")
    else:
        hint = 'write one item a line, each after "- "'
        problems.add(node, f"{what} must be a list, not {_KINDS[type(node)]}", hint)
    return ()


def read_switch(node: Node | None, what: str, problems: Problems) -> bool:
    """Return true for yes, true, on; false for no, false, off, and when there is no node."""
    text = read_text(node, what, problems)
    if node is None or text is None:
        return False
    if text.lower() not in ("yes", "true", "on", "no", "false", "off"):
        problems.add(node, f'{what} is "{text}"', "write yes or no")
    return text.lower() in ("yes", "true", "on")


def suggest(word: str, known: Iterable[str], otherwise: str = "the keys are ") -> str:
    """Return a hint: the known word that was probably meant, or all of them."""
    words = tuple(known)
    close = get_close_matches(word.lower(), words, n=1)
    return f'did you mean "{close[0]}"?' if close else otherwise + ", ".join(words)
