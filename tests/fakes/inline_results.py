"""Inline mode: what is typed, and what the bot offers, checked as the server does."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.html_checks import read_text
from tests.fakes.refusal import Refusal

MOST, ID_BYTES = 50, 64
RESULT = {"type", "id", "title", "description", "url", "input_message_content"}
CONTENT = {"message_text", "parse_mode", "link_preview_options"}
PREVIEW = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}


@dataclass(slots=True, kw_only=True)
class InlineQuery:
    """What somebody typed behind the bot's name."""

    id: str
    answered: bool = False
    results: list[dict[str, Any]] = field(default_factory=list)
    kept: int | None = None  # seconds for which Telegram keeps the answer
    personal: bool = False  # for this person alone

    def texts(self) -> list[str]:
        """Return what a reader sees when a result is shared, for each."""
        contents = [one["input_message_content"] for one in self.results]
        return [read_text(one["message_text"], one.get("parse_mode"), []).text for one in contents]


def read_results(name: str, value: Any) -> list[dict[str, Any]]:
    """Return the results that answer an inline query; the fake knows articles with a text."""
    try:
        results = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise Refusal(400, f"Bad Request: can't parse {name} JSON object") from None
    if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
        raise Refusal(400, f"Bad Request: {name} must be an array of objects")
    if len(results) > MOST:
        raise Refusal(400, "Bad Request: RESULTS_TOO_MUCH")
    for one in results:
        _check_result(one)
    if len({one["id"] for one in results}) < len(results):
        raise Refusal(400, "Bad Request: RESULT_ID_DUPLICATE")
    return results


def _check_result(one: dict[str, Any]) -> None:
    if one.get("type") != "article":
        raise Refusal(400, f"Bad Request: the fake knows no result of type {one.get('type')!r}")
    if odd := set(one) - RESULT:
        raise Refusal(400, f"Bad Request: unknown fields of a result: {sorted(odd)}")
    if not all(
        isinstance(one.get(name, ""), str) for name in ("id", "title", "description", "url")
    ):
        raise Refusal(400, "Bad Request: a field of a result must be a text")
    if not 1 <= len(one.get("id", "").encode()) <= ID_BYTES:
        raise Refusal(400, "Bad Request: RESULT_ID_INVALID")
    if not one.get("title", "").strip():
        raise Refusal(400, "Bad Request: RESULT_TITLE_EMPTY")
    content = one.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise Refusal(400, "Bad Request: a result has no message to send")
    if odd := set(content) - CONTENT:
        raise Refusal(400, f"Bad Request: unknown fields of a message: {sorted(odd)}")
    if odd := set(content.get("link_preview_options", {})) - PREVIEW:
        raise Refusal(400, f"Bad Request: unknown link preview options {sorted(odd)}")
    complaints: list[str] = []
    read_text(content["message_text"], content.get("parse_mode"), complaints)
    if complaints:
        raise Refusal(400, f"Bad Request: {complaints[0]}")
