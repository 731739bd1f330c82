"""A rules folder with one file changed, checked before the real one is touched."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from bot.models import Problem
from bot.rules.load import read_folder
from bot.workbench.check import check_examples


def try_file(folder: Path, name: str, data: bytes) -> list[Problem]:
    """Return every problem that the folder would have if the file held that.

    Places are named as in the folder itself; examples that do not hold are problems too.
    """
    with tempfile.TemporaryDirectory() as made:
        trial = Path(made)
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                shutil.copyfile(path, trial / path.name)
        (trial / name).write_bytes(data)
        read, problems = read_folder(trial)
        found = (*problems, *check_examples(read.book))
    return [_move(problem, trial, folder) for problem in found]


def _move(problem: Problem, trial: Path, folder: Path) -> Problem:
    """Return a problem of the trial as one of the folder that people know."""
    found = Path(problem.file)
    file = folder if found == trial else folder / found.name
    return replace(problem, file=str(file), hint=problem.hint.replace(str(trial), str(folder)))
