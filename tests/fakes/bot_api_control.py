"""Steering the fake Bot API from another process, over HTTP with JSON.

GET  /control/messages          what was delivered, oldest first; ?chat=ID for one chat
GET  /control/wait              the same, as soon as there are enough: ?chat=ID&count=N&seconds=S
GET  /control/requests          every request; in flight while "ended" is null
GET  /control/state             complaints, floods, unanswered buttons, commands
POST /control/chat              {"chat", "type", "members": {user: status}}
POST /control/say               {"chat", "user", "text"}
POST /control/press             {"chat", "user", "message_id", "data"}
POST /control/block             {"chat"}
POST /control/migrate           {"chat", "new_chat"}
POST /control/fault             {"kind", ...}: see bot_api.Fault
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from tests.fakes.bot_api import FakeBotApi


def add_control(app: web.Application, api: "FakeBotApi") -> None:
    """Add the control addresses to the server."""
    acts = Acts(api)
    app.router.add_get("/control/messages", acts.list_messages)
    app.router.add_get("/control/wait", acts.wait_for_messages)
    app.router.add_get("/control/requests", acts.list_requests)
    app.router.add_get("/control/state", acts.show_state)
    app.router.add_post("/control/{act}", acts.act)


class Acts:
    """What another process may ask for."""

    def __init__(self, api: "FakeBotApi") -> None:
        self._api = api

    async def list_messages(self, request: web.Request) -> web.Response:
        """Return messages as they stand now."""
        chat = request.query.get("chat")
        found = self._api.messages(int(chat)) if chat else self._api.delivered
        return web.json_response([asdict(message) for message in found])

    async def wait_for_messages(self, request: web.Request) -> web.Response:
        """Return a chat's messages when there are enough, or 504 after some seconds."""
        query = request.query
        try:
            found = await self._api.wait_for_messages(
                int(query["chat"]), int(query["count"]), float(query.get("seconds", "10"))
            )
        except AssertionError as error:
            return web.json_response({"error": str(error)}, status=504)
        return web.json_response([asdict(message) for message in found])

    async def list_requests(self, request: web.Request) -> web.Response:
        """Return every request."""
        return web.json_response([asdict(call) for call in self._api.calls])

    async def show_state(self, request: web.Request) -> web.Response:
        """Return what should be empty at the end of a test, and the command menus."""
        return web.json_response(
            {
                "complaints": self._api.complaints,
                "floods": [asdict(flood) for flood in self._api.gate.floods],
                "unanswered": self._api.unanswered(),
                "commands": self._api.commands,
            }
        )

    async def act(self, request: web.Request) -> web.Response:
        """Do something in the world of the fake."""
        body: dict[str, Any] = await request.json()
        api, result = self._api, None
        match request.match_info["act"]:
            case "chat":
                members = {int(user): status for user, status in body.get("members", {}).items()}
                api.add_chat(body["chat"], body["type"], members)
            case "say":
                api.say(body["chat"], body["user"], body["text"])
            case "press":
                message = api.world.message(body["chat"], body["message_id"])
                result = api.press(message, body["user"], body["data"])
            case "block":
                api.block(body["chat"])
            case "migrate":
                api.migrate(body["chat"], body["new_chat"])
            case "fault":
                api.fault(**body)
            case other:
                raise web.HTTPNotFound(text=f"no act {other!r}")
        return web.json_response({"ok": True, "result": result})
