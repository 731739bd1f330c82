"""The Bot API methods of the fake that change or show its world; getUpdates is in bot_api.py."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.bot_api_world import BOT, Json, Message, World
from tests.fakes.html_checks import Visible, read_caption, read_text
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
            "sendPhoto": self._send_photo,
            "editMessageText": self._edit_text,
            "editMessageMedia": self._edit_media,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete_message,
            "sendChatAction": lambda params, call: bool(world.room(params["chat_id"])),
            "answerCallbackQuery": self._answer_query,
            "answerInlineQuery": self._answer_inline,
            "getChat": self._show_chat,
            "getChatMember": lambda p, call: world.member(p["chat_id"], p["user_id"]),
            "setMyCommands": self._set_commands,
        }

    def perform(self, params: Json, call: Call) -> Any:
        """Do a call and return its result. Raises Refusal."""
        return self._table[call.method](params, call)

    def _send_message(self, params: Json, call: Call) -> Json:
        visible = read_text(params["text"], params.get("parse_mode"), self.complaints)
        return self._put(params, params["text"], visible, call)

    def _send_photo(self, params: Json, call: Call) -> Json:
        text, mode = params.get("caption", ""), params.get("parse_mode")
        visible = read_caption(text, mode, self.complaints)
        return self._put(params, text, visible, call, photo=params["photo"])

    def _put(
        self, params: Json, text: str, visible: Visible, call: Call, photo: Json | None = None
    ) -> Json:
        room = self.world.room(params["chat_id"])
        reply = params.get("reply_parameters")
        message = Message(
            chat=room.id,
            message_id=room.next_id(),
            text=text,
            visible=visible.text,
            entities=visible.entities,
            buttons=params.get("reply_markup", []),
            silent=params.get("disable_notification", False),
            thread=self.world.find_thread(room, params.get("message_thread_id")),
            reply_to=self.world.find_replied(room, **reply) if reply else None,
            preview=params.get("link_preview_options"),
            photo=photo,
            time=time.monotonic(),
            call=call.id,
        )
        room.messages[message.message_id] = message
        self.delivered.append(message)
        call.message_id = message.message_id
        return self.world.show(message)

    def _edit_text(self, params: Json, call: Call) -> Json:
        message = self.world.message(params["chat_id"], params["message_id"])
        if message.photo:
            raise Refusal(400, "Bad Request: there is no text in the message to edit")
        visible = read_text(params["text"], params.get("parse_mode"), self.complaints)
        buttons = params.get("reply_markup", [])
        new = (visible.text, visible.entities, buttons)
        self._refuse_same((message.visible, message.entities, message.buttons) == new)
        message.text = params["text"]
        message.visible, message.entities, message.buttons = new
        message.edits.append(time.monotonic())
        call.message_id = message.message_id
        return self.world.show(message)

    def _edit_media(self, params: Json, call: Call) -> Json:
        message = self.world.message(params["chat_id"], params["message_id"])
        if not message.photo:  # a bot may do that; ours has no reason to
            raise Refusal(400, "Bad Request: there is no media in the message to edit")
        media, buttons = params["media"], params.get("reply_markup", [])
        text = media.get("caption", "")
        visible = read_caption(text, media.get("parse_mode"), self.complaints)
        was = (message.photo, message.visible, message.entities, message.buttons)
        self._refuse_same(was == (media["media"], visible.text, visible.entities, buttons))
        message.photo, message.text, message.buttons = media["media"], text, buttons
        message.visible, message.entities = visible.text, visible.entities
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

    def _answer_inline(self, params: Json, call: Call) -> bool:
        query = self.world.inline.get(params["inline_query_id"])
        if query is None or query.answered:
            self.complaints.append(f"inline query answered twice, or unknown: {params}")
            raise Refusal(
                400,
                "Bad Request: query is too old and response timeout expired or query ID "
                "is invalid",
            )
        query.answered, query.results = True, params["results"]
        query.kept = params.get("cache_time", 300)
        query.personal = params.get("is_personal", False)
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
