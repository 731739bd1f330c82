"""Settings: where they come from, what is refused, and what is never shown."""

import os
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import SettingsError
from bot.settings import SECRETS, Address, Settings, read_settings

TOKEN = "123456:token-that-nobody-may-see"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.upper().startswith("TOCSIN_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def write_env(folder: Path, *lines: str) -> None:
    (folder / ".env").write_text("\n".join(lines), encoding="utf-8")


def refusal(folder: Path, **flags: object) -> list[str]:
    """The lines of the error that reading ends with, after its heading."""
    with pytest.raises(SettingsError) as caught:
        read_settings(flags, folder=folder)
    heading, *lines = str(caught.value).splitlines()
    assert heading == "settings are wrong:"
    return [line.strip() for line in lines]


# ---------------------------------------------------------------- where they come from


def test_defaults_hold_when_nothing_is_set(tmp_path: Path):
    settings = read_settings({}, folder=tmp_path)
    assert settings.telegram_token is None
    assert settings.telegram_api == "https://api.telegram.org"
    assert settings.database == "sqlite:///tocsin.db"
    assert settings.rules == Path("rules")
    assert settings.admins == frozenset()
    assert settings.open is True
    assert settings.feed_networks == ()
    assert settings.host_pause == timedelta(seconds=2)
    assert settings.poll == timedelta(minutes=15)
    assert settings.poll_floor is None
    assert settings.poll_ceiling == timedelta(hours=24)
    assert settings.fresh == timedelta(hours=6)
    assert settings.storm == 20
    assert settings.retry_uncertain == timedelta(seconds=60)
    assert settings.rate == 28
    assert settings.keep == timedelta(days=90)
    assert settings.log == "info"
    assert settings.web is None
    assert settings.public_url == ""
    assert settings.webhook_secret is None
    assert settings.proxy is None


def test_flags_win_over_the_environment_over_the_file_over_defaults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    write_env(tmp_path, "TOCSIN_STORM=1", "TOCSIN_RATE=1", "TOCSIN_CONTACT=file")
    monkeypatch.setenv("TOCSIN_STORM", "2")
    monkeypatch.setenv("TOCSIN_RATE", "2")
    settings = read_settings({"storm": "3"}, folder=tmp_path)
    assert (settings.storm, settings.rate, settings.contact, settings.log) == (
        3,
        2,
        "file",
        "info",
    )


def test_a_flag_mends_what_is_wrong_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("TOCSIN_RATE", "many")
    assert read_settings({"rate": "5"}, folder=tmp_path).rate == 5


def test_an_empty_value_counts_as_unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    write_env(tmp_path, "TOCSIN_POLL=5m", "TOCSIN_RATE=", "TOCSIN_LOG")
    for name in ("POLL", "TELEGRAM_TOKEN", "ADMINS"):
        monkeypatch.setenv(f"TOCSIN_{name}", "")
    settings = read_settings({}, folder=tmp_path)
    assert settings.poll == timedelta(minutes=5)
    assert (settings.telegram_token, settings.admins, settings.rate) == (None, frozenset(), 28)


def test_names_of_other_programs_are_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    write_env(tmp_path, "# comment", "DATABASE=theirs", "POLL=x", "MY_TOCSIN_X=1", "RATE=0", "")
    monkeypatch.setenv("LOG", "theirs")
    assert read_settings({}, folder=tmp_path) == Settings(_env_file=None)  # type: ignore[call-arg]


def test_settings_are_frozen(tmp_path: Path):
    settings = read_settings({}, folder=tmp_path)
    with pytest.raises(ValidationError, match="frozen"):
        settings.rate = 1


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("poll", "15m", timedelta(minutes=15)),
        ("poll", "5", timedelta(seconds=5)),
        ("poll_floor", "5s", timedelta(seconds=5)),
        ("poll_ceiling", "1h30m", timedelta(minutes=90)),
        ("host_pause", "0", timedelta()),
        ("host_pause", "0.5", timedelta(seconds=0.5)),
        ("fresh", "0s", timedelta()),
        ("retry_uncertain", "60s", timedelta(minutes=1)),
        ("keep", "90d", timedelta(days=90)),
        ("keep_unmatched", "7d", timedelta(days=7)),
        ("keep_told", "90d", timedelta(days=90)),
        ("keep_feedback", "1d", timedelta(days=1)),
        ("admins", "1,2 3", frozenset({1, 2, 3})),
        ("admins", " 42 ", frozenset({42})),
        (
            "feed_networks",
            "127.0.0.0/8, 10.0.0.0/8",
            (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8")),
        ),
        ("feed_networks", "::1 192.168.1.7", (ip_network("::1"), ip_network("192.168.1.7"))),
        ("open", "false", False),
        ("open", "no", False),
        ("open", "0", False),
        ("open", "yes", True),
        ("rate", "0.5", 0.5),
        ("storm", "0", 0),
        ("telegram_api", "http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        ("contact", "https://desk.example/бот", "https://desk.example/бот"),
        ("log", "debug", "debug"),
        ("web", "127.0.0.1:8080", Address(host="127.0.0.1", port=8080)),
        ("web", " [::1]:80", Address(host="::1", port=80)),
        ("web", "localhost:65535", Address(host="localhost", port=65535)),
        ("rules", "/etc/tocsin/rules", Path("/etc/tocsin/rules")),
    ],
)
def test_a_value_is_read_the_same_from_everywhere(
    name: str, written: str, value: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    assert getattr(read_settings({name: written}, folder=tmp_path), name) == value
    write_env(tmp_path, f'TOCSIN_{name.upper()}="{written}"')
    assert getattr(read_settings({}, folder=tmp_path), name) == value
    (tmp_path / ".env").unlink()
    monkeypatch.setenv(f"TOCSIN_{name.upper()}", written)
    assert getattr(read_settings({}, folder=tmp_path), name) == value


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("poll", "0", ["longer than 0s"]),
        ("poll_floor", "0", ["longer than 0s"]),
        ("keep", "0d", ["longer than 0s"]),
        ("keep_unmatched", "0d", ["longer than 0s"]),
        ("keep_told", "89d", ["90d at least: what is forgotten could ring again"]),
        ("poll", "soon", ['"soon" is no length of time', "15m"]),
        ("host_pause", "-1s", ["no length of time"]),
        ("keep", "9999999999d", ["longer than any clock"]),
        ("rate", "0", ["greater than 0"]),
        ("rate", "-3", ["greater than 0"]),
        ("rate", "nan", ["1000"]),
        ("rate", "inf", ["1000"]),
        ("rate", "many", ["number"]),
        ("storm", "-1", ["0"]),
        ("storm", "1.5", ["integer"]),
        ("open", "maybe", ["boolean"]),
        ("admins", "1, @editor", ["integer", "'@editor'"]),
        ("feed_networks", "10.0.0.1/8", ["10.0.0.1/8 has host bits set"]),
        ("feed_networks", "127.0.0.0/8 home", ["'home' does not appear to be an IPv4 or IPv6"]),
        ("feed_networks", "10.0.0.0/33", ["10.0.0.0/33"]),
        ("telegram_api", "api.telegram.org", ["https://api.telegram.org"]),
        ("contact", "a\nb", ["one line"]),
        ("web", "8080", ["write host:port, such as 127.0.0.1:8080"]),
        ("web", ":8080", ["write host:port"]),
        ("web", "host:0", ["write host:port"]),
        ("web", "host:65536", ["write host:port"]),
        ("web", "host:+80", ["write host:port"]),
        ("web", "http://host", ["write host:port"]),
        ("public_url", "bot.example", ["such as https://bot.example"]),
        ("public_url", "https://", ["such as https://bot.example"]),
        ("public_url", "https://user:word@bot.example", ["such as https://bot.example"]),
        ("public_url", "https://bot.example/?x=1", ["such as https://bot.example"]),
        ("public_url", "https://bot.example", ["needs TOCSIN_WEB"]),
        ("log", "loud", ["'debug', 'info', 'warning' or 'error'"]),
    ],
)
def test_a_wrong_value_is_refused_in_one_line_that_says_why(
    name: str, written: str, words: list[str], tmp_path: Path
):
    (line,) = refusal(tmp_path, **{name: written})
    assert line.startswith(f"TOCSIN_{name.upper()}: ")
    assert "(given: " in line
    for word in words:
        assert word in line


