"""Files that come with a call to the fake Bot API: pictures, checked as the server does."""

import json
import struct
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from aiohttp.web import FileField

from tests.fakes.refusal import Refusal

PNG = b"\x89PNG\r\n\x1a\n"
PHOTO_BYTES = 10 * 2**20
SIDES = 10_000  # width and height together
RATIO = 20
MEDIA = {"type", "media", "caption", "parse_mode"}
ATTACH = "attach://"


def join_media(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with the file that `media` names in its place. Raises Refusal."""
    joined = dict(given)
    if "media" in joined:
        try:
            media = json.loads(joined["media"])
            name = media["media"]
        except (TypeError, ValueError, KeyError):
            raise Refusal(400, "Bad Request: can't parse InputMedia") from None
        if not name.startswith(ATTACH) or name.removeprefix(ATTACH) not in joined:
            raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
        joined["media"] = {**media, "media": joined.pop(name.removeprefix(ATTACH))}
    return joined


def read_photo(name: str, value: Any) -> dict[str, Any]:
    """Return a PNG that was uploaded, as messages show it."""
    if not isinstance(value, FileField):
        raise Refusal(400, f"Bad Request: there is no photo in {name}")
    content = value.file.read()
    if len(content) > PHOTO_BYTES:
        raise Refusal(413, "Request Entity Too Large")
    if not content.startswith(PNG) or value.content_type != "image/png":
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", content[16:24])
    if width + height > SIDES or max(width, height) > RATIO * min(width, height):
        raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    digest = sha256(content).hexdigest()
    return {
        "file_id": digest,
        "file_unique_id": digest[:16],
        "width": width,
        "height": height,
        "file_size": len(content),
    }


def read_media(name: str, value: Any) -> dict[str, Any]:
    """Return a photo with its caption, to take the place of another."""
    if not isinstance(value, dict) or value.get("type") != "photo":
        raise Refusal(400, f"Bad Request: {name} is no photo")
    if odd := set(value) - MEDIA:
        raise Refusal(400, f"Bad Request: unknown fields of a photo: {sorted(odd)}")
    if value.get("parse_mode") not in (None, "HTML"):
        raise Refusal(400, f"Bad Request: unsupported parse_mode {value['parse_mode']!r}")
    return {**value, "media": read_photo(name, value["media"])}
