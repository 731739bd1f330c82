"""The schemas that editors use: they ship, know every key, and take every file that ships."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.rules.files.clauses import CONDITION_KEYS
from bot.rules.files.feedlist import FEED_KEYS
from bot.rules.files.topicfile import EXAMPLE_KEYS, RULE_KEYS, TOPIC_KEYS
from bot.workbench.schema import FOLDER, build_schemas, write_schemas

ROOT = Path(__file__).parent.parent.parent
SHIPPED = sorted((ROOT / "rules").glob("*.yaml"))


def load(name: str) -> dict[str, Any]:
    loaded = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def find_faults(  # noqa: C901
    value: Any, schema: dict[str, Any], root: dict[str, Any]
) -> Iterator[str]:
    """Yield what a validator would: for the words of draft 7 that our schemas use."""
    if "$ref" in schema:
        target: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from find_faults(value, target, root)
        return
    for part in schema.get("allOf", ()):
        yield from find_faults(value, part, root)
    if "anyOf" in schema and all(list(find_faults(value, one, root)) for one in schema["anyOf"]):
        yield f"{value!r}: none of anyOf"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value!r}: not in the enumeration"
    kinds: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool}
    kinds |= {"integer": int, "number": (int, float)}
    named = schema.get("type", ())
    named = [named] if isinstance(named, str) else named
    if named and not any(isinstance(value, kinds[kind]) for kind in named):
        yield f"{value!r}: not of type {named}"
    elif isinstance(value, dict):
        yield from find_object_faults(value, schema, root)
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield "too few items"
        for item in value:
            yield from find_faults(item, schema.get("items", {}), root)
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{value!r}: not of the pattern"


def find_object_faults(
    value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any]
) -> Iterator[str]:
    yield from (f"no {key}" for key in schema.get("required", ()) if key not in value)
    more = schema.get("additionalProperties", True)
    for key, inner in value.items():
        known = schema.get("properties", {}).get(key)
        if known is None and more is False:
            yield f"unknown key {key}"
        elif known is not None or isinstance(more, dict):
            yield from find_faults(inner, known or more, root)


def test_the_files_that_ship_are_those_the_tables_of_the_readers_make():
    assert {
        path.name: path.read_text("utf-8") for path in FOLDER.glob("*.json")
    } == build_schemas()


def test_every_key_of_the_readers_is_known_and_described():
    topic = load("topic")
    tables = (
        (topic, TOPIC_KEYS),
        (topic["definitions"]["rule"], RULE_KEYS),
        (topic["definitions"]["condition"], CONDITION_KEYS),
        (topic["definitions"]["examples"], EXAMPLE_KEYS),
        (load("feeds")["properties"]["feeds"]["items"], FEED_KEYS),
    )
    for schema, keys in tables:
        assert tuple(schema["properties"]) == keys
        assert all(value["description"] for value in schema["properties"].values())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_rule_file_is_valid(path: Path):
    schema = load(path.stem if path.stem in ("feeds", "words", "names") else "topic")
    value = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert list(find_faults(value, schema, schema)) == []


@pytest.mark.parametrize(
    "text",
    [
        "{topic: a, title: A}",
        "{topic: A B, title: A, rules: [{name: r, any: [x]}]}",
        "{topic: a, title: A, rules: [{name: r}]}",
        "{topic: a, title: A, rules: [{name: r, any: []}]}",
        "{topic: a, title: A, rules: [{name: r, any: x}]}",
        "{topic: a, title: A, rules: [{name: r, anny: [x]}]}",
        "{topic: a, title: A, rules: [{name: r, any: [{none: [x]}]}]}",
        "{topic: a, title: A, rules: [{name: r, any: [x], in: [headline]}]}",
        "{topic: a, title: A, rules: [{name: r, any: [x], min_sources: {count: 2}}]}",
        "{topic: a, title: A, rules: [{name: r, any: [x], examples: {mach: [x]}}]}",
    ],
)
def test_what_the_reader_refuses_by_its_shape_the_schema_refuses_too(text: str):
    schema = load("topic")
    assert list(find_faults(yaml.safe_load(text), schema, schema))


def test_a_rule_with_everything_is_valid():
    text = """
        {topic: a, title: A, description: d, formerly: [b], min_score: 1.5,
         words: {sites: [x, 66]},
         rules: [{name: r, all: [$sites, {any: [x, {none: [y], any: [z]}]}], none: $sites,
                  near: 12, in: title, languages: [en], sources: desk, hours: "06:00-22:00",
                  max_age: 6h, min_sources: {count: 2, within: 1h}, score: 2, suppress: yes,
                  examples: {match: [x], skip: [y]}}]}
    """
    schema = load("topic")
    assert list(find_faults(yaml.safe_load(text), schema, schema)) == []


def test_schemas_are_written_where_one_wants_them(tmp_path: Path):
    written = write_schemas(tmp_path / "new")
    assert [path.name for path in written] == sorted(
        build_schemas(), key=list(build_schemas()).index
    )
    assert all(path.is_file() for path in written)
