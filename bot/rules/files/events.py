"""YAML's own events, with what rule files need of them.

Events are read and not nodes: nothing resolves a scalar (no, on, 66, 1:30, ~ stay text), an
alias is seen instead of followed, and depth costs no stack.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, Protocol

import yaml


class _Mark(Protocol):
    """A place as either of PyYAML's parsers has it, counted from 0."""

    line: int
    column: int


class Kind(Enum):
    """What an event says."""

    DOCUMENT = auto()
    LIST = auto()  # begins
    MAPPING = auto()  # begins; keys and values follow in turn
    END = auto()  # of the last list or mapping that is still open
    TEXT = auto()
    ALIAS = auto()


class Event(NamedTuple):
    """One step through a document. Lines and columns count from 1."""

    kind: Kind
    line: int
    column: int
    text: str = ""
    extra: str = ""  # "*alias", "&anchor" or "!tag"


@dataclass(eq=False)
class UnreadableError(Exception):
    """YAML gives up. Lines and columns count from 1; 0 is unknown."""

    line: int
    column: int
    message: str
    start: tuple[int, int] = (0, 0)  # line and column of the construct it was reading
    quote: tuple[int, int] | None = None  # where a quote opens that its line does not close


def read_events(text: str) -> Iterator[Event]:
    """Yield the events of all documents. Raises UnreadableError where YAML gives up."""
    quoted: yaml.ScalarEvent | None = None  # if the last event was one that spans lines
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.ScalarEvent):
                spans = event.style in ("'", '"') and _line(event.end_mark) > _line(
                    event.start_mark
                )
                quoted = event if spans else None
            if (seen := _translate(event)) is not None:
                yield seen
    except yaml.MarkedYAMLError as error:
        raise _explain(error, quoted) from error
    except yaml.YAMLError as error:
        raise UnreadableError(line=0, column=0, message=str(error).splitlines()[0]) from error


def _translate(event: yaml.Event) -> Event | None:
    line, column = _line(event.start_mark), _column(event.start_mark)
    match event:
        case yaml.ScalarEvent():
            return Event(Kind.TEXT, line, column, event.value, _extra(event.anchor, event.tag))
        case yaml.SequenceStartEvent():
            return Event(Kind.LIST, line, column, extra=_extra(event.anchor, event.tag))
        case yaml.MappingStartEvent():
            return Event(Kind.MAPPING, line, column, extra=_extra(event.anchor, event.tag))
        case yaml.CollectionEndEvent():
            return Event(Kind.END, line, column)
        case yaml.AliasEvent():
            return Event(Kind.ALIAS, line, column, extra=f"*{event.anchor}")
        case yaml.DocumentStartEvent():
            return Event(Kind.DOCUMENT, line, column)
    return None  # ends of documents and of the stream


def _extra(anchor: str | None, tag: str | None) -> str:
    return f"&{anchor}" if anchor else tag or ""


def _explain(error: yaml.MarkedYAMLError, quoted: yaml.ScalarEvent | None) -> UnreadableError:
    mark = error.problem_mark or error.context_mark
    line = _line(mark)
    start = (_line(error.context_mark), _column(error.context_mark))
    quote = None
    if quoted and _line(quoted.end_mark) == line:
        quote = (_line(quoted.start_mark), _column(quoted.start_mark))
    elif "quoted scalar" in (error.context or "") and line > start[0]:
        quote = start
    return UnreadableError(
        line=line,
        column=_column(mark),
        message=error.problem or "it makes no sense here",
        start=start,
        quote=quote,
    )


def _line(mark: _Mark | None) -> int:
    return mark.line + 1 if mark else 0


def _column(mark: _Mark | None) -> int:
    return mark.column + 1 if mark else 0
