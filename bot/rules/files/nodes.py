"""YAML to nodes that know where they stand; every scalar is text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.rules.files.clean import CONTROL, clean_text
from bot.rules.files.events import Event, Kind, UnreadableError, read_events
from bot.rules.files.mend import mend
from bot.rules.files.problems import Problems

MAX_DEPTH = 40  # lists and mappings within each other; people need about six
MAX_MENDS = 50  # each one reads the file again


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A scalar, as written; empty when the file leaves the place empty."""

    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list."""

    line: int
    column: int
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Keys and values in the order of the file; every key once."""

    line: int
    column: int
    entries: tuple[tuple[Text, "Node"], ...]


Node = Text | Listing | Mapping


def parse_nodes(data: bytes | str, problems: Problems) -> Node | None:
    """Return the root of a YAML document, or None after a problem that leaves nothing to read."""
    text = clean_text(data, problems)
    if text is None:
        return None
    lines = text.splitlines(keepends=True)
    for _ in range(MAX_MENDS):
        try:
            events = tuple(_read_shallow("".join(lines)))
        except UnreadableError as error:
            if not mend(lines, error, problems):
                return None
        else:
            return _build(events, problems)
    return None


def _read_shallow(text: str) -> Iterator[Event]:
    """Yield the events up to the first that is too deep: YAML's time grows with depth squared."""
    depth = 0
    for event in read_events(text):
        depth += {Kind.LIST: 1, Kind.MAPPING: 1, Kind.END: -1}.get(event.kind, 0)
        yield event
        if depth > MAX_DEPTH:
            return


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not been seen yet."""

    line: int
    column: int
    is_list: bool
    children: list[Node] = field(default_factory=list)

    def close(self, problems: Problems) -> Node:
        if self.is_list:
            return Listing(line=self.line, column=self.column, items=tuple(self.children))
        entries: dict[str, tuple[Text, Node]] = {}
        pairs = zip(self.children[::2], self.children[1::2], strict=True)
        for key, value in pairs:
            if not isinstance(key, Text):
                problems.add(key, "a key must be a word", "put what holds brackets in quotes")
            elif key.text in entries:
                line = entries[key.text][0].line
                hint = f"it stands on line {line} already: keep one of them"
                problems.add(key, f'the key "{key.text}" is given twice', hint)
            else:
                entries[key.text] = (key, value)
        return Mapping(line=self.line, column=self.column, entries=tuple(entries.values()))


def _build(events: tuple[Event, ...], problems: Problems) -> Node | None:
    opened: list[_Open] = []
    root: Node | None = None
    for event in events:
        if event.extra:
            _refuse_extra(event, problems)
        if event.kind is Kind.DOCUMENT:
            if root is not None:
                hint = 'delete the line "---" or move what follows into a file of its own'
                problems.add(event, "a second document begins here", hint)
                break
            continue
        if event.kind in (Kind.LIST, Kind.MAPPING):
            opened.append(_Open(event.line, event.column, event.kind is Kind.LIST))
            continue
        node = (
            opened.pop().close(problems) if event.kind is Kind.END else _read_text(event, problems)
        )
        if opened:
            opened[-1].children.append(node)
        else:
            root = node
    if opened:
        problems.add(opened[-1], f"more than {MAX_DEPTH} levels deep", "write it more simply")
        return None
    if root is None or (isinstance(root, Text) and not root.text):
        problems.add_at(1, 1, "the file is empty", "fill it, or delete it")
        return None
    return root


def _read_text(event: Event, problems: Problems) -> Text:
    if CONTROL.search(event.text):  # written as an escape, such as "\\0"
        problems.add(event, "a control character in the text", "delete it")
    return Text(line=event.line, column=event.column, text=event.text or event.extra)


def _refuse_extra(event: Event, problems: Problems) -> None:
    """Report an alias, an anchor or a tag: rule files have none, it is a term without quotes."""
    kind = {"*": "an alias", "&": "an anchor"}.get(event.extra[0], "a tag")
    message = f'"{event.extra}" is {kind} to YAML, which has no meaning here'
    problems.add(event, message, f'put a term that begins with it in quotes: "{event.extra}"')
    problems.settle(event.line)
