"""What the doctor found of each thing: that it is well, or what to do next."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

_WIDTH = 11  # of the names' column


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line."""

    name: str  # of what was looked at: "database"
    said: str  # how it is
    todo: str = ""  # what to do next; empty: all is well

    @property
    def well(self) -> bool:
        """Whether nothing is to be done."""
        return not self.todo

    def __str__(self) -> str:
        """The line as people read it."""
        line = f"{self.name:{_WIDTH}}{'ok' if self.well else 'TO DO':5} {self.said}"
        return line if self.well else f"{line}: {self.todo}"


def hide(finding: Finding, secrets: Iterable[str]) -> Finding:
    """Return a finding without secrets, should an error have quoted one."""
    said, todo = finding.said, finding.todo
    for secret in secrets:
        if secret:
            said, todo = said.replace(secret, "***"), todo.replace(secret, "***")
    return replace(finding, said=said, todo=todo)


def to_json(findings: Iterable[Finding]) -> str:
    """Return findings as JSON for programs: a list, in the order of the lines."""
    rows = [
        {"name": one.name, "ok": one.well, "said": one.said, "todo": one.todo} for one in findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
