"""What is wrong in a file that people edit, collected while it is read."""

from typing import Protocol

from bot.models import Problem


class Placed(Protocol):
    """Anything that knows where it stands; lines and columns count from 1."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


class Problems:
    """Collects what is wrong in one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[Problem] = []
        self._settled: set[int] = set()
        self._gap = False

    def add(self, place: Placed, message: str, hint: str = "") -> None:
        """Note a problem at a place, unless its line is settled."""
        if place.line not in self._settled:
            self.add_at(place.line, place.column, message, hint)

    def add_at(self, line: int, column: int, message: str, hint: str = "") -> None:
        """Note a problem at a line and column; 0 and 0 for the file as a whole."""
        problem = Problem(file=self.file, line=line, column=column, message=message, hint=hint)
        self._found.append(problem)

    def settle(self, line: int) -> None:
        """Take no further problems at places of this line: they follow from the one it has."""
        self._settled.add(line)

    def is_settled(self, line: int) -> bool:
        """Return whether a line has had its problem."""
        return line in self._settled

    def note_gap(self) -> None:
        """Note that the file cannot be used, for what is wrong, and told, in another one."""
        self._gap = True

    def __len__(self) -> int:
        return len(self._found)

    def __bool__(self) -> bool:
        return bool(self._found) or self._gap

    def sorted(self) -> tuple[Problem, ...]:
        """Return all of them in the order of the file."""
        return tuple(sorted(self._found, key=lambda found: (found.line, found.column)))
