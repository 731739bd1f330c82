"""Telegram HTML as the Bot API server reads it: what it shows, or why it refuses."""

import re
from dataclasses import dataclass

from tests.fakes.refusal import Refusal

TAGS = {"a", "b", "strong", "i", "em", "s", "strike", "del", "u", "ins", "span", "pre", "code"}
TAGS |= {"blockquote", "tg-spoiler", "tg-emoji", "tg-time"}
ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot));?")
ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.:-]+)))?""")
TEXT_LIMIT = 4096  # UTF-16 units, after parsing
CAPTION_LIMIT = 1024  # the same, under a picture
ENTITY_LIMIT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A marked place; offsets in characters of the visible text."""

    tag: str
    start: int
    end: int
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """What a reader sees."""

    text: str
    entities: tuple[Entity, ...] = ()


def read_text(text: str, parse_mode: str | None, complaints: list[str]) -> Visible:
    """Return what a message shows; what the server would drop in silence is a complaint."""
    visible = Visible(text=text) if not parse_mode else parse_html(text)
    stripped = visible.text.strip()
    if not stripped:
        raise Refusal(400, "Bad Request: message text is empty")
    if len(stripped.encode("utf-16-le")) // 2 > TEXT_LIMIT:
        raise Refusal(400, "Bad Request: message is too long")
    if len(visible.entities) > ENTITY_LIMIT:
        complaints.append(f"{len(visible.entities)} entities in one message, 100 are kept")
    complaints.extend(find_lost_markup(visible.entities))
    return Visible(text=stripped, entities=visible.entities)


def read_caption(text: str, parse_mode: str | None, complaints: list[str]) -> Visible:
    """Return what stands under a picture; it may be nothing."""
    if not text:
        return Visible(text="")
    visible = read_text(text, parse_mode, complaints)
    if len(visible.text.encode("utf-16-le")) // 2 > CAPTION_LIMIT:
        raise Refusal(400, "Bad Request: message caption is too long")
    return visible


def find_lost_markup(entities: tuple[Entity, ...]) -> list[str]:
    """Return words about markup that the server drops without an error."""
    lost = []
    for entity in entities:
        attributes = dict(entity.attributes)
        if entity.tag == "a" and not re.match(
            r"https?://[^\s/]+|tg://", attributes.get("href", "")
        ):
            lost.append(f"a link that leads nowhere: {attributes.get('href')!r}")
        if entity.tag == "tg-time" and not attributes.get("unix", "").isdecimal():
            lost.append("tg-time without unix seconds")
        around = {
            other.tag
            for other in entities
            if other is not entity and other.start <= entity.start and entity.end <= other.end
        }
        if around & {"pre", "code"} and entity.tag not in {"pre", "code"}:
            lost.append(f"<{entity.tag}> inside code")
        if entity.tag == "blockquote" and "blockquote" in around:
            lost.append("blockquote inside blockquote")
    return lost


def parse_html(source: str) -> Visible:
    """Return visible text and entities. Raises Refusal with the byte offset, as the server."""
    shown: list[str] = []
    length = 0
    open_tags: list[tuple[str, int, tuple[tuple[str, str], ...]]] = []
    entities: list[Entity] = []
    at = 0
    while at < len(source):
        if source[at] == "<":
            stop = source.find(">", at)
            if source[at + 1 : at + 2] == "/":
                if stop < 0:
                    raise unparsable(source, at, "Unclosed end tag")
                entities.extend(close_tag(source, at, stop, open_tags, length))
            else:
                tag, attributes, stop = open_tag(source, at)
                open_tags.append((tag, length, attributes))
            at = stop + 1
            continue
        found = ENTITY.match(source, at)
        piece = decode_entity(found) if found else source[at]
        at = found.end() if found else at + 1
        shown.append(piece)
        length += len(piece)
    if open_tags:
        raise unparsable(
            source, at, f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"'
        )
    return Visible(text="".join(shown), entities=tuple(entities))


def open_tag(source: str, at: int) -> tuple[str, tuple[tuple[str, str], ...], int]:
    """Return name, attributes and the place of ">" of the tag that starts at `at`."""
    name = re.compile(r"[^\s>]*").match(source, at + 1)
    assert name is not None
    tag, place = name.group().lower(), name.end()
    if tag not in TAGS:
        raise unparsable(source, at, f'Unsupported start tag "{tag}"')
    attributes = []
    while True:
        while source[place : place + 1].isspace():
            place += 1
        if source[place : place + 1] == ">":
            break
        found = ATTRIBUTE.match(source, place)
        if not found:
            raise unparsable(source, at, "Unclosed start tag")
        values = [value for value in found.groups()[1:] if value is not None]
        value = ENTITY.sub(decode_entity, values[0]) if values else ""
        attributes.append((found.group(1).lower(), value))
        place = found.end()
    if tag == "span" and ("class", "tg-spoiler") not in attributes:
        raise unparsable(source, at, 'Tag "span" must have class "tg-spoiler"')
    return tag, tuple(attributes), place


def close_tag(
    source: str,
    at: int,
    stop: int,
    open_tags: list[tuple[str, int, tuple[tuple[str, str], ...]]],
    length: int,
) -> list[Entity]:
    """Close the innermost open tag and return its entity, none when it holds nothing."""
    name = source[at + 2 : stop].strip().lower()
    if not open_tags:
        raise unparsable(source, at, "Unexpected end tag")
    tag, start, attributes = open_tags.pop()
    if name and name != tag:
        raise unparsable(source, at, f'Unmatched end tag, expected "</{tag}>", found "</{name}>"')
    if start == length:
        return []
    return [Entity(tag=tag, start=start, end=length, attributes=attributes)]


def decode_entity(found: re.Match[str]) -> str:
    """Return the character of an entity; what names no character stays as it is."""
    hexadecimal, decimal, name = found.groups()
    if name:
        return ENTITIES[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else found.group()


def unparsable(source: str, at: int, reason: str) -> Refusal:
    """Return the server's words for markup that it cannot read."""
    offset = len(source[:at].encode("utf-8", "replace"))
    return Refusal(400, f"Bad Request: can't parse entities: {reason} at byte offset {offset}")
