"""A newcomer's folder: what is put there, what is left alone, and the unit that uses it."""

import re
import sys
import sysconfig
from pathlib import Path

import pytest

from bot.errors import BotError
from bot.settings import PREFIX, Settings, read_settings
from bot.workbench import starter
from bot.workbench.starter import find_rules, start_folder, write_unit

PROGRAM = "/opt/tocsin/.venv/bin"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


@pytest.fixture
def in_opt(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sysconfig, "get_path", lambda name: {"scripts": PROGRAM}[name])
    monkeypatch.setattr(sys, "base_prefix", "/usr")


def test_an_empty_folder_gets_rules_and_settings(tmp_path: Path):
    folder = tmp_path / "not" / "there"
    said = start_folder(folder)
    assert [line.partition(":")[0] for line in said] == [
        str(folder / "rules"),
        str(folder / ".env"),
    ]
    names = {path.name for path in find_rules().glob("*.yaml")}
    assert {path.name for path in (folder / "rules").glob("*.yaml")} == names
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600


def test_the_rules_name_schemas_that_are_there(tmp_path: Path):
    start_folder(tmp_path)
    for file in (tmp_path / "rules").glob("*.yaml"):
        named = re.search(r"\$schema=(\S+)", file.read_text(encoding="utf-8"))
        assert named, file
        assert (file.parent / named[1]).is_file()


def test_what_is_there_is_left_as_it_is(tmp_path: Path):
    (tmp_path / "rules").mkdir()
    (tmp_path / ".env").write_text("TOCSIN_LOG=debug\n")
    said = start_folder(tmp_path)
    assert all("left as it is" in line for line in said)
    assert list((tmp_path / "rules").iterdir()) == []
    assert (tmp_path / ".env").read_text() == "TOCSIN_LOG=debug\n"


def test_the_settings_that_are_proposed_exist_and_none_is_set(tmp_path: Path):
    start_folder(tmp_path)
    assert read_settings({}, folder=tmp_path) == read_settings({}, folder=tmp_path / "rules")
    env = tmp_path / ".env"
    given = {"TELEGRAM_TOKEN": "1:a", "ADMINS": "7", "WEB": "", "WEB_PASSWORD": "a-long-one"}
    text = env.read_text()
    for name, value in given.items():
        assert f"#{PREFIX}{name}=" in text
        text = text.replace(f"#{PREFIX}{name}=", f"{PREFIX}{name}={value}")
    assert f"#{PREFIX}" not in text
    env.write_text(text)
    settings = read_settings({}, folder=tmp_path)
    assert settings.admins == {7}
    assert settings.web
    assert settings.web.port == 8080


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(BotError, match=r"cannot write .*/file/in: Not a directory; name a folder"):
        start_folder(tmp_path / "file" / "in")


def test_the_unit_runs_this_installation_with_a_folder_s_rules_and_settings(in_opt: None):
    unit = write_unit(Path("/srv/news"))
    assert f"ExecStart={PROGRAM}/tocsin run\n" in unit
    assert "EnvironmentFile=-/srv/news/.env\n" in unit
    assert "Environment=TOCSIN_RULES=/srv/news/rules\n" in unit


def test_the_unit_as_it_lies_there_is_that_of_opt(in_opt: None):
    shipped = Path(find_rules().parent / "bot" / "workbench" / "tocsin.service")
    assert write_unit(Path("/opt/tocsin")) == shipped.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", ["/home/me/news", "/root", "/tmp/news", "/run/news"])
def test_the_unit_is_not_written_for_what_its_sandbox_hides(folder: str, in_opt: None):
    with pytest.raises(BotError, match=f"^{folder} is in /{folder.split('/')[1]}, which the unit"):
        write_unit(Path(folder))


@pytest.mark.parametrize("folder", ["/srv/my news", "/srv/50%", "/srv/it's"])
def test_the_unit_is_not_written_for_names_that_systemd_misreads(folder: str, in_opt: None):
    with pytest.raises(BotError, match="a unit takes no path with blanks"):
        write_unit(Path(folder))


def test_the_unit_is_not_written_for_ways_around_to_what_is_hidden(tmp_path: Path, in_opt: None):
    for way in ("/srv/../home/me", "/opt/../tmp/news"):
        with pytest.raises(BotError, match="which the unit does not let the bot see"):
            write_unit(Path(way))
    assert "ExecStart" in write_unit(Path("/"))


def test_rules_are_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(_: Path) -> None:
        raise OSError(28, "No space left on device", "schema")

    with monkeypatch.context() as patch:
        patch.setattr(starter, "write_schemas", fail)
        with pytest.raises(BotError, match="No space left"):
            start_folder(tmp_path)
    assert not (tmp_path / "rules").exists()
    start_folder(tmp_path)
    assert (tmp_path / "rules" / "schema").is_dir()
    assert not list(tmp_path.glob(".rules*"))
