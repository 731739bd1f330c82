"""Every command that the READMEs name is run, as it stands there, in a newcomer's folder.

What stands for something else in them, such as FILE, is replaced by something that is there.
Blocks of more than one command are in test_readme.py; what the demo shows, in test_package.py.
"""

import asyncio
import os
import re
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.fakes.bot_api import TOKEN, FakeBotApi

ROOT = Path(__file__).parent.parent
TEXTS = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "rules/README.md")]
(TOPIC,) = re.findall(r"```yaml\n(.*?)```", TEXTS[0], re.DOTALL)
ARTICLE, _ = re.findall(r"```json\n(.*?)```", TEXTS[0], re.DOTALL)
FEED = """\
<rss version="2.0"><channel><title>Herald</title>
<item><guid>1</guid><title>A quiet day</title><link>https://herald.example/1</link></item>
</channel></rss>
"""
# What each command is run as, where that is more than its own words. {url} serves the folder.
RUNS = {
    "tocsin init": "init .",
    "tocsin init [FOLDER]": "init elsewhere",
    "tocsin unit": "unit /srv/news",
    "tocsin unit [FOLDER]": "unit /srv/news",
    "tocsin doctor": "doctor",
    "tocsin health": "health",
    "tocsin workers": "workers",
    "tocsin metrics": "metrics",
    "tocsin metrics --dashboard": "metrics --dashboard --alerts",
    "tocsin feeds list": "feeds list",
    "tocsin feeds add URL": "feeds add {url}/more.xml",
    "tocsin feeds import FILE": "feeds import feeds.opml",
    "tocsin check": "check",
    "tocsin check [RULES]": "check rules --format json",
    "tocsin backtest": "backtest --since 7d",
    "tocsin backtest FILE...": "backtest day.jsonl --format html",
    "tocsin backtest news.jsonl": "backtest day.jsonl",
    "tocsin backtest --diff CHANGED news.jsonl": "backtest --diff changed day.jsonl",
    "tocsin explain": "explain day.jsonl",
    "tocsin explain ARTICLE": "explain day.jsonl",
    "tocsin explain article.json": "explain day.jsonl",
    "tocsin derive FILE": "derive article.txt",
    "tocsin derive article.txt": "derive article.txt",
    "tocsin variants ~NAME": "variants ~Orenburg",
    "tocsin variants ~Zelenskyy": "variants ~Zelenskyy",
    "tocsin feedback": "feedback --since 30d --format json",
    "tocsin export TOPIC": "export refinery-fires",
    "tocsin import FILE": "import tides.yaml",
    "tocsin schema": "schema",
    "tocsin backup FILE": "backup copy.db",
    "tocsin restore FILE": "restore kept.db --database sqlite:///restored.db",
    "tocsin move": "move --from sqlite:///tocsin.db --to sqlite:///moved.db",
}
# The bot itself is run below, the demo from the wheel; the last are no commands.
ELSEWHERE = {
    *("tocsin run", "tocsin run --role poll", "tocsin demo"),
    *("tocsin", "tocsin COMMAND --help"),
}
NOT_WELL = {"health"}  # no bot is running


def named() -> set[str]:
    """The commands that the texts name, as they are written there."""
    spans = [span for text in TEXTS for span in re.findall(r"`([^`\n]+)`", text)]
    blocks = [
        line
        for text in TEXTS
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]
    words = (re.split(r" \| | tee ", one.removeprefix("sudo "))[0] for one in spans + blocks)
    found = (one.removeprefix(".venv/bin/") for one in words)
    return {one for one in found if re.fullmatch(r"tocsin( .*)?", one)}


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder with a rule, a feed and a database, and the address that serves it."""
    folder = tmp_path_factory.mktemp("newcomer")
    served = partial(Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), served)
    url = f"http://127.0.0.1:{server.server_port}"
    for place in ("rules", "changed"):
        (folder / place).mkdir()
        (folder / place / "refinery-fires.yaml").write_text(TOPIC, encoding="utf-8")
        (folder / place / "feeds.yaml").write_text(f"feeds:\n  - url: {url}/feed.xml\n")
    (folder / "tides.yaml").write_text(TOPIC.replace("refinery-fires", "tides"))
    (folder / "feed.xml").write_text(FEED)
    (folder / "more.xml").write_text(FEED.replace("Herald", "Courier"))
    (folder / "feeds.opml").write_text(
        f'<opml version="2.0"><body><outline type="rss" xmlUrl="{url}/third.xml"/></body></opml>'
    )
    (folder / "day.jsonl").write_text(ARTICLE)
    (folder / "article.txt").write_text("Dockers strike in Gdynia\n\nThe port stood still.\n")
    Thread(target=server.serve_forever, daemon=True).start()
    for arguments in (["run", "--once"], ["backup", "kept.db"]):
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=folder,
            env=environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    yield folder, url
    server.shutdown()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and says nothing about it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def environment(**settings: str) -> dict[str, str]:
    """The environment of a process that sees none but these settings and the loopback ones."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    loopback = {"TOCSIN_FEED_NETWORKS": "127.0.0.0/8", "TOCSIN_HOST_PAUSE": "0"}
    return clean | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"} | loopback | settings


def test_every_command_that_is_named_is_run():
    assert named() == set(RUNS) | ELSEWHERE


@pytest.mark.parametrize("written", RUNS)
def test_a_command_of_the_readme_does_what_it_is_for(
    written: str, newcomer: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
):
    folder, url = newcomer
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    run = RUNS[written].format(url=url)
    if run.startswith("unit"):  # it refuses where some have their checkout
        monkeypatch.setattr(sysconfig, "get_path", "/opt/tocsin/.venv/{}".format)
        monkeypatch.setattr(sys, "base_prefix", "/usr")
    result = CliRunner().invoke(app, shlex.split(run))
    assert result.exit_code == (1 if run in NOT_WELL else 0), result.output + str(result.exception)
    assert result.output.strip()


@asynccontextmanager
async def started(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[Path]:
    """The bot as it is started in a folder; the file of what it logs."""
    log = folder / "log"
    with log.open("w") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=folder,
            env=environment(**settings),
            stdout=errors,
            stderr=errors,
        )
    try:
        yield log
    finally:
        process.terminate()
        assert await process.wait() == 0, log.read_text()


async def test_the_five_steps_to_telegram_lead_there(
    newcomer: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder, _ = newcomer
    result = CliRunner().invoke(app, ["init", str(tmp_path)])
    assert result.exit_code == 0, result.output
    env = tmp_path / ".env"
    text = env.read_text()
    for name, value in (("TOCSIN_TELEGRAM_TOKEN", TOKEN), ("TOCSIN_ADMINS", "7")):
        assert f"#{name}=\n" in text
        text = text.replace(f"#{name}=\n", f"{name}={value}\n")
    env.write_text(text)
    async with FakeBotApi() as api:
        settings = {"TOCSIN_TELEGRAM_API": api.url, "TOCSIN_RULES": str(folder / "rules")}
        async with started(tmp_path, "run", "--role", "send", "--role", "talk", **settings) as log:
            api.say(7, 7, "/topics")
            (menu,) = await api.wait_for_messages(7, 1, 20)
            for data in menu.data():
                await api.wait_for_answer(api.press(menu, 7, data), 20)
            assert "Refinery fires" in str(menu)
        assert not api.complaints
        assert TOKEN not in log.read_text()
