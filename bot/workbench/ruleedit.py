"""Lines put into a topic file by hand, as it were: everything else in it stays as it is.

A file is written by people, with comments and an order of their own, so it is never written
anew from what was read. Nodes say where things stand; what is new is put there.
"""

from collections.abc import Sequence

from bot.errors import BotError
from bot.rules.files.nodes import Listing, Mapping, Node, parse_nodes
from bot.rules.files.problems import Problems
from bot.workbench.draftfile import quote

WIDEST = 99  # characters of a line; longer lists are one item a line


def add_exclusions(text: str, rule: str, terms: Sequence[str]) -> str:
    """Return a topic file whose rule has further terms under `none`.

    Raises BotError when the file is written in a way that leaves no place for them.
    """
    return _add(text, rule, ("none",), [quote(term) for term in terms])


def add_examples(text: str, rule: str, headlines: Sequence[str]) -> str:
    """Return a topic file whose rule has further headlines under `skip` of its examples.

    Raises BotError when the file is written in a way that leaves no place for them.
    """
    quoted = [quote(headline, always=True) for headline in headlines]
    return _add(text, rule, ("examples", "skip"), quoted)


def _add(text: str, rule: str, path: tuple[str, ...], items: Sequence[str]) -> str:
    if not items:
        return text
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    found, end = _find_rule("\n".join(lines), rule, len(lines))
    while end > found.line and lines[end - 1].strip()[:1] in ("", "#"):
        end -= 1  # what stands above the next rule belongs to that
    place: Mapping = found
    for depth, key in enumerate(path):
        value = _get(place, key)
        if value is None:
            lines = _add_key(lines, place, path[depth:], items, end, found)
            return ending.join(lines)
        if isinstance(value, Listing) and depth == len(path) - 1:
            return ending.join(_add_items(lines, value, items))
        if not isinstance(value, Mapping):
            raise _no_place(rule, path)
        place = value
    raise _no_place(rule, path)


def _find_rule(text: str, name: str, lines: int) -> tuple[Mapping, int]:
    """Return a rule and the number of the last line that may be its own."""
    root = parse_nodes(text, Problems(""))
    entries = root.entries if isinstance(root, Mapping) else ()
    for (key, value), after in zip(entries, [*entries[1:], None], strict=True):
        if key.text != "rules" or not isinstance(value, Listing):
            continue
        for rule, following in zip(value.items, [*value.items[1:], None], strict=True):
            if isinstance(rule, Mapping) and _name(rule) == name:
                next_line = following.line if following else after[0].line if after else lines + 1
                return rule, next_line - 1
    raise BotError(f'there is no rule "{name}" in the file any more')


def _name(rule: Mapping) -> str:
    return getattr(_get(rule, "name"), "text", "").strip()


def _get(place: Mapping, key: str) -> Node | None:
    return next((value for one, value in place.entries if one.text == key), None)


def _add_items(lines: list[str], place: Listing, items: Sequence[str]) -> list[str]:
    """Put items before the first one of a list."""
    at, line = place.line - 1, lines[place.line - 1]
    before, after = line[: place.column], line[place.column :]
    if not before.endswith("["):
        indent = before[:-1]
        if not before.endswith("-") or indent.strip():
            raise BotError(f"line {place.line} leaves no place for another item")
        return [*lines[:at], *(f"{indent}- {item}" for item in items), *lines[at:]]
    more = ", " if place.items and after.strip() else "," if place.items else ""
    joined = f"{before}{', '.join(items)}{more}{after}"
    if len(joined) <= WIDEST:
        return [*lines[:at], joined, *lines[at + 1 :]]
    pad = " " * (_indent(line) + 2)
    rest = [f"{pad}{after.strip()}"] if after.strip() else []
    return [*lines[:at], before, *(f"{pad}{item}," for item in items), *rest, *lines[at + 1 :]]


def _add_key(
    lines: list[str],
    place: Mapping,
    keys: Sequence[str],
    items: Sequence[str],
    end: int,
    rule: Mapping,
) -> list[str]:
    """Put keys that are not there, and a list under them, into a group of keys.

    `end`: the last line of the rule.
    """
    at, column = place.line - 1, place.column
    if lines[at][column - 1 : column] == "{":
        inside = f"{keys[-1]}: [{', '.join(items)}], "
        if len(keys) > 1 or place is rule:
            raise BotError(f"line {place.line}: the rule is written on one line")
        line = lines[at]
        return [*lines[:at], f"{line[:column]}{inside}{line[column:]}", *lines[at + 1 :]]
    pad = " " * (column - 1)
    written = _write(keys, items, pad)
    if keys[0] == "none":
        # Where people look for it: after the other clauses, before the examples.
        anchor = next((key.line for key, _ in place.entries[1:] if key.text == "examples"), None)
        at = end if anchor is None else anchor - 1
    elif place is rule or place is rule.entries[-1][1]:
        at = end
    else:
        at = place.line - 1
    while at > place.line and at < end and lines[at - 1].lstrip().startswith("#"):
        at -= 1  # a comment stays with what it is about
    return [*lines[:at], *written, *lines[at:]]


def _write(keys: Sequence[str], items: Sequence[str], pad: str) -> list[str]:
    """Return lines of a list under keys, each within the one before."""
    if keys[0] == "none":
        one_line = f"{pad}none: [{', '.join(items)}]"
        if len(one_line) <= WIDEST:
            return [one_line]
    lines = []
    for key in keys:
        lines.append(f"{pad}{key}:")
        pad += "  "
    return [*lines, *(f"{pad}- {item}" for item in items)]


def _indent(line: str) -> int:
    """Return where a line begins; behind the sign of a list item."""
    bare = line.lstrip(" ")
    start = len(line) - len(bare)
    return start + 2 if bare.startswith("- ") else start


def _no_place(rule: str, path: tuple[str, ...]) -> BotError:
    return BotError(f'"{".".join(path)}" of rule "{rule}" is no list: write there by hand')
