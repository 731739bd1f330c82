"""Settings: read once, from flags, the environment and a .env file; frozen; passed down."""

import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal

from dotenv.parser import parse_stream
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.durations import parse_duration
from bot.errors import SettingsError
from bot.models.retention import REMEMBERED, Retention
from bot.proxies import is_proxy
from bot.workers.roles import ALL, Role

PREFIX = "TOCSIN_"


def _duration(value: object) -> object:
    return parse_duration(value) if isinstance(value, str) else value


def _words(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta():
        raise ValueError("must be longer than 0s")
    return value


def _memory(value: timedelta) -> timedelta:
    if value < REMEMBERED:
        raise ValueError("must be 90d at least: what is forgotten could ring again")
    return value


def _network(value: object) -> object:
    return ip_network(value) if isinstance(value, str) else value  # says which bits are wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a server listens."""

    host: str
    port: int


def _address(value: object) -> object:
    if not isinstance(value, str):
        return value
    host, _, port = value.strip().rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port[:6]) < 65536:
        raise ValueError("write host:port, such as 127.0.0.1:8080")
    return Address(host=host.removeprefix("[").removesuffix("]"), port=int(port))


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(_duration), AfterValidator(_positive)]
Pause = Annotated[timedelta, BeforeValidator(_duration), Field(ge=timedelta())]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]


