"""A headline as published → what it says, without what the outlet put around it."""

import re

# What desks put before or behind a headline to say how it is told, not what happened.
_LABELS = (
    # English
    "live|live ?blog|live (?:updates?|coverage|ticker)|breaking|breaking news|just in|developing"
    "|updated?|exclusive|watch|watch live|video|listen|podcast|photos?|in (?:photos|pictures)"
    # German
    "|eilmeldung|eil|live-?ticker|newsblog|aktualisiert|exklusiv|fotos?|bilder"
    # Polish
    "|pilne|z ostatniej chwili|na żywo|relacja(?: na żywo)?|aktualizacja|wideo|zdjęcia|nagranie"
    # Ukrainian
    "|терміново|наживо|онлайн|оновлено|відео|фото|ексклюзив"
    # Russian
    "|срочно|молния|в эфире|обновлено|видео|эксклюзив"
)
_LABEL = rf"(?:{_LABELS})(?:\s*(?:\d{{1,2}}|[/,+&]\s*(?:{_LABELS})))?"
_WHOLE_LABEL = re.compile(_LABEL, re.IGNORECASE)
_LABEL_BEFORE = re.compile(
    rf"[\W_]*(?:{_LABEL}\s*(?:[:|!•·>\]\)]+|[-–—]+(?=\s|\w))\s*)", re.IGNORECASE
)
_SHOUTED_BEFORE = re.compile(
    r"(?:LIVE|BREAKING|WATCH|EXCLUSIVE|EIL|PILNE|СРОЧНО|ТЕРМІНОВО)\s+(?=\w)"
)
_LABEL_BEHIND = re.compile(rf"\s*[\[(]\s*{_LABEL}\s*[\])]\s*$", re.IGNORECASE)

_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,6}", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s([-–—|·•])\s")
_LINKING_WORD = re.compile("a|and|at|der|des|die|do|for|i|in|na|of|on|the|und|w|we|z|и|в|на|та|у")
_NAME_WORDS = 4  # "The Upper Valley Times"
_LEFT_WORDS = 4  # what remains must still be a headline
_LETTERS = re.compile(r"[^\W_]+")
_CUTS = 4  # "LIVE: Update 2: ... - Desk - Outlet - 01/05/2026" is as far as it goes


def clean_headline(title: str, source: str = "") -> str:
    """Return the headline without labels ("LIVE", "Update 1") and the publisher's name.

    The publisher is known by the source's name, or by the look of a name behind the last
    separator; a list of outlets would never be complete. Never returns less than it must:
    a title that is nothing but labels comes back as it was.
    """
    whole = " ".join(title.split())
    return _cut_labels_before(_cut_behind(whole, source)) or whole


def _cut_labels_before(text: str) -> str:
    for _ in range(_CUTS):
        label = _LABEL_BEFORE.match(text) or _SHOUTED_BEFORE.match(text)
        if not label:
            break
        text = text[label.end() :]
    return text


def _cut_behind(text: str, source: str) -> str:
    dated = False
    for _ in range(_CUTS):
        if label := _LABEL_BEHIND.search(text, max(0, len(text) - 60)):
            text = text[: label.start()]
            continue
        separators = list(_SEPARATOR.finditer(text, max(0, len(text) - 80)))
        if not separators:
            break
        separator = separators[-1]
        left, tail = text[: separator.start()], text[separator.end() :]
        surely = _is_date(tail) or _is_label(tail) or _is_source(tail, source)
        # A dash also joins two halves of a sentence, so it alone does not make a name.
        if not surely and (separator[1] in "-|·•" or dated):
            surely = _looks_like_publisher(left, tail)
        if not surely:
            break
        dated = dated or _is_date(tail)
        text = left.rstrip()
    return text


def _is_date(tail: str) -> bool:
    return _DATE.fullmatch(tail) is not None


def _is_label(tail: str) -> bool:
    return _WHOLE_LABEL.fullmatch(tail) is not None


def _is_source(tail: str, source: str) -> bool:
    """ "BBC" and "BBC News - World" are one name: the letters of one begin the other."""
    ours, theirs = ("".join(_LETTERS.findall(name.casefold())) for name in (tail, source))
    if min(len(ours), len(theirs)) < 2:
        return False
    return ours.startswith(theirs) or theirs.startswith(ours)


def _looks_like_publisher(left: str, tail: str) -> bool:
    words = tail.split()
    if len(words) > _NAME_WORDS or len(left.split()) < _LEFT_WORDS:
        return False
    if len(words) == 1 and _ADDRESS.fullmatch(tail):
        return True
    if tail[-1] in "?!\"'”»…" or not tail[0].isalnum():
        return False
    return all(_is_name_word(word) for word in words) and not tail[0].islower()


def _is_name_word(word: str) -> bool:
    if not word[0].islower():
        return True
    return bool(_LINKING_WORD.fullmatch(word) or _ADDRESS.fullmatch(word))
