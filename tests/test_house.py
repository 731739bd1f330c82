"""The house keeps its own rules: who may import what, and how files look."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

import bot

ROOT = Path(bot.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
TESTS = sorted(Path(__file__).parent.rglob("*.py"))

# Say what is so, given what is known: no network, files, clock, chance, database or event loop.
PURE = (
    "bot.measures.readiness",
    "bot.measures.reading",
    "bot.web.drawing",
    "bot.web.wording",
    "bot.models",
    "bot.models.*",
    "bot.proxies",
    "bot.errors",
    "bot.durations",
    "bot.causes",
    "bot.textlength",
    "bot.workers.roles",
    "bot.polling.firstlook",
    "bot.rules",
    "bot.rules.*",
    "bot.stories",
    "bot.stories.*",
    "bot.alerts.decide",
    "bot.alerts.route",
    "bot.alerts.render",
    "bot.alerts.digest",
    "bot.alerts.arrivals",
    "bot.alerts.pace",
    "bot.alerts.timing",
    "bot.feeds.parse",
    "bot.feeds.items",
    "bot.feeds.entries",
    "bot.feeds.discovery",
    "bot.feeds.opml",
    "bot.feeds.jsonfeed",
    "bot.feeds.text",
    "bot.feeds.identity",
    "bot.feeds.links",
    "bot.feeds.cut",
    "bot.feeds.heads",
    "bot.feeds.simple",
    "bot.feeds.shown",
    "bot.feeds.light",
    "bot.feeds.tame",
    "bot.feeds.refusals",
    "bot.feeds.pause",
    "bot.feeds.sitemap",
    "bot.feeds.language",
    "bot.feeds.reading",
    "bot.feeds.freshness",
    "bot.feeds.schedule",
    "bot.feeds.habit",
    "bot.feeds.verdict",
    "bot.feeds.moves",
    "bot.feeds.arrival",
    "bot.feeds.language_words",
)
DICTIONARIES = "bot.rules.words.inflect.lexicon"  # looks words up in a file of the user's cache
REACH_OUT_FOR_IT = frozenset(
    {
        "bot.rules.load",  # reads the files
        "bot.rules.engine.transfer",  # between processes
        "bot.rules.remember",  # keeps forms in the user's cache
        DICTIONARIES,
    }
)
STANDARD = frozenset(
    {
        "__future__",
        "abc",
        "array",
        "ast",
        "base64",
        "bisect",
        "collections",
        "dataclasses",
        "datetime",
        "difflib",
        "email",
        "enum",
        "fractions",
        "functools",
        "hashlib",
        "heapq",
        "hmac",
        "html",
        "io",
        "ipaddress",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "statistics",
        "string",
        "struct",
        "types",
        "typing",
        "unicodedata",
        "urllib",
        "warnings",
        "xml",
        "zoneinfo",
    }
)
LIBRARIES = frozenset(
    {"feedparser", "rapidfuzz", "selectolax", "yaml", "re2", "pymorphy3", "morfeusz2"}
)
# Parts of the above that reach out all the same.
REACHES_OUT = ("urllib.request", "urllib.error", "email.mime", "io.open", "html.server")

# Rooms that meet the world. None of them knows another.
EDGES = ("bot.feeds.fetch", "bot.telegram", "bot.store", "bot.web")
WIRING = (
    "bot.app",
    "bot.cli",
    "bot.pipeline",
    "bot.polling",
    "bot.loops",
    "bot.inforce",
    "bot.workers",
    "bot.parts",
    "bot.running",
    "bot.demo",
    "bot.workbench",
)

# The house from the ground up: what a module imports is on its own floor or below. A room whose
# parts stand on several floors is named with the part.
FLOORS = (
    "durations domains proxies textlength loop log workers.roles",
    "models",
    "errors causes",
    "rules engine notices settings trouble",
    "feeds environment flags",
    "stories",
    "alerts",
    "store terminal",
    "alerts.deliver alerts.failures alerts.threads alerts.titled workers dryrun upkeep",
    "measures telegram",
    "pipeline polling web",
    "loops workbench",
    "inforce",
    "parts",
    "app",
    "running",
    "demo",
    "cli",
    "__main__",
)


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(file): file for file in FILES}
IMPORTABLE = [
    name for name in MODULES if ".migrations" not in name and name != "bot.__main__"
]  # the steps of a migration are run by their tool


def is_pure(module: str) -> bool:
    return module not in REACH_OUT_FOR_IT and any(fnmatch(module, pattern) for pattern in PURE)


def is_in(module: str, rooms: tuple[str, ...]) -> str | None:
    """The room among these that a module or a name in it belongs to."""
    return next((room for room in rooms if f"{module}.".startswith(f"{room}.")), None)


@cache
def imports(file: Path) -> frozenset[str]:
    """The names a file imports, wherever in it: "a.b" for `from a import b`."""
    return frozenset(find_imports(file))


def find_imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: relative import"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def home(name: str) -> str:
    """The module of ours that an imported name is in."""
    while name not in MODULES:
        name = name.rpartition(".")[0]
    return name


PURE_MODULES = [name for name in MODULES if is_pure(name)]


def test_every_pattern_of_a_pure_module_that_is_built_names_one():
    for pattern in PURE:
        assert any(fnmatch(module, pattern) for module in MODULES), pattern


@pytest.mark.parametrize("module", PURE_MODULES)
def test_a_pure_module_imports_only_pure_ones(module: str):
    for name in imports(MODULES[module]):
        if name.startswith("bot."):
            pure = is_pure(home(name)) or home(name) == DICTIONARIES
            assert pure, f"{module} imports {name}, which is not pure"
            continue
        assert name.partition(".")[0] in STANDARD | LIBRARIES, f"{module} imports {name}"
        assert not is_in(name, REACHES_OUT), f"{module} imports {name}"


@pytest.mark.parametrize("module", PURE_MODULES)
def test_a_pure_module_asks_neither_clock_nor_disk(module: str):
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        assert called not in {"open", "print", "input", "exec", "eval", "__import__"}, called
        assert not re.search(r"\b(?:datetime|date)\.(?:now|utcnow|today)$", called), called


@pytest.mark.parametrize(
    "module", [name for name in MODULES if is_in(name, EDGES) or name.startswith("bot.feeds.")]
)
def test_an_edge_knows_neither_another_nor_the_wiring(module: str):
    own = is_in(module, EDGES)
    for name in imports(MODULES[module]):
        if not name.startswith("bot."):
            continue
        other = is_in(name, EDGES)
        assert not is_in(name, WIRING), f"{module} imports {name}"
        # The protocols in the room's own file are how an edge sees the store.
        seen_through_protocols = home(name) == "bot.store"
        assert other in (own, None) or seen_through_protocols, f"{module} imports {name}"


def floor(module: str) -> int:
    """The floor of the longest name in FLOORS that the module is or is in."""
    named = [
        (len(name), number)
        for number, names in enumerate(FLOORS)
        for name in names.split()
        if is_in(module, (f"bot.{name}",))
    ]
    assert named, f"{module} has no floor"
    return max(named)[1]


@pytest.mark.parametrize("module", [name for name in MODULES if name != "bot"])
def test_a_module_imports_nothing_from_above(module: str):
    for name in imports(MODULES[module]):
        if name.startswith("bot.") and home(name) != "bot":
            assert floor(home(name)) <= floor(module), f"{module} imports {name}"


def test_every_name_of_a_floor_is_built():
    for name in " ".join(FLOORS).split():
        assert f"bot.{name}" in MODULES, name


def test_only_the_store_knows_the_database_and_only_its_dialect_knows_which():
    for module, file in MODULES.items():
        for name in imports(file):
            if is_in(name, ("sqlalchemy", "alembic")):
                assert is_in(module, ("bot.store",)), f"{module} imports {name}"
            if is_in(name, ("sqlalchemy.dialects",)):
                assert module == "bot.store.dialect", f"{module} imports {name}"


@pytest.mark.parametrize(
    ("library", "room"),
    [
        ("feedparser", "bot.feeds.parse"),
        ("trafilatura", "bot.feeds.page"),
        ("telegram", "bot.telegram"),
        (
            "typer",
            "bot.cli bot.flags bot.workbench.commands bot.workbench.datacommands "
            "bot.workbench.feedcommands bot.workbench.move",
        ),
        ("apscheduler", "bot.running"),
        ("yaml", "bot.rules bot.demo.server"),
        ("prometheus_client", "bot.measures"),
        ("pgqueuer", "bot.engine"),
        ("psycopg", "bot.engine bot.store"),
        ("jinja2", "bot.web"),
        ("PIL", "bot.telegram.charts"),
        ("babel", "bot.telegram"),
        ("fluent", "bot.telegram.words"),
        ("pydantic", "bot.settings bot.store"),
        ("pydantic_settings", "bot.settings bot.engine"),
        ("rapidfuzz", "bot.stories bot.telegram.topic_choice"),
        ("rich", "bot.app bot.cli bot.demo bot.parts.ground bot.terminal bot.workbench"),
        ("selectolax", "bot.feeds bot.workbench.readpage"),
        ("watchfiles", "bot.inforce.reload"),
    ],
)
def test_a_library_is_known_in_one_room(library: str, room: str):
    for module, file in MODULES.items():
        if any(is_in(name, (library,)) for name in imports(file)):
            assert is_in(module, tuple(room.split())), f"{module} imports {library}"


def test_every_module_is_imported_without_a_trace(tmp_path: Path):
    """In an empty folder and environment, with network and files out of reach."""
    script = """
