"""What the README and the Dockerfile say is tried."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.cli import app
from bot.durations import format_duration
from bot.settings import PREFIX, Settings, read_settings
from bot.workbench.check import check_rules
from bot.workers.roles import Role
from tests.pictures import LIMIT

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
UNIT = ROOT / "bot/workbench/tocsin.service"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the README's code blocks in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def settings_table() -> str:
    """Return the table of settings as the code has it."""
    rows = ["| setting | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, timedelta):
            default = format_duration(default)
        shown = "" if default in (None, "", (), frozenset()) else f"`{str(default).lower()}`"
        rows.append(f"| `{PREFIX}{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows)


def test_the_settings_table_is_the_one_in_the_code():
    table = re.search(r"<!-- settings -->\n(.*?)<!-- /settings -->", README, re.DOTALL)
    assert table
    assert table[1].strip() == settings_table()


def test_every_command_is_in_the_readme():
    names = {
        command.name or (command.callback.__name__ if command.callback else "")
        for command in app.registered_commands
    }
    groups = (group.typer_instance for group in app.registered_groups)
    names |= {str(group.info.name) for group in groups if group}
    assert names == set(re.findall(r"^\| `tocsin (\w+)", README, re.MULTILINE))


def test_every_make_target_that_is_mentioned_exists():
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    mentioned = set(re.findall(r"\bmake ([a-z-]+)\b", "\n".join(re.findall(r"`[^`]+`", README))))
    mentioned |= {
        line.removeprefix("sudo ").removeprefix("make ")
        for block in blocks("sh")
        for line in block.splitlines()
        if line.removeprefix("sudo ").startswith("make ")
    }
    assert {"demo", "test", "run"} <= mentioned <= targets


def test_every_other_line_of_a_block_is_about_what_is_there():
    """Those of make are tried above, those of tocsin in test_readme_commands.py.

    There is no Docker engine here, nor a systemd that runs: what those are told is looked up in
    the files that they would read.
    """
    lines = {line for block in blocks("sh") for line in block.splitlines()}
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    profiles = {profile for service in composed.values() for profile in service["profiles"]}
    for line in lines:
        match line.removeprefix("sudo ").split():
            case ["make", _] | ["tocsin" | ".venv/bin/tocsin", _]:
                pass
            case ["docker", "compose", "--profile", profile, "up", "-d"]:
                assert profile in profiles
            case ["docker", "compose", "up", "-d", service]:
                assert service in composed
            case ["docker", "compose", "exec", service, "tocsin", _]:
                assert service in composed
            case [".venv/bin/tocsin", "unit", "|", "sudo", "tee", path]:
                assert path == f"/etc/systemd/system/{UNIT.name}"
            case ["systemctl", "enable", "--now", unit]:
                assert f"{unit}.service" == UNIT.name
            case _:
                pytest.fail(f"nobody looks at: {line}")


def test_compose_serves_pages_on_this_machine_alone():
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    served = {name for name, service in composed.items() if "ports" in service}
    assert served == {"bot", "web"}
    for name in served:
        (ports,) = composed[name]["ports"]
        address, outside, inside = ports.split(":")
        assert address == "127.0.0.1"
        assert composed[name]["environment"]["TOCSIN_WEB"] == f"0.0.0.0:{inside}"
        assert f"http://127.0.0.1:{outside}/ " in README
        assert "TOCSIN_WEB_PASSWORD" not in composed[name]["environment"]


def test_compose_has_what_it_mounts_and_needs():
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    for service in composed["services"].values():
        for file in service.get("env_file", []):  # a list: Compose refuses one that stands alone
            assert file == {"path": ".env", "required": False}
        assert set(service.get("depends_on", {})) <= set(composed["services"])
        for mount in service["volumes"]:
            source = mount.split(":")[0]
            assert source in composed["volumes"] or (ROOT / source).is_dir(), mount


def test_what_compose_runs_are_commands_of_the_bot():
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    runs = [service["command"] for service in composed.values() if "command" in service]
    assert runs
    for program, *arguments in runs:
        assert program == "tocsin"
        result = CliRunner().invoke(app, [*arguments, "--help"])
        assert result.exit_code == 0, result.output
    roles = {role for _, _, *given in runs for role in given if role != "--role"}
    assert roles == set(Role)


def test_telegram_and_hubs_may_bring_what_they_have_to_what_compose_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("TOCSIN_TELEGRAM_TOKEN", "100:AAF-fake_token_of_the_tests_0123456789")
    monkeypatch.setenv("TOCSIN_PUBLIC_URL", "https://bot.example")  # as from .env
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    ours = {name: service for name, service in composed.items() if "build" in service}
    assert len(ours) == 5
    for service in ours.values():
        for name, value in service["environment"].items():
            monkeypatch.setenv(name, value.replace("${POSTGRES_PASSWORD:-tocsin}", "tocsin"))
        assert read_settings({}, folder=tmp_path).public_url == "https://bot.example"
    reached = ours["web"]["command"]
    assert {Role.TALK, Role.WEB} <= set(reached)


def test_the_systemd_unit_is_one(tmp_path):
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("there is no systemd-analyze here")
    text = UNIT.read_text(encoding="utf-8")
    program = "/opt/tocsin/.venv/bin/tocsin"
    assert program in text
    unit = tmp_path / UNIT.name
    unit.write_text(text.replace(program, "/bin/true"))
    done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_link_of_the_readme_leads_to_a_file_or_a_heading():
    links = re.findall(r"\]\((?!https://)([^)#]*)(#[^)]*)?\)", README)
    headings = {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)", README, re.MULTILINE)
    }
    assert links
    for path, heading in links:
        assert not path or (ROOT / path).exists(), path
        assert not heading or heading[1:] in headings, heading


def test_the_pictures_of_the_readme_are_there_and_small():
    pictures = [ROOT / name for name in re.findall(r'<img src="([^"]+)"', README)]
    assert len(pictures) == 2
    for picture in pictures:
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < LIMIT


def test_the_rule_in_the_readme_holds_with_its_examples(tmp_path):
    (block,) = blocks("yaml")
    (tmp_path / "rule.yaml").write_text(block, encoding="utf-8")
    report = check_rules(tmp_path)
    assert not report.problems
    assert not report.warnings
    assert report.examples == 3


def test_the_backtest_in_the_readme_answers_as_it_says(tmp_path):
    article, answer = blocks("json")
    recording = tmp_path / "day.jsonl"
    recording.write_text(article, encoding="utf-8")
    arguments = ["backtest", "--rules", str(ROOT / "rules"), "--format", "jsonl", str(recording)]
    assert CliRunner().invoke(app, arguments).stdout == answer


def test_what_the_docker_image_runs_are_steps_of_the_readme():
    lines = {line for block in blocks("sh") for line in block.splitlines()}
    steps = {line.removeprefix("sudo ") for line in lines}
    steps |= set(re.findall(r"`([^`\n]+)`", README))
    runs = re.findall(r"^RUN (.*)", DOCKERFILE, re.MULTILINE)
    assert runs
    assert set(runs) <= steps


def lend_packages(venv: Path) -> None:
    """Make a virtual environment that has the packages of this one."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (folder,) = venv.glob("lib/python*/site-packages")
    (folder / "lent.pth").write_text(sysconfig.get_path("purelib"))


