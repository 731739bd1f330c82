"""Chats, people and messages behind the fake Bot API, and the updates they cause."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.html_checks import Entity
from tests.fakes.inline_results import InlineQuery
from tests.fakes.refusal import Refusal

BOT_ID = 100
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Tocsin", "username": "tocsin_test_bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
RIGHTS = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
    "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
    "can_edit_stories can_delete_stories"
)

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Message:
    """A message of the bot as it stands in a chat now."""

    chat: int
    message_id: int
    text: str  # as the bot sent it
    visible: str = ""  # as a reader sees it
    entities: tuple[Entity, ...] = ()
    buttons: list[list[dict[str, str]]] = field(default_factory=list)
    silent: bool = False
    reply_to: int | None = None  # the message of the bot that it hangs under
    thread: int | None = None  # of the forum
    preview: Json | None = None
    photo: Json | None = None  # its size; the text is the caption then
    time: float  # when it came, on the clock of the fake
    edits: list[float] = field(default_factory=list)
    call: int  # the request that brought it
    deleted: bool = False

    def labels(self) -> list[str]:
        """Return the texts on its buttons."""
        return [button["text"] for row in self.buttons for button in row]

    def data(self) -> list[str]:
        """Return what its buttons send."""
        return [button.get("callback_data", "") for row in self.buttons for button in row]


@dataclass(slots=True, kw_only=True)
class Query:
    """A pressed button."""

    id: str
    chat: int
    answer: str | None = None  # None: not answered yet
    pressed: float
    answered: float | None = None


@dataclass(slots=True, kw_only=True)
class Room:
    """A chat."""

    id: int
    type: str
    members: dict[int, str] = field(default_factory=dict)  # user -> status
    closed: str = ""  # why nothing can be sent: the words of the 403
    new_id: int | None = None  # after a group became a supergroup
    title: str = "Room"
    silenced: set[int] = field(default_factory=set)  # who may not post in a channel
    threads: dict[int, str] = field(default_factory=dict)  # closed ones, with why
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0

    def as_json(self) -> Json:
        """Return the chat as updates and answers show it."""
        name = (
            {"first_name": f"User {self.id}"} if self.type == "private" else {"title": self.title}
        )
        return {"id": self.id, "type": self.type, **name}

    def next_id(self) -> int:
        """Return the id of the next message."""
        self.last_id += 1
        return self.last_id


class World:
    """Everything outside the bot. Its acts return updates for getUpdates."""

    def __init__(self) -> None:
        self.rooms: dict[int, Room] = {}
        self.queries: dict[str, Query] = {}
        self.inline: dict[str, InlineQuery] = {}

    def add_chat(self, chat: int, type: str, members: dict[int, str] | None = None) -> Room:
        """Make a chat; members by user id with their status ("member", "administrator", ...)."""
        self.rooms[chat] = Room(id=chat, type=type, members=dict(members or {}))
        return self.rooms[chat]

    def room(self, chat: int) -> Room:
        """Return a chat that the bot may write to. Raises Refusal as the server does."""
        room = self.rooms.get(chat)
        if room is None:
            raise Refusal(400, "Bad Request: chat not found")
        if room.new_id is not None:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=room.new_id,
            )
        if room.closed:
            raise Refusal(403, f"Forbidden: {room.closed}")
        return room

    def find_thread(self, room: Room, thread: int | None) -> int | None:
        """Return the thread of a forum that may be written in. Raises Refusal."""
        closed = "" if thread is None else room.threads.get(thread, "")
        if closed:
            raise Refusal(400, f"Bad Request: {closed}")
        return thread

    def message(self, chat: int, message_id: int) -> Message:
        """Return a message of the bot that can be edited."""
        message = self.room(chat).messages.get(message_id)
        if message is None or message.deleted:
            raise Refusal(400, "Bad Request: message to edit not found")
        return message

    def find_replied(
        self, room: Room, *, message_id: int, allow_sending_without_reply: bool
    ) -> int | None:
        """Return to which message of the bot a reply goes; None when it is gone."""
        message = room.messages.get(message_id)
        if message is not None and not message.deleted:
            return message_id
        if not allow_sending_without_reply:
            raise Refusal(400, "Bad Request: message to be replied not found")
        return None

    def say(self, chat: int, user: int, text: str, *, anonymous: bool = False) -> Json:
        """Somebody writes; anonymous: as an administrator who speaks for the group."""
        room = self.rooms.get(chat) or self.add_chat(chat, "private", {user: "member"})
        room.closed = room.closed if room.type != "private" else ""
        content: Json = {"text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        if anonymous:
            content["sender_chat"] = room.as_json()
        return {"message": self._service(room, ANONYMOUS if anonymous else person(user), content)}

    def press(self, message: Message, user: int, data: str, *, old: bool = False) -> Json:
        """Somebody presses a button; old: Telegram no longer shows the bot that message."""
        if not old and data not in message.data():
            raise AssertionError(f"no button {data!r} under this message: {message.data()}")
        query = Query(id=str(len(self.queries) + 1), chat=message.chat, pressed=time.monotonic())
        self.queries[query.id] = query
        room = self.rooms[message.chat]
        shown: Json = self.show(message)
        if old:
            shown = {"chat": room.as_json(), "message_id": message.message_id, "date": 0}
        return {
            "callback_query": {
                "id": query.id,
                "from": person(user),
                "message": shown,
                "chat_instance": str(message.chat),
                "data": data,
            }
        }

    def ask_inline(self, user: int, typed: str, language: str = "en") -> Json:
        """Somebody types words behind the bot's name in a chat of theirs."""
        query = InlineQuery(id=f"i{len(self.inline) + 1}")
        self.inline[query.id] = query
        asked = {"id": query.id, "from": person(user) | {"language_code": language}}
        return {"inline_query": asked | {"query": typed, "offset": "", "chat_type": "group"}}

    def block(self, chat: int) -> Json:
        """The user blocks the bot, or the group throws it out."""
        room = self.rooms[chat]
        private = room.type == "private"
        room.closed = (
            "bot was blocked by the user"
            if private
            else f"bot was kicked from the {room.type} chat"
        )
        change = {
            "chat": room.as_json(),
            "from": person(chat if private else 1),
            "date": int(time.time()),
            "old_chat_member": {"user": BOT, "status": "member"},
            "new_chat_member": {"user": BOT, "status": "kicked", "until_date": 0},
        }
        return {"my_chat_member": change}

    def promote(self, chat: int, by: Json, status: str, *, silenced: bool = False) -> Json:
        """Somebody changes the bot's standing in a chat."""
        room = self.rooms[chat]
        before = self.member(chat, BOT_ID)
        room.members[BOT_ID] = status
        room.silenced = {BOT_ID} if silenced else set()
        change = {
            "chat": room.as_json(),
            "from": by,
            "date": int(time.time()),
            "old_chat_member": before,
            "new_chat_member": self.member(chat, BOT_ID),
        }
        return {"my_chat_member": change}

    def migrate(self, chat: int, new_chat: int) -> list[Json]:
        """A group becomes a supergroup with a new id."""
        old = self.rooms[chat]
        old.new_id = new_chat
        new = self.add_chat(new_chat, "supergroup", old.members)
        return [
            {"message": self._service(old, ANONYMOUS, {"migrate_to_chat_id": new_chat})},
            {"message": self._service(new, ANONYMOUS, {"migrate_from_chat_id": chat})},
        ]

    def show(self, message: Message) -> Json:
        """Return a message of the bot as updates and answers show it."""
        shown: Json = {
            "message_id": message.message_id,
            "date": int(time.time()),
            "chat": self.rooms[message.chat].as_json(),
            "from": BOT,
            **show_content(message),
        }
        if message.reply_to is not None:
            replied = self.rooms[message.chat].messages[message.reply_to]
            shown["reply_to_message"] = {
                name: value
                for name, value in self.show(replied).items()
                if name != "reply_to_message"
            }
        if message.buttons:
            shown["reply_markup"] = {"inline_keyboard": message.buttons}
        return shown

    def member(self, chat: int, user: int) -> Json:
        """Return somebody's standing in a chat."""
        room = self.room(chat)
        status = room.members.get(user, "left")
        shown: Json = {"user": BOT if user == BOT_ID else person(user), "status": status}
        if status == "administrator":
            shown |= dict.fromkeys(RIGHTS.split(), False)
            if room.type == "channel":
                shown["can_post_messages"] = user not in room.silenced
        if status == "creator":
            shown["is_anonymous"] = False
        return shown

    def _service(self, room: Room, sender: Json, content: Json) -> Json:
        return {
            "message_id": room.next_id(),
            "date": int(time.time()),
            "chat": room.as_json(),
            "from": sender,
            **content,
        }


def show_content(message: Message) -> Json:
    """Return the text of a message, or its picture with what stands under it."""
    if message.photo:
        return {"photo": [message.photo], "caption": message.visible}
    return {"text": message.visible}


def person(user: int) -> Json:
    """Return a user."""
    return {"id": user, "is_bot": False, "first_name": f"User {user}", "language_code": "en"}
