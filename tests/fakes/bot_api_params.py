"""Parameters of the Bot API methods that the fake knows, read and checked."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.inline_results import read_results
from tests.fakes.refusal import Refusal
from tests.fakes.uploads import join_media, read_media, read_photo

# Method -> parameter -> kind; "!" after the kind: the parameter must be given.
METHODS: dict[str, dict[str, str]] = {
    "getMe": {},
    "getUpdates": {"offset": "int", "limit": "int", "timeout": "int", "allowed_updates": "names"},
    "sendMessage": {
        "chat_id": "chat!",
        "text": "text!",
        "parse_mode": "mode",
        "link_preview_options": "preview",
        "disable_notification": "bool",
        "protect_content": "bool",
        "message_thread_id": "int",
        "reply_parameters": "reply",
        "reply_markup": "keyboard",
    },
    "sendPhoto": {
        "chat_id": "chat!",
        "photo": "photo!",
        "caption": "text",
        "parse_mode": "mode",
        "disable_notification": "bool",
        "message_thread_id": "int",
        "reply_parameters": "reply",
        "reply_markup": "keyboard",
    },
    "editMessageMedia": {
        "chat_id": "chat!",
        "message_id": "int!",
        "media": "media!",
        "reply_markup": "keyboard",
    },
    "editMessageText": {
        "chat_id": "chat!",
        "message_id": "int!",
        "text": "text!",
        "parse_mode": "mode",
        "link_preview_options": "preview",
        "reply_markup": "keyboard",
    },
    "editMessageReplyMarkup": {
        "chat_id": "chat!",
        "message_id": "int!",
        "reply_markup": "keyboard",
    },
    "deleteMessage": {"chat_id": "chat!", "message_id": "int!"},
    "sendChatAction": {"chat_id": "chat!", "action": "text!", "message_thread_id": "int"},
    "answerCallbackQuery": {
        "callback_query_id": "text!",
        "text": "answer",
        "show_alert": "bool",
        "cache_time": "int",
    },
    "answerInlineQuery": {
        "inline_query_id": "text!",
        "results": "results!",
        "cache_time": "int",
        "is_personal": "bool",
    },
    "getChat": {"chat_id": "chat!"},
    "getChatMember": {"chat_id": "chat!", "user_id": "int!"},
    "setMyCommands": {"commands": "commands!", "scope": "object", "language_code": "text"},
    "setWebhook": {
        "url": "text!",
        "max_connections": "int",
        "allowed_updates": "names",
        "secret_token": "text",
    },
    "deleteWebhook": {"drop_pending_updates": "bool"},
    "getWebhookInfo": {},
}
PREVIEW = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}
REPLY = {"message_id", "allow_sending_without_reply"}
BUTTON = {"text", "callback_data", "url", "style"}
BUTTON_LIMIT, ROW_LIMIT, DATA_LIMIT, ANSWER_LIMIT = 100, 8, 64, 200


def read_params(method: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a call with their types. Raises Refusal for anything odd."""
    if method not in METHODS:
        raise Refusal(404, "Not Found: method not found")
    kinds, given = METHODS[method], join_media(given)
    for name in given:
        if name not in kinds:
            raise Refusal(400, f"Bad Request: unknown parameter {name!r} of {method}")
    for name, kind in kinds.items():
        if kind.endswith("!") and given.get(name) in (None, ""):
            raise Refusal(400, f"Bad Request: {name} is empty")
    return {name: READERS[kinds[name].rstrip("!")](name, value) for name, value in given.items()}


def read_int(name: str, value: Any) -> int:
    """Return a whole number."""
    try:
        return int(str(value))
    except ValueError:
        raise Refusal(400, f"Bad Request: {name} must be a number, not {value!r}") from None


def read_bool(name: str, value: Any) -> bool:
    """Return true or false."""
    if str(value).lower() not in ("true", "false"):
        raise Refusal(400, f"Bad Request: {name} must be true or false, not {value!r}")
    return str(value).lower() == "true"


def read_text(name: str, value: Any) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise Refusal(400, f"Bad Request: {name} must be a text, not {value!r}")
    return value


