"""JSON Schemas of the files in a rules folder, made from the readers' own tables of keys.

They ship as files in bot/rules/schema, and rule files name them in their first line, so that
editors complete and validate while one types. What they accept is a little more than the
readers do: those have the last word.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bot.rules
from bot.errors import BotError
from bot.rules.files.clauses import CONDITION_KEYS
from bot.rules.files.feedlist import FEED_KEYS
from bot.rules.files.topicfile import EXAMPLE_KEYS, RULE_KEYS, TOPIC_KEYS
from bot.rules.terms import FIELDS

Schema = dict[str, Any]

FOLDER = Path(bot.rules.__file__).parent / "schema"

_DRAFT = "http://json-schema.org/draft-07/schema#"
# To the readers every scalar is text; editors resolve "66" and "no" before they validate.
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_TEXTS: Schema = {"type": "array", "items": _TEXT, "minItems": 1}
_NAME: Schema = {"type": "string", "pattern": "^[a-z0-9-]{1,40}$"}
_SWITCH: Schema = {"enum": [True, False, "yes", "no", "on", "off"]}
_VALUES: Schema = {"type": "object", "additionalProperties": _TEXT}
_ONE_OR_MORE: Schema = {"anyOf": [_TEXT, _TEXTS]}
_CLAUSE: Schema = {"$ref": "#/definitions/clause"}
_FIELD: Schema = {"enum": list(FIELDS)}
_LISTS: Schema = {
    "type": "object",
    "propertyNames": _NAME,
    "additionalProperties": _TEXTS,
}

_CONDITIONS: dict[str, tuple[str, Schema]] = {
    "any": ("One of these suffices.", _CLAUSE),
    "all": ("Each of these is needed.", _CLAUSE),
    "none": ("None of these may be there.", _CLAUSE),
}
_EXAMPLES: dict[str, tuple[str, Schema]] = {
    "match": ("Headlines that the rule must match.", _TEXTS),
    "skip": ("Headlines that the rule must not match.", _TEXTS),
}
_RULE: dict[str, tuple[str, Schema]] = {
    "name": ("What the rule is called, in logs and reasons.", _TEXT),
    **_CONDITIONS,
    "near": (
        'How close the clauses must stand: a number of words, "sentence", "ordered".',
        {"type": ["string", "integer"]},
    ),
    "in": (
        "The fields that are searched; title and summary unless said.",
        {"anyOf": [_FIELD, {"type": "array", "items": _FIELD, "minItems": 1}]},
    ),
    "languages": ("Only articles in these languages, as codes such as en, uk.", _ONE_OR_MORE),
    "sources": ("Only articles of these feeds, by title or host.", _ONE_OR_MORE),
    "hours": ('Only within these hours, such as "06:00-22:00 Europe/Kyiv".', _TEXT),
    "max_age": ("Only articles published no longer ago than this, such as 6h.", _TEXT),
    "min_sources": (
        "The story rings only when so many sources had it within a time.",
        {
            "type": "object",
            "properties": {"count": {"type": "integer", "minimum": 2}, "within": _TEXT},
            "required": ["count", "within"],
            "additionalProperties": False,
        },
    ),
    "score": ("What the rule adds to the topic's score; 1 unless said.", {"type": "number"}),
    "suppress": ("What this rule matches, the topic leaves out.", _SWITCH),
    "examples": ("Headlines that are tried whenever the rules are checked.", {}),
}
_TOPIC: dict[str, tuple[str, Schema]] = {
    "topic": ("The name of the topic: a-z, 0-9 and hyphens.", _NAME),
    "title": ("What readers see.", _TEXT),
    "description": ("What belongs to the topic, for readers.", _TEXT),
    "formerly": (
        "Former names, whose subscriptions the topic takes over.",
        {"anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}]},
    ),
    "min_score": ("What the matching rules must reach together.", {"type": "number"}),
    "words": ("Lists of words with names, for use as $name.", _LISTS),
    "rules": (
        "The topic matches when any of these does.",
        {"type": "array", "items": {"$ref": "#/definitions/rule"}, "minItems": 1},
    ),
}
_FEED: dict[str, tuple[str, Schema]] = {
    "url": ("The address of the feed.", {"type": "string", "pattern": "^https?://"}),
    "title": ("How it is called; the feed's own title unless said.", _TEXT),
    "language": ("Its language, as a code such as uk; the feed's own word unless said.", _TEXT),
    "interval": ("How often it is polled, such as 15m; adapted to it unless said.", _TEXT),
    "fast": ("Whether it may be polled more often than usual.", _SWITCH),
    "fulltext": ("Whether the page of each new article is read too.", _SWITCH),
    "tags": ("Your own marks.", {"type": "array", "items": _TEXT}),
    "headers": ("What is said to its server besides; what is secret as ${NAME}.", _VALUES),
    "cookies": ("Cookies for its server; what is secret as ${NAME}.", _VALUES),
    "user": ("The user of a feed that asks for one (basic auth).", _TEXT),
    "password": ("His password as ${NAME}, from the environment of the bot.", _TEXT),
    "user_agent": ("How the bot introduces itself to this server.", _TEXT),
    "proxy": ("The proxy it is asked through, such as http://proxy.example:3128.", _TEXT),
}


def build_schemas() -> dict[str, str]:
    """Return the text of each schema file by its name."""
    schemas = {
        "topic": {
            **_group(TOPIC_KEYS, _TOPIC, required=("topic", "title", "rules")),
            "definitions": {
                "clause": {
                    "anyOf": [
                        {"type": "string", "pattern": "^\\$"},
                        {
                            "type": "array",
                            "items": {"anyOf": [_TEXT, {"$ref": "#/definitions/condition"}]},
                            "minItems": 1,
                        },
                    ]
                },
                "condition": _condition(_group(CONDITION_KEYS, _CONDITIONS)),
                "examples": _group(EXAMPLE_KEYS, _EXAMPLES),
                "rule": _condition(_group(RULE_KEYS, _RULE, required=("name",))),
            },
        },
        "feeds": {
            **_group(("feeds",), {"feeds": ("The feeds that are polled.", _feeds())}),
            "required": ["feeds"],
        },
        "words": {
            **_group(("words",), {"words": ("Lists that every topic may use as $name.", _LISTS)}),
            "required": ["words"],
        },
        "names": {
            **_group(("names",), {"names": ("More spellings of names, for ~name.", _spellings())}),
            "required": ["names"],
        },
    }
    return {
        f"{name}.schema.json": json.dumps(
            {"$schema": _DRAFT, "title": f"Tocsin: {name}", **schema}, ensure_ascii=False, indent=2
        )
        + "\n"
        for name, schema in schemas.items()
    }


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write the schema files into a folder, which is made; returns them. Raises BotError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in build_schemas().items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BotError(f"cannot write schemas to {folder}: {error.strerror}") from error
    return tuple(folder / name for name in build_schemas())


def _group(
    keys: Iterable[str], known: dict[str, tuple[str, Schema]], *, required: Iterable[str] = ()
) -> Schema:
    """Return an object with just these keys; a key without a description is a KeyError."""
    properties: Schema = {}
    for key in keys:
        description, schema = known[key]
        if key == "examples":
            schema = {"allOf": [{"$ref": "#/definitions/examples"}]}
        properties[key] = {"description": description, **schema}
        if "$ref" in schema:  # draft 7 reads nothing beside a reference
            properties[key] = {"description": description, "allOf": [schema]}
    group: Schema = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return {**group, "required": list(required)} if required else group


def _condition(group: Schema) -> Schema:
    return {**group, "anyOf": [{"required": ["any"]}, {"required": ["all"]}]}


def _feeds() -> Schema:
    return {"type": "array", "items": _group(FEED_KEYS, _FEED, required=("url",))}


def _spellings() -> Schema:
    return {"type": "object", "additionalProperties": _TEXTS}
