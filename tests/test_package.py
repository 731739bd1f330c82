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
RULES = {path.name for path in (ROOT / "rules").iterdir() if path.suffix in {".yaml", ".md"}}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the sdist, as an installer has them made."""
    folder = tmp_path_factory.mktemp("dist")
    script = (
        "import sys; from hatchling import build; "
        "print(build.build_wheel(sys.argv[1])); print(build.build_sdist(sys.argv[1]))"
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
        names = set(packed.namelist())
    assert names >= FILES | {f"bot/starter/rules/{name}" for name in RULES}
    assert {name.partition("/")[0] for name in names} == {"bot", "tocsin-0.1.0.dist-info"}
    with tarfile.open(sdist) as packed:
        inside = {name.partition("/")[2] for name in packed.getnames()}
    assert inside >= FILES | {f"rules/{name}" for name in RULES}
    assert inside >= {"README.md", "LICENSE", "pyproject.toml"}
    for kind in ("html", "css", "js", "svg", "ftl", "yaml", "json", "mako", "txt", "service"):
        assert any(name.endswith(f".{kind}") for name in FILES), kind


@pytest.fixture(scope="module")
def unpacked(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the wheel is unpacked, with nothing else of the project."""
    target = tmp_path_factory.mktemp("target")
    with zipfile.ZipFile(built[0]) as packed:
        packed.extractall(target)
    return target


def run(target: Path, folder: Path, *arguments: str) -> str:
    """Run Python on what is unpacked; what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(target), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_demo_runs_from_the_wheel(unpacked: Path, tmp_path: Path):
    assert str(unpacked) in run(unpacked, tmp_path, "-c", "import bot; print(bot.__file__)")
    shown = run(unpacked, tmp_path, "-m", "bot", "demo", "--seconds", "5")
    assert "Drones set oil refinery ablaze" in shown
    assert "That was it" in shown
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_starts_a_folder(unpacked: Path, tmp_path: Path):
    run(unpacked, tmp_path, "-m", "bot", "init", "news")
    news = tmp_path / "news"
    assert {path.name for path in news.iterdir()} == {"rules", ".env"}
    assert {path.name for path in (news / "rules").iterdir()} == RULES | {"schema"}
    assert "all well" in run(unpacked, news, "-m", "bot", "check")
