"""The feed list of a rules folder: read, and changed only as far as it holds afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BotError, RuleFileError
from bot.feeds.opml import OpmlFeeds
from bot.models.polls import FeedSpec
from bot.rules.files.feedlist import identify_address, parse_feeds
from bot.workbench.feedfile import add_feeds, write_feed
from bot.workbench.replacing import replace_file

_NAMES = ("feeds.yaml", "feeds.yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of the feeds of another list."""

    added: tuple[FeedSpec, ...]
    doubles: tuple[str, ...]  # addresses that are listed already
    refused: tuple[str, ...]  # what is wrong with the others, in words


def list_feeds(folder: Path) -> tuple[FeedSpec, ...]:
    """Return the feeds of a rules folder; names of secrets stay as they are written.

    Raises RuleFileError when the list does not hold, BotError when it cannot be read.
    """
    path, text = _read(folder)
    return parse_feeds(text, str(path)) if text.strip() else ()


def edit_feeds(folder: Path, edit: Callable[[str], str]) -> Path:
    """Let `edit` change the text of the list, and return its file.

    Raises what `edit` does, and BotError when the list cannot be read or written.
    """
    path, text = _read(folder)
    changed = edit(text)
    if changed != text:
        replace_file(path, changed.encode())
    return path


def import_feeds(folder: Path, found: OpmlFeeds) -> Imported:
    """Put the feeds of another list behind those of the folder's. Raises BotError."""
    known = {identify_address(feed.url) for feed in list_feeds(folder)}
    added: list[FeedSpec] = []
    doubles: list[str] = []
    refused = list(found.refused)
    for feed in found.feeds:
        trouble = _find_trouble(feed)
        if trouble:
            refused.append(f"{feed.title or feed.url}: {trouble}")
        elif (same := identify_address(feed.url)) in known:
            doubles.append(feed.url)
        else:
            known.add(same)
            added.append(feed)
    edit_feeds(folder, lambda text: add_feeds(text, added))
    return Imported(added=tuple(added), doubles=tuple(doubles), refused=tuple(refused))


def _find_trouble(feed: FeedSpec) -> str:
    """Say why a feed cannot be listed; "" when it can."""
    alone = "\n".join(["feeds:", *write_feed(feed)])
    try:
        said: Sequence[FeedSpec] = parse_feeds(alone, "")
    except RuleFileError as error:
        return "; ".join(
            f"{problem.message} ({problem.hint})" if problem.hint else problem.message
            for problem in error.problems
        )
    return "" if said == (feed,) else "it says something that a feed list cannot"


def _read(folder: Path) -> tuple[Path, str]:
    """Return the file of the list and its text; empty when there is none yet."""
    if not folder.is_dir():
        raise BotError(f"there is no folder {folder}: name the folder that holds the rules")
    path = next((path for name in _NAMES if (path := folder / name).exists()), folder / _NAMES[0])
    try:
        return path, path.read_bytes().decode("utf-8-sig") if path.exists() else ""
    except OSError as error:
        raise BotError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BotError(f"cannot read {path}: it is not UTF-8; save it as such") from error
