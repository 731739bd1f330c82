"""Texts that every database takes: what PostgreSQL refuses and SQLite does not, replaced."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Column, String
from sqlalchemy.engine import Row

# Zero bytes, and halves of a pair, which no encoding has.
_REFUSED = re.compile("[\x00\ud800-\udfff]")
_INSTEAD = "\ufffd"  # the sign for what could not be shown


class Cleaner:
    """Turns rows with these columns into values to be inserted."""

    def __init__(self, columns: Sequence[Column[Any]]) -> None:
        self._names = [one.name for one in columns]
        self._texts = [
            # A key that is cut is another key: rather refused than lost.
            (one.name, None if one.primary_key else one.type.length)
            for one in columns
            if isinstance(one.type, String)
        ]
        self._trees = [one.name for one in columns if isinstance(one.type, JSON)]

    def clean(self, row: Row[Any]) -> dict[str, Any]:
        """Return a row's values by name."""
        values = dict(zip(self._names, row, strict=True))
        for name, most in self._texts:
            if values[name] is not None:
                values[name] = clean_text(values[name])[:most]
        for name in self._trees:
            values[name] = clean_tree(values[name])
        return values


def clean_text(text: str) -> str:
    """Return a text in which what may not be stored is replaced."""
    return _REFUSED.sub(_INSTEAD, text)


def clean_tree(value: Any) -> Any:
    """Return a JSON value with all its texts cleaned."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean_tree(one) for one in value]
    if isinstance(value, dict):
        return {clean_text(name): clean_tree(one) for name, one in value.items()}
    return value
