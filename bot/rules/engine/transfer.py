"""A compiled book on its way from the process that compiled it, in parts.

Unpickled in one go a large book would stop every thread for as long as that takes.
"""

import gc
import pickle
from dataclasses import replace
from typing import Any, BinaryIO, cast

from bot.rules.engine.compiled import CompiledBook

_PART = 2_000  # rules, words: some 5 ms of reading


def write_compiled(book: CompiledBook, file: BinaryIO) -> None:
    """Write a compiled book in parts."""
    pickler = pickle.Pickler(file, protocol=pickle.HIGHEST_PROTOCOL)
    bare = replace(book, rules=(), terms=(), words={}, waiting=(), also_needed=())
    parts = {
        "rules": book.rules,
        "terms": book.terms,
        "words": tuple(book.words.items()),
        "waiting": book.waiting,
        "also_needed": book.also_needed,
    }
    pickler.dump((bare, {name: -(-len(items) // _PART) for name, items in parts.items()}))
    for items in parts.values():
        for begin in range(0, len(items), _PART):
            pickler.dump(items[begin : begin + _PART])


def read_compiled(file: BinaryIO) -> CompiledBook:
    """Return a book that `write_compiled` wrote."""
    collects = gc.isenabled()
    gc.disable()  # it would go over all that was read again and again, and every thread would wait
    try:
        return _read_parts(file)
    finally:
        if collects:
            gc.enable()


def _read_parts(file: BinaryIO) -> CompiledBook:
    unpickler = pickle.Unpickler(file)
    bare, counts = cast(tuple[CompiledBook, dict[str, int]], unpickler.load())
    parts: dict[str, list[Any]] = {}
    for name, count in counts.items():
        items = parts.setdefault(name, [])
        for _ in range(count):
            items.extend(unpickler.load())
    # Pickles hold a number anew wherever it stands: one object for each is half the memory, and
    # what is near is compared faster.
    numbers = range(max(len(parts["waiting"]), len(parts["rules"])))
    one = list(numbers).__getitem__
    return replace(
        bare,
        rules=tuple(parts["rules"]),
        terms=tuple(parts["terms"]),
        words={word: tuple(map(one, found)) for word, found in parts["words"]},
        waiting=tuple(
            tuple((type(also)(map(one, also)), tuple(map(one, rules))) for also, rules in bundles)
            for bundles in parts["waiting"]
        ),
        also_needed=tuple(parts["also_needed"]),
    )
