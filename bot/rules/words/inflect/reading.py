"""What a dictionary says of a word."""

from typing import NamedTuple


class Reading(NamedTuple):
    """The forms of a word in one language."""

    forms: frozenset[str]  # unfolded; the word itself may be missing
    base: bool  # the word is the form that a dictionary lists: singular, infinitive, ...
    exact: bool = True  # found with the capitals that it is written with


def capitalize(word: str) -> str:
    """Return the word with a capital first letter and the others as they are."""
    return word[:1].upper() + word[1:]
