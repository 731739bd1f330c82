"""What a newcomer needs beside the package: rule files, a file of settings, a systemd unit."""

import re
import shutil
import sys
import sysconfig
from importlib.resources import files
from pathlib import Path

import bot
import bot.workbench
from bot.errors import BotError
from bot.workbench.schema import write_schemas

_SCHEMAS = "../bot/rules/schema/"  # where rule files look for them in the project's folder


_HIDDEN = {"home", "root", "run", "tmp"}  # by ProtectHome=, PrivateTmp= and the like
_ODD = re.compile(r"[\s%$'\"\\]")


def find_rules() -> Path:
    """Return the folder of the rule files that come with the bot.

    They are inside an installed package, and beside it in the project's folder. Raises BotError
    when neither is there.
    """
    inside = Path(bot.__file__).parent
    for folder in (inside / "starter" / "rules", inside.parent / "rules"):
        if folder.is_dir():
            return folder
    raise BotError("the rule files that come with the bot are missing: install it anew")


def start_folder(folder: Path) -> list[str]:
    """Write rules/ and .env into a folder, whatever of them is not there yet.

    Returns a line for each, which says what was done. Raises BotError when it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_start_rules(folder / "rules"), _start_env(folder / ".env")]
    except OSError as error:
        where = error.filename or folder
        raise BotError(
            f"cannot write {where}: {error.strerror}; name a folder that is yours"
        ) from error


def _start_rules(rules: Path) -> str:
    if rules.exists() or rules.is_symlink():
        return f"{rules}: is there already, and was left as it is"
    made = rules.with_name(".rules-new")  # a full disk must not leave half of them
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    for file in sorted(find_rules().iterdir()):
        if file.suffix in {".yaml", ".md"}:
            text = file.read_text(encoding="utf-8").replace(_SCHEMAS, "schema/")
            (made / file.name).write_text(text, encoding="utf-8")
    write_schemas(made / "schema")
    made.rename(rules)
    return f"{rules}: feeds and topics to begin with; README.md there says how to change them"


def _start_env(env: Path) -> str:
    if env.exists() or env.is_symlink():
        return f"{env}: is there already, and was left as it is"
    env.touch(mode=0o600)  # the token will stand in it
    env.write_text(_read("env.txt"), encoding="utf-8")
    return f"{env}: settings; write the token of your bot there"


def write_unit(folder: Path) -> str:
    """Return a systemd unit for this installation, with the rules and .env of an absolute folder.

    Raises BotError for places that the unit's sandbox hides, and names that systemd misreads.
    """
    program = Path(sysconfig.get_path("scripts")) / "tocsin"
    for path in (program, folder, Path(sys.base_prefix)):
        for place in (path, path.resolve()):
            if hidden := {*place.parts[1:2]} & _HIDDEN:
                raise BotError(
                    f"{place} is in /{hidden.pop()}, which the unit does not let the bot see: "
                    "install it elsewhere, such as in /opt/tocsin, and ask again there"
                )
        if _ODD.search(str(path)):
            raise BotError(f"{path}: a unit takes no path with blanks or any of % $ ' \" \\")
    text = _read("tocsin.service").replace("/opt/tocsin/.venv/bin/tocsin", str(program))
    for name in (".env", "rules"):
        text = text.replace(f"/opt/tocsin/{name}", str(folder / name))
    return text


def _read(name: str) -> str:
    return files(bot.workbench).joinpath(name).read_text(encoding="utf-8")