def test_the_docker_image_is_built_from_what_it_copies_and_runs_as_nobody_special(tmp_path):
    """The steps of the first stage, in an empty folder, without a Docker engine.

    What the lock file names is there already: to install it again would only take its time.
    """
    _, build, final = DOCKERFILE.split("\nFROM ")
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for sources in re.findall(r"^COPY (?!--)(.*) \S+$", build, re.MULTILINE):
        for source in sources.split():
            assert f"!{source}" in ignored
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, tmp_path / source)
            else:
                shutil.copy(ROOT / source, tmp_path)
    lend_packages(tmp_path / ".venv")
    same = os.environ | {"PYTHON": sys.executable}
    for step in re.findall(r"^RUN (.*)", build, re.MULTILINE):
        made = subprocess.run(step.split(), cwd=tmp_path, env=same, capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
    (command,) = re.findall(r'^HEALTHCHECK .* CMD \["(\w+)", "(\w+)"\]', final, re.MULTILINE)
    health = subprocess.run(
        [tmp_path / ".venv/bin" / command[0], command[1]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert health.returncode == 1
    assert "the bot has not run yet" in health.stdout
    assert re.search(r"^USER (?!0|root)\d+", final, re.MULTILINE)
    assert re.search(r"^VOLUME /data", final, re.MULTILINE)