# ---------------------------------------------------------------- names


def test_every_problem_is_listed_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    write_env(tmp_path, "TOCSIN_POL=5m", "TOCSIN_STORM=many")
    monkeypatch.setenv("TOCSIN_RATES", "3")
    monkeypatch.setenv("TOCSIN_SOMETHING_ELSE", "3")
    monkeypatch.setenv("TOCSIN_LOG", "loud")
    monkeypatch.setenv("tocsin_admin", "1")
    lines = refusal(tmp_path, keep="ever")
    assert {line.split(":")[0] for line in lines} == {
        "TOCSIN_POL",
        "TOCSIN_RATES",
        "TOCSIN_SOMETHING_ELSE",
        "tocsin_admin",
        "TOCSIN_STORM",
        "TOCSIN_LOG",
        "TOCSIN_KEEP",
    }
    text = "\n".join(lines)
    for name in ("POLL", "RATE", "ADMINS"):
        assert f"no such setting; did you mean TOCSIN_{name}?" in text
    assert "TOCSIN_SOMETHING_ELSE: no such setting; see the README for all" in text


# ---------------------------------------------------------------- a .env that cannot be read


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"TOCSIN_CONTACT=\xff\xfe", "it is not UTF-8"),
        (b"TOCSIN_POLL=5m\nthis is = no line\n", "/.env:2: write NAME=value"),
        (b"TOCSIN_POLL='5m\n", "/.env:1: write NAME=value"),
    ],
)
def test_a_broken_env_file_is_one_clear_message(content: bytes, words: str, tmp_path: Path):
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(SettingsError, match=r"^cannot read ") as caught:
        read_settings({}, folder=tmp_path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_env_file_without_permission_is_one_clear_message(tmp_path: Path):
    write_env(tmp_path, "TOCSIN_POLL=5m")
    (tmp_path / ".env").chmod(0)
    with pytest.raises(SettingsError, match=r"cannot read .*\.env: Permission denied"):
        read_settings({}, folder=tmp_path)


def test_a_file_too_odd_to_open_is_one_clear_message(tmp_path: Path):
    with pytest.raises(SettingsError, match="cannot read"):
        read_settings({}, folder=tmp_path / ("x" * 300))


def test_a_folder_named_env_is_no_file(tmp_path: Path):
    (tmp_path / ".env").mkdir()
    assert read_settings({}, folder=tmp_path).storm == 20


# ---------------------------------------------------------------- the token


def test_the_token_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("TOCSIN_TELEGRAM_TOKEN", TOKEN)
    settings = read_settings({}, folder=tmp_path)
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert (
        TOKEN not in f"{settings!r} {settings} {settings.model_dump()} {settings.telegram_token}"
    )
    assert TOKEN not in settings.model_dump_json()


def test_the_token_is_in_no_error_when_something_else_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("TOCSIN_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TOCSIN_TELEGRAM_TOKENS", TOKEN)
    lines = refusal(tmp_path, rate="0", log="loud")
    assert len(lines) == 3
    assert TOKEN not in "\n".join(lines)


def test_the_token_is_in_no_error_when_its_line_is_broken(tmp_path: Path):
    write_env(tmp_path, f"TOCSIN_TELEGRAM_TOKEN='{TOKEN}")
    with pytest.raises(SettingsError) as caught:
        read_settings({}, folder=tmp_path)
    assert TOKEN not in str(caught.value)


def test_a_token_of_the_wrong_kind_is_not_repeated(tmp_path: Path):
    (line,) = refusal(tmp_path, telegram_token=[TOKEN])
    assert line.startswith("TOCSIN_TELEGRAM_TOKEN: ")
    assert TOKEN not in line


@pytest.mark.parametrize("name", ["webhook_secret", "proxy"])
@pytest.mark.parametrize(
    "written",
    [
        "hidden word",
        "hidden",
        "https://user:hidden@host:3128",
        "http://user:hidden@host",
        "http://user:hidden@host:port",
        "http://:hidden@:3128",
        "http://u:hidden@host:1/path",
    ],
)
def test_a_wrong_secret_is_refused_and_not_repeated(
    name: str, written: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv(f"TOCSIN_{name.upper()}", written)
    (line,) = refusal(tmp_path)
    assert line.startswith(f"TOCSIN_{name.upper()}: ")
    assert ("http://user:password@host:port" in line) == (name == "proxy")
    assert "hidden" not in line


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("webhook_secret", "a-word_of-16-to-256"),
        ("proxy", "http://user:pass%40word@proxy.example:3128"),
        ("proxy", "http://10.0.0.1:3128/"),
    ],
)
def test_a_secret_is_kept_and_shown_nowhere(
    name: str, written: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv(f"TOCSIN_{name.upper()}", written)
    settings = read_settings({}, folder=tmp_path)
    assert getattr(settings, name).get_secret_value() == written
    assert written not in f"{settings!r} {settings.model_dump()} {settings.model_dump_json()}"


def test_an_address_in_public_goes_with_one_to_listen_on(tmp_path: Path):
    settings = read_settings(
        {"web": "127.0.0.1:8080", "public_url": "https://bot.example/news/"}, folder=tmp_path
    )
    assert settings.public_url == "https://bot.example/news"
    lines = refusal(tmp_path, web="8080", public_url="https://bot.example")
    assert [line.split(":")[0] for line in lines] == ["TOCSIN_WEB"]


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_secrets_have_no_flag(name: str):
    flag = "--" + name.replace("_", "-")
    result = CliRunner().invoke(app, ["run", flag, TOKEN])
    assert result.exit_code == 2
    assert "No such option" in result.output
    assert TOKEN not in result.output
