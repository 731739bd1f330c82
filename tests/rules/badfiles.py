"""Bad files say on top what must be found in them: "# line:column words of message or hint"."""

import re
from collections.abc import Sequence
from pathlib import Path

from bot.models import Problem

DATA = Path(__file__).parent.parent / "data" / "rules"


def expected_problems(path: Path) -> list[tuple[int, int, str]]:
    """Return line, column and words of each problem that a file announces."""
    lines = path.read_text().splitlines()
    announced = (re.match(r"# (\d+):(\d+) (.*)", line) for line in lines)
    return [(int(found[1]), int(found[2]), found[3]) for found in announced if found]


def assert_announced(path: Path, problems: Sequence[Problem]) -> None:
    """Fail unless exactly the announced problems were found, in the order of the file."""
    expected = sorted(expected_problems(path), key=lambda place: place[:2])
    assert [(found.line, found.column) for found in problems] == [at[:2] for at in expected], (
        "\n".join(map(str, problems))
    )
    for found, (_, _, words) in zip(problems, expected, strict=True):
        assert words in str(found)
        assert found.file == str(path)
