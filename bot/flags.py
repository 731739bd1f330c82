"""Settings as flags of the command line: one for each setting that is no secret."""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.settings import PREFIX, SECRETS, Settings, read_settings


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command a flag per setting, and the settings as its first argument.

    The command's own parameters follow. Raises SettingsError when called with wrong values.
    """
    own = list(inspect.signature(command).parameters.values())[1:]
    flags = [
        _flag(
            name,
            f"{field.description} [{PREFIX}{name.upper()}]",
            several=isinstance(field.default, (tuple, frozenset)),
        )
        for name, field in Settings.model_fields.items()
        if name not in SECRETS
    ]
    names = [flag.name for flag in flags]

    @wraps(command)
    def run(**given: Any) -> None:
        flagged = {name: given.pop(name) for name in names}
        settings = read_settings(
            {name: _join(value) for name, value in flagged.items() if value not in (None, [])},
            folder=Path.cwd(),
        )
        command(settings, **given)

    parameters = [*own, *flags]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del run.__wrapped__  # typer would read the old signature
    return run


def _join(value: str | list[str]) -> str:
    """A flag that is given several times is one list."""
    return value if isinstance(value, str) else ",".join(value)


def _flag(name: str, description: str, *, several: bool = False) -> inspect.Parameter:
    option = typer.Option(
        f"--{name.replace('_', '-')}",
        help=description,
        show_default=False,
        metavar="VALUE",
        rich_help_panel="Settings",
    )
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[list[str] | None if several else str | None, option],
    )
