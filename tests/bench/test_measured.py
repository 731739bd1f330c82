"""The table of the README."""

import re
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.kept import Machine, Measured, Result
from tests.bench.measured import ROWS, UNKNOWN, write_table

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def read_rows(table: str) -> list[tuple[str, str]]:
    """Return name and unit of every line."""
    cells = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return [(row[0].removeprefix("| "), row[2]) for row in cells]


def build(mode: str, *figures: tuple[str, str, float]) -> Result:
    measured = (
        Measured(
            benchmark=benchmark,
            date="2026-03-02",
            commit="abc",
            figure=Figure(name=name, value=value, unit="?"),
        )
        for benchmark, name, value in figures
    )
    machine = Machine(cpu="Abacus 3", cores=2, python="3.11.2")
    return Result(mode=mode, machine=machine, measured=tuple(measured))


def test_the_table_of_the_readme_has_the_rows_that_are_measured():
    section = re.search(r"<!-- measured -->\n(.*?)<!-- /measured -->", README, re.DOTALL)
    assert section
    assert read_rows(section[1]) == read_rows(write_table([]))


def test_what_was_not_measured_is_a_dash():
    table = write_table([])
    assert table.startswith("Not measured yet.")
    assert table.count(f"| {UNKNOWN} |") == len(ROWS)


def test_others_stand_beside_with_their_ratio():
    table = write_table(
        [
            build(
                "usual",
                ("polls", "poll, answered 304", 0.25),
                ("polls", "reader, answered 304", 5.0),
                ("polls", "httpx, feedparser, answered 304", 10.0),
            )
        ]
    )
    assert table.startswith("Measured on 2 cores, Abacus 3; 2026-03-02.")
    assert "that one core has time for | 4,000 | a second |  |" in table
    others = "reader 5 (20 ×); httpx and feedparser 10 (40 ×)"
    assert f"| a poll, answered 304 | 0.25 | ms CPU | {others} |" in table


def test_what_is_promised_of_a_size_is_taken_from_that_size():
    memory = ("manyfeeds", "memory of all processes")
    usual, full = build("usual", (*memory, 90.0)), build("full", (*memory, 180.0))
    assert f"10,000 feeds | {UNKNOWN} | MB" in write_table([usual])
    assert "10,000 feeds | 180 | MB" in write_table([full, usual])
