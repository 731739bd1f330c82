"""What the regular expressions of one file may cost: small ones by the hundred, or a few large.

RE2 takes milliseconds for what is written in ten letters, such as thirty letters of any
alphabet, so a short file could take minutes.
"""

from collections.abc import Iterator

from bot.rules.files.nodes import Listing, Node, Text
from bot.rules.files.problems import Problems
from bot.rules.patterns import count_steps
from bot.rules.terms import find_pattern

MAX_STEPS = 1_500_000  # of all in a file: some 0.4 s, and 24 MB in memory
_EACH = 500  # steps that the smallest is worth


def check_expense(root: Node, problems: Problems) -> bool:
    """Tell whether the regular expressions of a file can be afforded; if not, it is reported.

    It must be asked before terms are read: whatever is compiled here is ready for them.
    """
    spent = 0
    known: set[str] = set()
    for node in _walk(root):
        pattern = find_pattern(node.text)
        if not pattern or pattern in known:
            continue
        known.add(pattern)
        spent += count_steps(pattern) + _EACH
        if spent > MAX_STEPS:
            message = "up to here the regular expressions of this file are too large together"
            hint = (
                "ask for fewer repetitions, say it with words, or divide them among files; "
                "the terms of this file were not checked"
            )
            problems.add(node, message, hint)
            return False
    return True


def _walk(root: Node) -> Iterator[Text]:
    """Yield the texts in the order of the file."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Text):
            yield node
        elif isinstance(node, Listing):
            waiting.extend(reversed(node.items))
        else:
            waiting.extend(value for _, value in reversed(node.entries))
