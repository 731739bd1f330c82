"""Regular expressions, in time linear to the text: google-re2."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, Protocol, cast

import re2  # type: ignore[import-untyped]

MAX_MEMORY = 1 << 20  # bytes of one expression; what needs more takes long to find that out
_MAX_STEPS = MAX_MEMORY * 2 // 3 // 16  # that fit there: two thirds are the program's, in RE2

# What people know from other engines and RE2 leaves out, because it cannot be done in linear time.
_MISSING = {
    "(?=": "a look ahead",
    "(?!": "a look ahead",
    "(?<=": "a look behind",
    "(?<!": "a look behind",
    "(?>": "an atomic group",
    "(?(": "a condition",
    "++": "a possessive count",
    "*+": "a possessive count",
    "?+": "a possessive count",
}


class _Found(Protocol):
    def span(self) -> tuple[int, int]: ...


class Pattern(Protocol):
    """A compiled expression over UTF-8."""

    @property
    def programsize(self) -> int: ...
    def finditer(self, text: bytes) -> Iterator[_Found]: ...


class PatternError(ValueError):
    """An expression that RE2 cannot run; the message says why."""


class _Refused(NamedTuple):
    reason: str
    steps: int  # that it took to find out


def compile_pattern(pattern: str) -> Pattern:
    """Return an expression that ignores case. Raises PatternError.

    `\\b`, `\\w` and `\\d` know ASCII only; letters of all alphabets are `\\pL`.
    """
    compiled = _compile(pattern)
    if isinstance(compiled, _Refused):
        raise PatternError(compiled.reason)
    return compiled


def count_steps(pattern: str) -> int:
    """Return how large an expression is, in steps of RE2's program; 1,000 take some 0.3 ms."""
    compiled = _compile(pattern)
    return compiled.steps if isinstance(compiled, _Refused) else compiled.programsize


@lru_cache(maxsize=4_096)  # more than a file may hold: each is compiled once, the refused too
def _compile(pattern: str) -> Pattern | _Refused:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.never_capture = True
    options.max_mem = MAX_MEMORY
    try:
        compiled = cast(Pattern, re2.compile(pattern.encode(), options))
    except UnicodeEncodeError:  # half a surrogate pair
        return _Refused("it holds half a character", 0)
    except re2.error as error:
        return _say_why(pattern, error)
    if next(iter(compiled.finditer(b"")), None) is not None:
        reason = "it is true of an empty text, and so of every article"
        return _Refused(reason, compiled.programsize)
    return compiled


def find_places(pattern: Pattern, text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each place that is not empty, from left to right."""
    data = text.encode(errors="replace")  # one "?" for half a surrogate pair: places stay
    if len(data) == len(text):
        for found in pattern.finditer(data):
            start, end = found.span()
            if start < end:
                yield start, end
        return
    seen = letters = 0  # so many bytes are so many letters: each byte is decoded once
    for found in pattern.finditer(data):
        start, end = found.span()
        if start == end:
            continue
        letters += len(data[seen:start].decode())
        length = len(data[start:end].decode())
        yield letters, letters + length
        letters, seen = letters + length, end


def _say_why(pattern: str, error: Exception) -> _Refused:
    for sign, name in _MISSING.items():
        if sign in pattern:
            return _Refused(f'{name} ("{sign}") cannot run in linear time', 0)
    reason = error.args[0] if error.args else ""
    said = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    if said.startswith("pattern too large"):
        return _Refused("it is too large: ask for fewer repetitions", _MAX_STEPS)
    if said.startswith("invalid escape sequence: \\") and said[-1:].isdigit():
        return _Refused(f'a reference back ("{said[-2:]}") cannot run in linear time', 0)
    return _Refused(said or "it cannot be read", 0)
