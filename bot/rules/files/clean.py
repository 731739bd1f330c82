"""Bytes of a file that people edit to text whose lines are counted as editors count them."""

import re

from bot.rules.files.problems import Problems

# What YAML's "printable" leaves out, and the lone halves of surrogate pairs.
CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# YAML 1.1 breaks lines here and editors do not.
_RARE_BREAKS = str.maketrans("\x85\u2028\u2029", "   ")


def clean_text(data: bytes | str, problems: Problems) -> str | None:
    """Return the text with blanks for control characters; None, reported, if it is not UTF-8."""
    text = _decode(data, problems)
    return None if text is None else _blank_controls(text, problems)


def _decode(data: bytes | str, problems: Problems) -> str | None:
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace").removeprefix("\ufeff")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        problems.add_at(
            line, column, "this is not UTF-8 text", 'save the file with the encoding "UTF-8"'
        )
        return None


def _blank_controls(text: str, problems: Problems) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_RARE_BREAKS)
    if CONTROL.search(text) is None:
        return text
    for number, line in enumerate(text.split("\n"), start=1):
        if found := CONTROL.search(line):
            problems.add_at(
                number,
                found.start() + 1,
                f"control character U+{ord(found.group()):04X}",
                "delete it: it is invisible and was probably pasted in",
            )
    return CONTROL.sub(" ", text)