def read_mode(name: str, value: Any) -> str:
    """Return the parse mode; the fake reads no other than HTML."""
    if value != "HTML":
        raise Refusal(400, f"Bad Request: unsupported parse_mode {value!r}")
    return str(value)


def read_answer(name: str, value: Any) -> str:
    """Return the text of an answer to a button."""
    text = read_text(name, value)
    if len(text) > ANSWER_LIMIT:
        raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    return text


def read_json(name: str, value: Any, kind: type) -> Any:
    """Return a JSON-serialized object or list."""
    try:
        loaded = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise Refusal(400, f"Bad Request: can't parse {name} JSON object") from None
    if not isinstance(loaded, kind):
        raise Refusal(400, f"Bad Request: {name} is not a JSON {kind.__name__}")
    return loaded


def read_object(name: str, value: Any) -> dict[str, Any]:
    """Return a JSON object."""
    loaded: dict[str, Any] = read_json(name, value, dict)
    return loaded


def read_names(name: str, value: Any) -> list[str]:
    """Return a list of texts."""
    loaded: list[str] = read_json(name, value, list)
    if not all(isinstance(item, str) for item in loaded):
        raise Refusal(400, f"Bad Request: {name} must be a list of texts")
    return loaded


def read_preview(name: str, value: Any) -> dict[str, Any]:
    """Return link preview options."""
    loaded = read_object(name, value)
    if odd := set(loaded) - PREVIEW:
        raise Refusal(400, f"Bad Request: unknown link preview options {sorted(odd)}")
    return loaded


def read_reply(name: str, value: Any) -> dict[str, Any]:
    """Return to which message of the same chat a message replies."""
    loaded = read_object(name, value)
    if odd := set(loaded) - REPLY:
        raise Refusal(400, f"Bad Request: unknown reply parameters {sorted(odd)}")
    if type(loaded.get("message_id")) is not int:
        raise Refusal(400, "Bad Request: can't parse reply parameters: no message_id")
    without = loaded.setdefault("allow_sending_without_reply", False)
    loaded["allow_sending_without_reply"] = read_bool("allow_sending_without_reply", without)
    return loaded


def read_keyboard(name: str, value: Any) -> list[list[dict[str, str]]]:
    """Return the rows of an inline keyboard."""
    loaded = read_object(name, value)
    rows = loaded.get("inline_keyboard")
    if set(loaded) != {"inline_keyboard"} or not isinstance(rows, list):
        raise Refusal(400, "Bad Request: reply_markup is not an inline keyboard")
    if sum(map(len, rows)) > BUTTON_LIMIT:
        raise Refusal(400, "Bad Request: too many buttons")
    for row in rows:
        if len(row) > ROW_LIMIT:
            raise Refusal(400, "Bad Request: too many buttons in a row")
        for button in row:
            check_button(button)
    return rows


def check_button(button: dict[str, str]) -> None:
    """Refuse a button that the server would refuse."""
    if odd := set(button) - BUTTON:
        raise Refusal(400, f"Bad Request: unknown fields of a button: {sorted(odd)}")
    if not button.get("text", "").strip():
        raise Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard")
    if ("callback_data" in button) == ("url" in button):
        raise Refusal(400, "Bad Request: a button must have exactly one of callback_data and url")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= DATA_LIMIT:
        raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")


def read_commands(name: str, value: Any) -> list[dict[str, str]]:
    """Return the command menu."""
    loaded: list[dict[str, str]] = read_json(name, value, list)
    for command in loaded:
        word, description = command["command"], command["description"]
        if not (1 <= len(word) <= 32 and word.replace("_", "").isalnum() and word.islower()):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return loaded


READERS: dict[str, Callable[[str, Any], Any]] = {
    "int": read_int,
    "chat": read_int,
    "bool": read_bool,
    "text": read_text,
    "mode": read_mode,
    "answer": read_answer,
    "object": read_object,
    "names": read_names,
    "preview": read_preview,
    "reply": read_reply,
    "keyboard": read_keyboard,
    "photo": read_photo,
    "media": read_media,
    "commands": read_commands,
    "results": read_results,
}
