"""What YAML cannot read: told with the way to write it, and mended, so that reading can go on.

Nearly always it is a term without its quotes. The line is then read as if it had them, and the
rest of the file is still checked.
"""

import re

from bot.rules.files.events import UnreadableError
from bot.rules.files.problems import Problems

_LINE_START = re.compile(r"\s*(?:- +)*(?:[a-z]+:\s+)?")
_TAB_INDENT = re.compile(r" *\t")


def mend(lines: list[str], error: UnreadableError, problems: Problems) -> bool:
    """Report why YAML gave up and put the offending value in quotes; False if that is no use."""
    line, column, message = error.line, error.column, error.message
    if error.quote:
        line, column = error.quote
        message = "the quote that opens here is not closed on its line"
    elif error.start[0] and (line > len(lines) or not lines[line - 1].strip()):
        # Noticed only at the end of the file, or at the next line that is not empty.
        line, column = error.start
    written = lines[line - 1].rstrip("\n") if 0 < line <= len(lines) else ""
    if _TAB_INDENT.match(written):
        _report_tabs(lines, line, problems)
        return False
    start = _LINE_START.match(written)
    value = written[start.end() :].rstrip() if start else ""
    if problems.is_settled(line):
        return False  # the quotes did not help
    if not start or not value or (value.startswith("%") and not start.group()):  # a directive
        hint = "look at the quotes, brackets and indentation here and above"
        problems.add_at(line, column, f"YAML cannot read this: {message}", hint)
        return False
    if not error.quote:
        message = f"YAML cannot read this: {message}"
    hint = f"close it: {_quote(value[1:])}" if error.quote else _quoting_hint(value)
    problems.add_at(line, column, message, hint)
    problems.settle(line)
    lines[line - 1] = f"{start.group()}{_quote(value)}\n"
    return True


def _report_tabs(lines: list[str], fault: int, problems: Problems) -> None:
    for number, line in enumerate(lines, start=1):
        found = _TAB_INDENT.match(line)
        if found and (line.strip() or number == fault):  # a blank line may hold tabs mostly
            problems.add_at(number, found.end(), "a tab in the indentation", "use spaces instead")


def _quoting_hint(value: str) -> str:
    if value[0] in "[{":
        return "put each term in quotes, and close every bracket"
    if len(value) > 1 and value[0] in "'\"" and value[-1] == value[0]:
        value = value[1:-1]
    elif re.fullmatch(r"[a-z]+:?", value):
        return "check the indentation, and that a key ends with a colon"
    return f"put the whole text in quotes: {_quote(value)}"


def _quote(value: str) -> str:
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'
