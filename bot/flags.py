"""Settings as flags of the command line: one for each setting that is no secret."""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.settings import PREFIX, RESERVED, SECRETS, Settings, read_settings


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command a flag per setting, and the settings as its first argument.

    The command's own parameters follow. Raises SettingsError when called with wrong values.
    """
    own = list(inspect.signature(command).parameters.values())[1:]
    flags = [
        _flag(name, f"{field.description} [{PREFIX}{name.upper()}]")
        for name, field in Settings.model_fields.items()
        if name not in SECRETS
    ]
    # Known only so that read_settings can say what is missing.
    flags += [_flag(name, missing, hidden=True) for name, missing in RESERVED.items()]
    names = [flag.name for flag in flags]

    @wraps(command)
    def run(**given: Any) -> None:
        flagged = {name: given.pop(name) for name in names}
        settings = read_settings(
            {name: value for name, value in flagged.items() if value is not None},
            folder=Path.cwd(),
        )
        command(settings, **given)

    parameters = [*own, *flags]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del run.__wrapped__  # typer would read the old signature
    return run


def _flag(name: str, description: str, *, hidden: bool = False) -> inspect.Parameter:
    option = typer.Option(
        f"--{name.replace('_', '-')}",
        help=description,
        hidden=hidden,
        show_default=False,
        metavar="VALUE",
        rich_help_panel="Settings",
    )
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[str | None, option],
    )
