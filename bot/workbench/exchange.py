"""Topics handed from one rules folder to another, each as one file that needs no other."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.errors import BotError, RuleFileError
from bot.models import Problem
from bot.rules.book import Item, RuleBook, Topic, WordList
from bot.rules.files import nodes
from bot.rules.files.problems import Problems
from bot.rules.files.sharedfiles import parse_words
from bot.rules.files.topicfile import parse_topic
from bot.rules.load import load_rules
from bot.rules.terms import Kind
from bot.rules.text import fold_word, split_words
from bot.workbench.trial import try_file

_NAMED = re.compile(r"\$([A-Za-z][\w-]*)")
_LONGEST_LINE = 95
_INDENT = "  "


def export_topic(folder: Path, name: str) -> str:
    """Return a topic as one file, the shared word lists that it uses within it.

    Spellings of names.yaml have no place in a topic: those it uses are written as comments on
    top. Raises BotError when there is no such topic, RuleFileError when the folder does not hold.
    """
    book = load_rules(folder).book
    topic = _find_topic(book, name)
    text = _read(Path(topic.file))
    shared = _shared_lists(folder)
    own = _own_words(text)
    needed = [
        word_list
        for word_list in shared.values()
        if word_list.name in _NAMED.findall(text) and word_list.name not in own
    ]
    exported = _insert(text, needed) if needed else text
    _confirm(exported, topic)
    return _tell_names(topic, book) + exported


def import_topic(data: bytes, file: str, folder: Path) -> Path:
    """Put a topic file into a rules folder, and return where it stands now.

    Nothing is written unless the whole folder, with it, has no problem. Raises RuleFileError
    with the problems, BotError when the file is there already or cannot be written.
    """
    target = folder / f"{_topic_name(data, file, folder)}.yaml"
    for present in (target, target.with_suffix(".yml")):
        if present.exists():
            raise BotError(f"{present} exists: rename the topic in {file}, or delete the old file")
    if found := try_file(folder, target.name, data):
        # What is wrong in the file itself is wrong where the operator has it.
        raise RuleFileError(
            [
                replace(problem, file=file) if Path(problem.file) == target else problem
                for problem in found
            ]
        )
    try:
        with target.open("xb") as out:
            out.write(data)
    except OSError as error:
        raise BotError(f"cannot write {target}: {error.strerror}") from error
    return target


# ---------------------------------------------------------------- export


def _tell_names(topic: Topic, book: RuleBook) -> str:
    """Return comments with the lines of names.yaml on which the topic relies."""
    used = {
        term.words
        for rule in topic.rules
        for term in rule.condition.terms()
        if term.kind is Kind.NAME
    }
    lines = [
        f"#   {one.name}: [{', '.join(one.spellings)}]\n"
        for one in book.names
        if not used.isdisjoint(map(_fold, (one.name, *one.spellings)))
    ]
    if not lines:
        return ""
    return "".join(("# Spellings it relies on, for the names.yaml of the other folder:\n", *lines))


def _fold(name: str) -> tuple[str, ...]:
    return tuple(map(fold_word, split_words(name)))


def _find_topic(book: RuleBook, name: str) -> Topic:
    for topic in book.topics:
        if topic.name == name:
            return topic
    known = ", ".join(topic.name for topic in book.topics)
    raise BotError(f'there is no topic "{name}": there are {known}')


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def _shared_lists(folder: Path) -> Mapping[str, WordList]:
    for name in ("words.yaml", "words.yml"):
        if (folder / name).is_file():
            return parse_words((folder / name).read_bytes(), name)
    return {}


def _own_words(text: str) -> Mapping[str, nodes.Text]:
    """Return the keys under the file's own `words:`."""
    _, value = _find_words(text)
    return {key.text: key for key, _ in value.entries} if value else {}


def _find_words(text: str) -> tuple[nodes.Text | None, nodes.Mapping | None]:
    root = nodes.parse_nodes(text, Problems(""))
    for key, value in root.entries if isinstance(root, nodes.Mapping) else ():
        if key.text == "words" and isinstance(value, nodes.Mapping):
            return key, value
    return None, None


def _insert(text: str, lists: list[WordList]) -> str:
    lines = text.split("\n")
    key, value = _find_words(text)
    if key is None or value is None:
        at = next(n for n, line in enumerate(lines) if line.startswith("rules:"))
        written = [line for one in lists for line in _write_list(one, _INDENT)]
        return "\n".join([*lines[:at], "words:", *written, "", *lines[at:]])
    if lines[value.line - 1][value.column - 1 :].startswith("{"):
        inside = "".join(f"{one.name}: [{', '.join(_write(one))}], " for one in lists)
        line = lines[value.line - 1]
        lines[value.line - 1] = f"{line[: value.column]}{inside}{line[value.column :]}"
        return "\n".join(lines)
    indent = " " * (value.column - 1)
    written = [line for one in lists for line in _write_list(one, indent)]
    return "\n".join([*lines[: key.line], *written, *lines[key.line :]])


def _write_list(one: WordList, indent: str) -> list[str]:
    """Return a word list as lines of a file, no longer than they need be."""
    lines = [f"{indent}{one.name}: ["]
    for word in _write(one):
        if len(lines) == 1 or len(lines[-1]) + len(word) > _LONGEST_LINE:
            lines.append(f"{indent}{_INDENT}{word},")
        else:
            lines[-1] += f" {word},"
    return [*lines, f"{indent}]"]


def _write(one: WordList) -> list[str]:
    return [_quote(item) for item in one.items]


def _quote(item: Item) -> str:
    text = getattr(item, "text", "")
    if re.fullmatch(r"[^\W_][\w -]*(?<! )\*?", text):
        return str(text)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _confirm(exported: str, topic: Topic) -> None:
    """Make sure that the file says by itself what the topic says in its folder."""
    alone = parse_topic(exported, topic.file)
    if repr(replace(alone, file=topic.file)) != repr(topic):
        raise BotError(
            f"{topic.file} cannot be exported: with its word lists in it, it says something else; "
            "write the lists into the file by hand"
        )


# ---------------------------------------------------------------- import


def _topic_name(data: bytes, file: str, folder: Path) -> str:
    """Return the name of the topic in a file; what is wrong with the rest is said later."""
    if not folder.is_dir():
        raise BotError(f"there is no folder {folder}: name the folder that holds the rules")
    problems = Problems(file)
    root = nodes.parse_nodes(data, problems)
    for key, value in root.entries if isinstance(root, nodes.Mapping) else ():
        if key.text == "topic" and isinstance(value, nodes.Text):
            if re.fullmatch(r"[a-z0-9-]{1,40}", value.text.strip()):
                return value.text.strip()
            break
    parse_topic(data, file)  # says what is wrong with it
    raise RuleFileError([Problem(file=file, line=0, column=0, message="this is no topic file")])
