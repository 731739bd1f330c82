"""Figures beside the kept ones."""

from dataclasses import replace

import pytest

from tests.bench.figures import Figure
from tests.bench.kept import (
    Machine,
    Measured,
    Result,
    compare,
    format_result,
    list_worse,
    merge,
    parse_result,
    read_kept,
    write_kept,
)

HERE = Machine(cpu="Abacus 3", cores=2, python="3.11.2")


def build(
    value: float, unit: str = "ms", *, mode: str = "usual", benchmark: str = "polls"
) -> Result:
    measured = Measured(
        benchmark=benchmark,
        date="2026-03-02",
        commit="abc",
        figure=Figure(name="a poll", value=value, unit=unit, note="ö"),
    )
    return Result(mode=mode, machine=HERE, measured=(measured,))


@pytest.mark.parametrize(
    ("before", "now", "unit", "ratio", "worse"),
    [
        (2.0, 2.2, "ms", 1.1, False),  # noise
        (2.0, 2.4, "ms", 1.2, True),
        (2.0, 1.0, "ms", 0.5, False),  # better
        (100.0, 80.0, "articles a second", 0.8, True),
        (100.0, 90.0, "articles a second", 0.9, False),
        (100.0, 150.0, "articles a second", 1.5, False),
        (90.0, 60.0, "%", 2 / 3, True),
        (100.0, 300.0, "words", 3.0, False),  # neither way is better
        (0.0, 0.0, "of 500", None, False),
        (0.0, 1.0, "of 500", None, True),  # nothing was lost before
        (0.0, 1.0, "%", None, False),
        (-0.2, 0.4, "MB more", None, False),  # no divisor
    ],
)
def test_a_figure_is_worse_only_beyond_the_noise_and_in_the_bad_direction(
    before, now, unit, ratio, worse
):
    (one,) = compare(build(now, unit), build(before, unit))
    assert one.ratio == (ratio if ratio is None else pytest.approx(ratio))
    assert one.worse is worse
    assert bool(list_worse([one])) is worse


@pytest.mark.parametrize(
    "kept",
    [
        None,
        build(1.0, mode="quick"),
        replace(build(1.0), machine=replace(HERE, cpu="Abacus 4")),
        replace(build(1.0), machine=replace(HERE, python="3.12.0")),
        build(1.0, "s"),
        build(1.0, benchmark="rules"),
    ],
)
def test_only_the_same_figure_of_the_same_mode_and_machine_is_compared(kept):
    (one,) = compare(build(9.0), kept)
    assert (one.ratio, one.worse) == (None, False)


def test_a_run_of_some_benchmarks_renews_those_alone():
    kept = merge(build(3.0), merge(build(2.0, benchmark="rules"), build(1.0)))
    assert {one.benchmark: one.figure.value for one in kept.measured} == {
        "rules": 2.0,
        "polls": 3.0,
    }


def test_what_another_machine_kept_is_replaced():
    other = replace(build(1.0, benchmark="rules"), machine=replace(HERE, cores=8))
    assert merge(build(3.0), other) == build(3.0)


def test_a_result_is_read_as_it_was_written(tmp_path):
    assert parse_result(format_result(build(1.5))) == build(1.5)
    assert '"better": "less"' in format_result(build(1.5))
    folder = tmp_path / ".bench"
    assert read_kept(folder, "usual") is None
    write_kept(folder, build(1.5))
    assert read_kept(folder, "usual") == build(1.5)
    assert read_kept(folder, "quick") is None
