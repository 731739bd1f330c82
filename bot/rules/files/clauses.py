"""Conditions: what stands under any, all and none, at any depth."""

from bot.rules.book import Condition, Item
from bot.rules.files.items import parse_item
from bot.rules.files.nodes import Listing, Mapping, Node, Text
from bot.rules.files.problems import Problems
from bot.rules.files.reading import read_list, read_mapping, read_text
from bot.rules.files.wordlists import KnownLists
from bot.rules.terms import FIELDS, TermError

CONDITION_KEYS = ("any", "all", "none")


def read_condition(
    fields: dict[str, Node], place: Node, what: str, lists: KnownLists, problems: Problems
) -> Condition:
    """Return the condition that any, all and none make together; `what` names their rule."""
    if "any" not in fields and "all" not in fields:
        hint = "list the words it looks for under any (one suffices) or all (each is needed)"
        problems.add(place, f'{what} has neither "any" nor "all"', hint)
    any_, all_, none = (
        _read_clause(fields[key], key, what, lists, problems) if key in fields else ()
        for key in CONDITION_KEYS
    )
    return Condition(any=any_, all=all_, none=none)


def _read_clause(
    node: Node, key: str, what: str, lists: KnownLists, problems: Problems
) -> tuple[Item, ...]:
    """Return what stands in one list; a word list may stand there without brackets."""
    where = f'"{key}" of {what}'
    if isinstance(node, Text) and node.text.startswith("$"):
        nodes: tuple[Node, ...] = (node,)
    else:
        nodes = read_list(node, where, problems)
    if isinstance(node, Listing) and not nodes:
        problems.add(node, f"{where} is empty", "list words, or delete the key")
    items = (_read_item(item, where, what, lists, problems) for item in nodes)
    return tuple(item for item in items if item is not None)


def _read_item(
    node: Node, where: str, what: str, lists: KnownLists, problems: Problems
) -> Item | None:
    if isinstance(node, Mapping) and any(key.text in CONDITION_KEYS for key, _ in node.entries):
        fields = read_mapping(node, f"a condition in {where}", CONDITION_KEYS, problems)
        return None if fields is None else read_condition(fields, node, what, lists, problems)
    if isinstance(node, Mapping) and len(node.entries) == 1:
        key, value = node.entries[0]
        if isinstance(value, Text):
            _report_colon(key.text, value.text, node, where, problems)
            return None
    text = read_text(node, f"a term in {where}", problems)
    if text is None:
        return None
    try:
        return parse_item(text, lambda name: lists.find(name, node, problems))
    except TermError as error:
        problems.add(node, f'term "{text}": {error.message}', error.hint)
        return None


def _report_colon(key: str, value: str, place: Node, where: str, problems: Problems) -> None:
    if key.lower() in FIELDS:
        hint = f'write it without the blank: "{key}:{value}"'
    else:
        hint = f'put it in quotes: "{f"{key}: {value}".rstrip()}"'
    problems.add(place, f"a colon splits a term in {where}", hint)