import os, socket, sys
def refuse(event, args):
    writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if writes or event.startswith(("socket.connect", "socket.getaddrinfo", "sqlite3.connect")):
        if not str(args[0]).endswith((".pyc", "/dev/null")) and "__pycache__" not in str(args[0]):
            sys.exit(f"{event} {args}")
    if event == "subprocess.Popen" and args[0] == "file":  # croniter asks how wide Python is
        return
    if event in ("subprocess.Popen", "os.mkdir", "os.remove", "os.rename"):
        if "__pycache__" not in str(args[0]) and ".pyc" not in str(args[0]):
            sys.exit(f"{event} {args}")
sys.addaudithook(refuse)
before = dict(os.environ)
import importlib, signal, threading
for name in sys.argv[1:]:
    importlib.import_module(name)
assert dict(os.environ) == before, "the environment was changed"
assert threading.active_count() == 1, threading.enumerate()
assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
"""
    done = subprocess.run(
        [sys.executable, "-B", "-c", script, *IMPORTABLE],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT.parent), "PYTHONWARNINGS": "error::DeprecationWarning:bot"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_and_is_short(module: str):
    text = MODULES[module].read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{module} has no docstring"
    assert text.count("\n") <= 300, f"{module} has {text.count(chr(10))} lines"


def test_no_loose_ends_are_left():
    loose = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|NotImplemented" + r"Error)\b")
    for file in (*FILES, *TESTS):
        found = loose.search(file.read_text(encoding="utf-8"))
        assert not found, f"{file}: {found}"


def test_things_are_called_by_what_they_are():
    vague = re.compile(r"manager|helper|utils?\b|process_|handle_")
    not_ours = {"process_bind_param", "process_result_value"}  # called by SQLAlchemy
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                named = node.name in not_ours or not vague.search(node.name.lower())
                assert named, f"{file}:{node.lineno}: {node.name}"
        assert not vague.search(file.stem), file


def test_nothing_is_mocked():
    for file in TESTS:
        for name in imports(file):
            assert not is_in(name, ("unittest.mock", "mock")), file


def test_every_room_of_tests_mirrors_one_of_the_bot():
    for file in (Path(__file__).parent).glob("*/test_*.py"):
        room = file.parent.name
        if room in {"fakes", "bench", "rules_shipped"}:
            continue
        assert (ROOT / room).is_dir(), f"{file}: there is no bot/{room}"
