"""Where sentences begin."""

import re

# A mark, what closes after it, a blank; then no small letter. Or a line of its own.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+|\s*\n\s*")
_BEFORE_MARK = re.compile(r"[^\W_]+\Z")
_ABBREVIATIONS = re.compile(
    # Followed by a name more often than by a sentence.
    r"mr|mrs|ms|dr|st|gen|lt|col|capt|sen|rep|gov|no|vs|im|ul|ks|prof|hr|fr|nr"
    r"|ул|им|вул|обл|тов",
    re.IGNORECASE,
)


def find_sentences(text: str) -> list[int]:
    """Return the places where the second and each later sentence of a text begins."""
    begins = []
    for found in _END.finditer(text):
        following = text[found.end() : found.end() + 1]
        if not following or ("\n" not in found.group() and following.islower()):
            continue
        before = _BEFORE_MARK.search(text, max(0, found.start() - 8), found.start())
        if before and text[found.start()] == "." and _is_abbreviation(before.group()):
            continue
        begins.append(found.end())
    return begins


def _is_abbreviation(word: str) -> bool:
    return (len(word) == 1 and word.isalpha()) or _ABBREVIATIONS.fullmatch(word) is not None
