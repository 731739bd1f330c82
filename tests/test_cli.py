"""The command line: what it prints, where, and with which exit code."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bot
from bot.cli import PANELS, app, main
from bot.settings import SECRETS, Settings
from bot.store.dialect import lock_database
from bot.store.store import open_store
from bot.workbench.health import check_health
from tests.builders import build_worker
from tests.fakes.outlet import Outlets

ROOT = Path(bot.__file__).parent.parent
TOKEN = "123456:token-that-nobody-may-see"
TOPIC = """\
topic: harbour
title: Harbour strike
rules:
  - name: dockers
    any: [docker*]
    examples: {match: [Dockers walk out], skip: [Rowers row]}
"""
LOOPBACK = {"TOCSIN_FEED_NETWORKS": "127.0.0.0/8", "TOCSIN_HOST_PAUSE": "0"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the operator is: a folder with rules, and one feed that nobody serves."""
    for name in os.environ:
        if name.upper().startswith("TOCSIN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    write_rules(tmp_path, "feeds:\n  - url: http://127.0.0.1:9/none.xml\n")
    return tmp_path


def write_rules(folder: Path, feeds: str) -> None:
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "harbour.yaml").write_text(TOPIC)
    (folder / "rules" / "feeds.yaml").write_text(feeds)


async def start(
    folder: Path, *arguments: str, settings: Mapping[str, str] = LOOPBACK
) -> asyncio.subprocess.Process:
    """Start the command as an operator would."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def run(
    folder: Path, *arguments: str, settings: Mapping[str, str] = LOOPBACK
) -> tuple[int | None, str, str]:
    """Exit code, standard output and standard error of a command."""
    process = await start(folder, *arguments, settings=settings)
    async with asyncio.timeout(30):
        output, errors = await process.communicate()
    return process.returncode, output.decode(), errors.decode()


def events(errors: str) -> list[str]:
    """What was logged; fails when anything on standard error is no line of JSON."""
    return [json.loads(line)["event"] for line in errors.splitlines()]


def look(database: Path) -> tuple[str, ...]:
    """Everything a database holds."""
    with closing(sqlite3.connect(database)) as connection:
        return tuple(connection.iterdump())


def fail(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> str:
    """What is said when a command ends with an error meant for people."""
    monkeypatch.setattr(sys, "argv", ["tocsin", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.startswith("tocsin: ")
    return said.err.removeprefix("tocsin: ").removesuffix("\n")


# ---------------------------------------------------------------- help, and what is not understood


def test_help_of_run_lists_every_setting_but_secrets(folder: Path):
    result = CliRunner().invoke(app, ["run", "--help"])
    assert result.exit_code == 0
    words = set(result.output.replace("[", " ").replace("]", " ").split())
    for name in Settings.model_fields:
        flag = "--" + name.replace("_", "-")
        assert (flag in words) is (name not in SECRETS), flag
        assert (f"TOCSIN_{name.upper()}" in words) is (name not in SECRETS), name
    assert {"--once", "--dry-run"} <= words


def test_every_command_has_its_place_in_the_help():
    places = {one.rich_help_panel for one in app.registered_commands}
    assert places == set(PANELS)


def test_the_version_is_told():
    assert CliRunner().invoke(app, ["--version"]).output == f"tocsin {bot.__version__}\n"


def test_help_tells_the_commands_and_the_exit_codes(folder: Path):
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for word in ("run", "demo", "check", "backtest", "health", "Exit codes: 0 all is well"):
        assert word in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["run", "--fast"],
        ["run", "--rate"],
        ["run", "now"],
        ["check", "a", "b"],
        ["backtest"],
        ["backtest", "--format", "xml", "a.jsonl"],
        ["demo", "--seconds", "1"],
        ["demo", "--seconds", "soon"],
        [],
    ],
    ids=" ".join,
)
def test_what_is_not_understood_ends_with_2(arguments: list[str], folder: Path):
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.output or "Error" in result.output
    assert "Traceback" not in result.output


# ---------------------------------------------------------------- errors meant for people


def test_wrong_settings_are_listed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("TOCSIN_STROM", "5")
    monkeypatch.setenv("TOCSIN_TELEGRAM_TOKEN", TOKEN)
    said = fail(monkeypatch, capsys, "run", "--rate", "0")
    assert said.splitlines() == [
        "settings are wrong:",
        "  TOCSIN_STROM: no such setting; did you mean TOCSIN_STORM?",
        "  TOCSIN_RATE: input should be greater than 0 (given: '0')",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["run", "--rules", "[none]"],
            "[none]: there is no such folder "
            "(name the folder that holds the rules, or let `tocsin init` make one)",
        ),
        (
            ["run", "--database", "sqlite:///none/tocsin.db"],
            "the folder of the database does not exist: none; "
            "make it, or point TOCSIN_DATABASE elsewhere",
        ),
        (
            ["run", "--database", "mysql://db/tocsin"],
            "TOCSIN_DATABASE='mysql://db/tocsin' is not an address of a SQLite file; "
            "write it like sqlite:///tocsin.db",
        ),
        (
            ["run", "--database", "sqlite:///rules/harbour.yaml"],
            "cannot open the database rules/harbour.yaml: file is not a database; "
            "check that it is a Tocsin database and that its folder can be written",
        ),
        (
            ["run", "--dry-run", "--database", "sqlite:///rules/harbour.yaml"],
            "cannot copy the database rules/harbour.yaml: file is not a database",
        ),
        (
            ["backtest", "none.jsonl"],
            "cannot read none.jsonl: No such file or directory",
        ),
        (
            ["demo", "--rules", "none"],
            "the demo uses the topics in none, which is not here: "
            "run it in the project's folder, or name another with --rules",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_error_is_one_line_that_says_what_to_do(
    arguments: list[str],
    message: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    assert fail(monkeypatch, capsys, *arguments) == message


def test_a_database_in_use_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    unlock = lock_database("sqlite:///tocsin.db")
    try:
        said = fail(monkeypatch, capsys, "run", "--once")
    finally:
        unlock()
    assert said.startswith("another running bot uses tocsin.db; stop it first")


# ---------------------------------------------------------------- check


def test_check_counts_a_good_folder(folder: Path):
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 0
    assert result.stdout == "rules: 1 topics, 1 rules, 1 terms, 2 examples, 1 feeds: all well\n"
    assert result.stderr == ""


def test_check_says_every_problem_with_its_place(folder: Path):
    (folder / "rules" / "broken.yaml").write_text("topic: fish\ntitel: Fish\nrules: []\n")
    (folder / "rules" / "harbour.yaml").write_text(TOPIC.replace("Dockers walk", "Pilots walk"))
    (folder / "rules" / "feeds.yaml").write_text("feeds:\n  - url: ftp://quay.example\n")
    result = CliRunner().invoke(app, ["check", "rules"])
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    for place in ("rules/broken.yaml:2:1: ", "rules/feeds.yaml:2:", "rules/harbour.yaml:6:"):
        assert any(line.startswith(place) for line in lines), place
    assert result.stderr == f"{len(lines)} to mend in rules\n"


@pytest.mark.parametrize("name", ["none", "rules/harbour.yaml", "empty"])
def test_check_of_no_rules_folder_is_a_problem_too(name: str, folder: Path):
    (folder / "empty").mkdir()
    result = CliRunner().invoke(app, ["check", name])
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{name}: ")


# ---------------------------------------------------------------- health


def test_health_without_a_database_is_1_and_makes_none(folder: Path):
    result = CliRunner().invoke(app, ["health"])
    assert result.exit_code == 1
    assert result.stdout == "there is no database tocsin.db: the bot has not run yet\n"
    assert not (folder / "tocsin.db").exists()


def test_health_of_a_bot_that_lives_is_0(folder: Path):
    async def live() -> None:
        store, now = open_store("sqlite:///tocsin.db"), datetime.now(UTC)
        await store.workers.beat(build_worker(started=now, at=now))
        await store.close()

    asyncio.run(live())
    result = CliRunner(env={"COLUMNS": "20"}).invoke(app, ["health"])
    assert result.exit_code == 0
    assert result.stdout == "well: no good poll yet, nothing waits to be sent\n"


# ---------------------------------------------------------------- backtest


async def test_standard_output_of_a_backtest_is_json_only_whatever_happens(folder: Path):
    good = {
        "title": "Dockers [red]",
        "link": "a",
        "published": "2025-08-12",
        "summary": "a/b.html",
    }
    lines = [json.dumps(good | {"link": str(n)}) for n in range(3)]
    (folder / "a.jsonl").write_text("\n".join([lines[0], "broken", *lines[1:]]))
    code, output, errors = await run(folder, "backtest", "--format", "jsonl", "a.jsonl")
    assert code == 1
    assert [json.loads(line)["link"] for line in output.splitlines()] == ["0", "1", "2"]
    assert errors.splitlines()[0].startswith("a.jsonl:2: not JSON: ")
    assert len(errors.splitlines()) == 2


def test_a_backtest_needs_no_feeds(folder: Path):
    (folder / "rules" / "feeds.yaml").unlink()
    (folder / "a.jsonl").write_text('{"title": "Dockers", "published": "2025-08-12"}\n')
    result = CliRunner().invoke(app, ["backtest", "--format", "jsonl", "a.jsonl"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["action"] == "alert"


# ---------------------------------------------------------------- run


async def test_run_once_keeps_history_first_and_rings_what_comes_after(folder: Path):
    async with Outlets("herald") as outlets:
        outlets.publish("herald", "Dockers celebrate an anniversary")
        write_rules(folder, outlets.rules())
        code, output, errors = await run(folder, "run", "--once")
        assert (code, output) == (0, "")
        assert "started" in events(errors)
        kept = look(folder / "tocsin.db")

        outlets.publish("herald", "Dockers walk out & sing", "Ships wait.")
        code, dry, errors = await run(folder, "run", "--once", "--dry-run")
        assert code == 0
        assert events(errors)
        assert "to terminal chat 0" in dry
        assert "Dockers walk out & sing" in dry
        assert look(folder / "tocsin.db") == kept

        code, output, errors = await run(folder, "run", "--once")
        assert code == 0
        assert events(errors)
        assert "🔔 Harbour strike" in output
        assert output.count("Dockers walk out & sing") == 1
        assert "The Herald" in output
        assert "anniversary" not in output + dry


async def test_a_dry_run_without_a_database_makes_none_and_unreachable_feeds_are_no_error(
    folder: Path,
):
    async with Outlets("herald") as outlets:
        outlets.publish("herald", "Dockers celebrate an anniversary")
        unreachable = "  - url: http://127.0.0.1:9/none.xml\n"
        write_rules(folder, outlets.rules() + unreachable)
        code, output, errors = await run(folder, "run", "--once", "--dry-run")
    assert (code, output) == (0, "")
    assert events(errors)[0] == "started"
    assert "poll failed" in events(errors)
    assert list_names(folder) == ["rules"]


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_the_token_is_in_no_log_when_telegram_cannot_be_reached(folder: Path):
    settings = LOOPBACK | {
        "TOCSIN_TELEGRAM_TOKEN": TOKEN,
        "TOCSIN_TELEGRAM_API": "http://127.0.0.1:9",
        "TOCSIN_LOG": "debug",
    }
    process = await start(folder, "run", settings=settings)
    assert process.stderr is not None
    seen: list[str] = []
    async with asyncio.timeout(20):
        while not any("elegram" in json.loads(line)["event"] for line in seen):
            seen.append((await process.stderr.readline()).decode())
        process.terminate()
        output, errors = await process.communicate()
    assert process.returncode == 0
    everything = "".join(seen) + errors.decode() + output.decode()
    assert events("".join(seen) + errors.decode())
    assert TOKEN not in everything
    assert TOKEN.partition(":")[2] not in everything
    assert TOKEN.encode() not in (folder / "tocsin.db").read_bytes()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_within_5_seconds_with_0(number: signal.Signals, folder: Path):
    async with Outlets("herald") as outlets:
        write_rules(folder, outlets.rules())
        settings = LOOPBACK | {"TOCSIN_POLL": "1s", "TOCSIN_POLL_FLOOR": "1s"}
        process = await start(folder, "run", settings=settings)
        await outlets.asked(1)
        process.send_signal(number)
        async with asyncio.timeout(5):
            output, errors = await process.communicate()
    assert process.returncode == 0
    assert output == b""
    assert events(errors.decode())[0] == "started"
    assert events(errors.decode())[-1] == "stopping"


@pytest.mark.parametrize("more", [[], ["--dry-run"]], ids=["", "dry"])
async def test_a_single_round_ends_on_a_signal_too_and_cleans_up(more: list[str], folder: Path):
    asked, hang = asyncio.Event(), asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await hang.wait()
        writer.close()

    temporary = folder / "temporary"
    temporary.mkdir()
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        write_rules(folder, f"feeds:\n  - url: http://127.0.0.1:{port}/slow.xml\n")
        settings = LOOPBACK | {"TMPDIR": str(temporary)}
        process = await start(folder, "run", "--once", *more, settings=settings)
        await asked.wait()
        process.terminate()
        async with asyncio.timeout(5):
            _, errors = await process.communicate()
        hang.set()
    assert process.returncode == 0
    assert events(errors.decode()) == ["started"]
    assert list_names(temporary) == []


async def test_a_second_bot_is_refused_while_one_runs_but_a_dry_run_is_not(folder: Path):
    async with Outlets("herald") as outlets:
        write_rules(folder, outlets.rules())
        process = await start(folder, "run")
        try:
            await outlets.asked(1)
            second, dry = await asyncio.gather(
                run(folder, "run", "--once"), run(folder, "run", "--once", "--dry-run")
            )
            assert second[:2] == (1, "")
            assert second[2].startswith("tocsin: another running bot uses tocsin.db")
            assert second[2].count("\n") == 1
            assert dry[0] == 0
            settings = Settings.model_construct(database=f"sqlite:///{folder}/tocsin.db")
            assert (await check_health(settings))[0]
        finally:
            process.terminate()
            await process.communicate()
