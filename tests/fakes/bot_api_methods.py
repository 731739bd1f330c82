"""The Bot API methods of the fake that change or show its world; getUpdates is in bot_api.py."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.bot_api_world import BOT, Json, Message, World
from tests.fakes.html_checks import read_text
from tests.fakes.refusal import Refusal

GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


@dataclass(slots=True, kw_only=True)
class Call:
    """One request, from its arrival to its answer."""

    id: int
    method: str
    chat: int | None
    started: float
    done: bool = False  # it had its effect
    status: int | None = None  # None: no answer was given
    ended: float | None = None  # None: in flight
    message_id: int | None = None


class Methods:
    """What requests do; each method takes checked parameters and returns the result."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.complaints: list[str] = []  # everything a careful client would not have done
        self.delivered: list[Message] = []  # in the order of their coming
        self.commands: list[Json] = []  # parameters of setMyCommands
        self._table: dict[str, Callable[[Json, Call], Any]] = {
            "getMe": lambda params, call: {**BOT, "can_join_groups": True},
            "sendMessage": self._send_message,
            "editMessageText": self._edit_text,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete_message,
            "sendChatAction": lambda params, call: bool(world.room(params["chat_id"])),
            "answerCallbackQuery": self._answer_query,
            "getChat": self._show_chat,
            "getChatMember": lambda p, call: world.member(p["chat_id"], p["user_id"]),
            "setMyCommands": self._set_commands,
            "deleteWebhook": lambda params, call: True,
            "getWebhookInfo": lambda params, call: {
                "url": "",
                "has_custom_certificate": False,
                "pending_update_count": 0,
            },
        }

    def perform(self, params: Json, call: Call) -> Any:
        """Do a call and return its result. Raises Refusal."""
        return self._table[call.method](params, call)

    def _send_message(self, params: Json, call: Call) -> Json:
        room = self.world.room(params["chat_id"])
        visible = read_text(params["text"], params.get("parse_mode"), self.complaints)
        message = Message(
            chat=room.id,
            message_id=room.next_id(),
            text=params["text"],
            visible=visible.text,
            entities=visible.entities,
            buttons=params.get("reply_markup", []),
            silent=params.get("disable_notification", False),
            preview=params.get("link_preview_options"),
            time=time.monotonic(),
            call=call.id,
        )
        room.messages[message.message_id] = message
        self.delivered.append(message)
        call.message_id = message.message_id
        return self.world.show(message)

    def _edit_text(self, params: Json, call: Call) -> Json:
        message = self.world.message(params["chat_id"], params["message_id"])
        visible = read_text(params["text"], params.get("parse_mode"), self.complaints)
        buttons = params.get("reply_markup", [])
        new = (visible.text, visible.entities, buttons)
        self._refuse_same((message.visible, message.entities, message.buttons) == new)
        message.text = params["text"]
        message.visible, message.entities, message.buttons = new
        message.edits.append(time.monotonic())
        call.message_id = message.message_id
        return self.world.show(message)

    def _edit_markup(self, params: Json, call: Call) -> Json:
        message = self.world.message(params["chat_id"], params["message_id"])
        buttons = params.get("reply_markup", [])
        self._refuse_same(message.buttons == buttons)
        message.buttons = buttons
        message.edits.append(time.monotonic())
        call.message_id = message.message_id
        return self.world.show(message)

    def _refuse_same(self, same: bool) -> None:
        if same:
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup of the message",
            )

    def _delete_message(self, params: Json, call: Call) -> bool:
        self.world.message(params["chat_id"], params["message_id"]).deleted = True
        return True

    def _answer_query(self, params: Json, call: Call) -> bool:
        query = self.world.queries.get(params["callback_query_id"])
        if query is None or query.answer is not None:
            self.complaints.append(f"button answered twice, or unknown: {params}")
            raise Refusal(
                400,
                "Bad Request: query is too old and response timeout expired or query ID "
                "is invalid",
            )
        query.answer = params.get("text", "")
        query.answered = time.monotonic()
        return True

    def _set_commands(self, params: Json, call: Call) -> bool:
        self.commands.append(params)
        return True

    def _show_chat(self, params: Json, call: Call) -> Json:
        room = self.world.room(params["chat_id"])
        return {
            **room.as_json(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(GIFTS, False),
        }
