"""What is handed out holds everything, and runs where nothing else of the project is."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = {
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "bot").rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the sdist, as an installer has them made."""
    folder = tmp_path_factory.mktemp("dist")
    script = (
        "import sys; from flit_core import buildapi; "
        "print(buildapi.build_wheel(sys.argv[1])); print(buildapi.build_sdist(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    wheel, sdist = done.stdout.split()
    return folder / wheel, folder / sdist


def test_nothing_is_missing_in_wheel_or_sdist(built: tuple[Path, Path]):
    wheel, sdist = built
    with zipfile.ZipFile(wheel) as packed:
        assert set(packed.namelist()) >= FILES
    with tarfile.open(sdist) as packed:
        inside = {name.partition("/")[2] for name in packed.getnames()}
    assert inside >= FILES | {"README.md", "LICENSE", "pyproject.toml"}
    for kind in ("html", "css", "js", "svg", "ftl", "yaml", "json", "mako", "txt", "service"):
        assert any(name.endswith(f".{kind}") for name in FILES), kind


def test_the_demo_runs_from_the_wheel(built: tuple[Path, Path], tmp_path: Path):
    wheel, _ = built
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "target")
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "target"), "COLUMNS": "200"}
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    where = subprocess.run(
        [sys.executable, "-c", "import bot; print(bot.__file__)"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(tmp_path) in where.stdout
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--seconds", "5", "--rules", str(ROOT / "rules")],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Drones set oil refinery ablaze" in done.stdout
    assert "That was it" in done.stdout
    assert list(folder.iterdir()) == []