class Settings(BaseSettings):
    """Everything an operator may set. Durations are written like 30s, 15m, 6h, 90d."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True
    )

    telegram_token: SecretStr | None = Field(
        None, description="the bot's token from @BotFather; without it alerts go to the terminal"
    )
    telegram_api: str = Field(
        "https://api.telegram.org", description="base address of the Bot API"
    )
    database: str = Field("sqlite:///tocsin.db", description="where everything is kept")
    rules: Path = Field(Path("rules"), description="the folder of rule files")
    admins: Annotated[frozenset[int], NoDecode, BeforeValidator(_words)] = Field(
        frozenset(), description="Telegram user ids of administrators"
    )
    open: bool = Field(True, description="anyone may subscribe; false: whom an admin let in")
    feed_networks: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_words)] = Field(
        (), description="networks that are not public and that the feed list may reach"
    )
    host_pause: Pause = Field(
        timedelta(seconds=2), description="least time between two requests to one host"
    )
    poll: Duration = Field(timedelta(minutes=15), description="first interval between polls")
    poll_floor: Duration | None = Field(
        None, description="least interval between polls (5m, and 2m for fast feeds)"
    )
    poll_ceiling: Duration = Field(
        timedelta(hours=24), description="greatest interval between polls, and between retries"
    )
    fresh: Pause = Field(
        timedelta(hours=6), description="slack before an article that comes in late is old"
    )
    storm: int = Field(
        20, ge=0, description="more articles of one feed at once after a gap do not ring; 0: off"
    )
    retry_uncertain: Duration = Field(
        timedelta(seconds=60), description="wait before a message without an answer is sent again"
    )
    patience: Duration = Field(
        timedelta(hours=6), description="an alert that is later joins a digest and does not ring"
    )
    web: Annotated[Address | None, NoDecode, BeforeValidator(_address)] = Field(
        None,
        description="host:port to listen on, for the status page and webhooks; without it "
        "nothing listens",
    )
    web_password: SecretStr | None = Field(
        None,
        min_length=8,
        description="password of the status page, under any user name; without it the page is "
        "served only where nobody else comes: on a loopback address, without TOCSIN_PUBLIC_URL",
    )
    public_url: str = Field(
        "",
        description="address under which the world reaches TOCSIN_WEB, such as "
        "https://bot.example; with it Telegram sends updates there instead of being asked",
    )
    webhook_secret: SecretStr | None = Field(
        None, description="what Telegram proves itself with; without it made from the token"
    )
    proxy: SecretStr | None = Field(
        None,
        description="http://user:password@host:port of a proxy for Telegram and feeds; the bot "
        "cannot see then to which address in the end a feed leads, so the proxy has to check that",
    )
    contact: str = Field("", description="your address, for the User-Agent that publishers see")
    role: Annotated[frozenset[Role], NoDecode, BeforeValidator(_words)] = Field(
        frozenset(), description="what this process does: poll, decide, send, talk, web (all)"
    )
    rate: float = Field(28, gt=0, le=1000, description="messages a second over all chats")
    keep: Duration = Field(timedelta(days=90), description="how long articles are kept")
    keep_unmatched: Duration | None = Field(
        None, description="how long articles are kept that no rule matched (as TOCSIN_KEEP)"
    )
    keep_told: Annotated[Duration, AfterValidator(_memory)] | None = Field(
        None,
        description="how long it is kept who was told which story, 90d and as long as its "
        "articles at least (as TOCSIN_KEEP)",
    )
    keep_feedback: Duration | None = Field(
        None,
        description="how long it is kept what readers said of alerts (as TOCSIN_KEEP, 90d at "
        "least)",
    )
    log: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = Field(
        "info", description="least level that is logged"
    )

    @property
    def roles(self) -> frozenset[Role]:
        """What this process does."""
        return self.role or ALL

    @property
    def retention(self) -> Retention:
        """How long each kind is kept."""
        return Retention(
            articles=self.keep,
            unmatched=self.keep_unmatched,
            told=self.keep_told,
            feedback=self.keep_feedback,
        )

    @property
    def page_password(self) -> str:
        """What the status page asks for; empty: nothing."""
        return self.web_password.get_secret_value() if self.web_password else ""

    @property
    def proxy_address(self) -> str:
        """The proxy with its user and password; empty: there is none."""
        return self.proxy.get_secret_value() if self.proxy else ""

    @field_validator("telegram_api")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("write an address such as https://api.telegram.org")
        return value.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _is_reached(cls, value: str, info: ValidationInfo) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
            raise ValueError("write an address such as https://bot.example")
        if value and "web" in info.data and info.data["web"] is None:
            raise ValueError("needs TOCSIN_WEB, where the bot listens")
        return value.rstrip("/")

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
            raise ValueError("must be 16 to 256 of A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("proxy")
    @classmethod
    def _is_a_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not is_proxy(value.get_secret_value()):
            raise ValueError("write http://user:password@host:port, or without user and password")
        return value

    @field_validator("contact")
    @classmethod
    def _is_one_line(cls, value: str) -> str:
        if not value.isprintable():
            raise ValueError("must be one line of printable characters")
        return value


# Flags are seen by everyone on the machine, so these have none.
SECRETS = frozenset({"telegram_token", "webhook_secret", "proxy", "web_password"})


def read_settings(flags: Mapping[str, object], *, folder: Path) -> Settings:
    """Return the settings: flags over environment over the folder's .env file over defaults.

    Raises SettingsError with every unknown or wrong value.
    """
    env_file = folder / ".env"
    problems = [
        _refuse_name(name)
        for name in sorted({*os.environ, *_read_names(env_file)})
        if name.upper().startswith(PREFIX) and _field(name) not in Settings.model_fields
    ]
    try:
        settings = Settings(_env_file=env_file, **flags)  # type: ignore[call-arg, arg-type]
    except ValidationError as error:
        problems += [_explain(problem) for problem in error.errors(include_url=False)]
    else:
        if not problems:
            return settings
    raise SettingsError("\n".join(["settings are wrong:", *(f"  {p}" for p in problems)]))


def _read_names(env_file: Path) -> list[str]:
    """Return the names that a .env file sets. Raises SettingsError when it cannot be read."""
    try:
        text = env_file.read_text(encoding="utf-8") if env_file.is_file() else ""
    except OSError as error:
        raise SettingsError(f"cannot read {env_file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"cannot read {env_file}: it is not UTF-8; save it as such") from error
    lines = list(parse_stream(io.StringIO(text)))
    # The line itself is not shown: it may be the one with the token.
    broken = [f"{env_file}:{line.original.line}" for line in lines if line.error]
    if broken:
        raise SettingsError(
            f"cannot read {', '.join(broken)}: write NAME=value, with both quotes or none"
        )
    return [line.key for line in lines if line.key]


def _field(name: str) -> str:
    return name[len(PREFIX) :].lower()


def _refuse_name(name: str) -> str:
    close = get_close_matches(_field(name), Settings.model_fields, n=1)
    hint = f"; did you mean {PREFIX}{close[0].upper()}?" if close else "; see the README for all"
    return f"{name}: no such setting{hint}"


def _explain(problem: ErrorDetails) -> str:
    field = str(problem["loc"][0])
    message = problem["msg"].removeprefix("Value error, ")
    given = "" if field in SECRETS else f" (given: {problem['input']!r})"
    return f"{PREFIX}{field.upper()}: {message[:1].lower()}{message[1:]}{given}"
