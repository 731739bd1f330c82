"""The README's pictures, from the demo's news: `python -m tests.pictures` takes them again.

The bot runs with a Telegram that takes its messages on loopback. One picture shows them the way
a telephone does, the other the bot's status page at the same moment.
"""

import asyncio
import re
import tempfile
from base64 import b64encode
from html import escape
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from pydantic import SecretStr
from rich.console import Console

from bot.app import open_bot
from bot.demo.play import demo_settings, find_port, write_rules
from bot.demo.server import load_sample_feeds, serve_samples
from bot.log import configure_logging
from bot.parts.ground import clock
from bot.running import run_until
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.bot_api_world import Message
from tests.web.browser import open_browser, open_page

ROOT = Path(__file__).parent.parent
PICTURES = Path(__file__).parent / "data" / "pictures"
PERSON = 11
LENGTH = 58.0  # seconds, as the sample news is written
COLOURS = 48  # enough for pages of few colours, and a third of the bytes
LIMIT = 120_000  # bytes a picture
EDITS = 130.0  # seconds until "also reported by" has come to the first alerts
CLIP: Any = {"x": 0, "y": 0, "width": 390, "height": 640}  # what both pictures show

BELL = (
    '<svg viewBox="0 0 24 24" width="17" height="17"><path fill="#f5b301" d="M12 2a2 2 0 0 0-2 2'
    "v.6A6 6 0 0 0 6 10v5l-2 2v1h16v-1l-2-2v-5a6 6 0 0 0-4-5.4V4a2 2 0 0 0-2-2zm-2 17a2 2 0 0 0 "
    '4 0z"/></svg>'
)
STYLE = """
body { margin: 0; background: #cfdcc6; font: 15.5px/1.32 Roboto, sans-serif; color: #111; }
header { background: #fff; padding: 12px 16px; display: flex; gap: 12px; align-items: center; }
header i { width: 40px; height: 40px; border-radius: 50%; background: #b3261e; display: grid;
  place-items: center; } header i path { fill: #fff } header i svg { width: 22px; height: 22px }
header b { display: block; font-size: 16.5px; font-weight: 600 } header span { color: #7a8288;
  font-size: 13.5px }
main { padding: 10px 10px 0 10px; }
.message { width: 330px; margin-bottom: 9px; }
.bubble { background: #fff; border-radius: 14px 14px 14px 4px; padding: 8px 12px 7px; }
.text { white-space: pre-line; } .text svg { vertical-align: -3px }
a { color: #2077c9; text-decoration: none; } b { font-weight: 600 }
.reply { border-left: 3px solid #2077c9; background: #e8f1fa; border-radius: 4px;
  padding: 3px 8px; margin-bottom: 5px; font-size: 14px; overflow: hidden;
  white-space: nowrap; text-overflow: ellipsis; }
.reply b { color: #2077c9; display: block }
.time { float: right; color: #8c979e; font-size: 12px; margin: 3px 0 0 8px }
.row { display: flex; gap: 4px; margin-top: 4px }
.row span { flex: 1; background: #7b957699; color: #fff; text-align: center; padding: 8px 4px;
  border-radius: 7px; font-size: 14px; font-weight: 500 }
"""


def font_style() -> str:
    """Return the letters as CSS, so that the picture is the same wherever it is taken."""
    font = files("fontpkg_roboto").joinpath("files", "Roboto[wdth,wght].ttf").read_bytes()
    return (
        "@font-face { font-family: Roboto; font-weight: 100 900; "
        f"src: url(data:font/ttf;base64,{b64encode(font).decode()}) }}"
    )


def draw_chat(messages: list[Message]) -> str:
    """Return a chat as a page: Telegram's HTML as it came, its buttons, what is replied to."""
    by_id = {message.message_id: message for message in messages}
    bubbles = "".join(_draw(message, by_id.get(message.reply_to or 0)) for message in messages)
    return (
        f"<style>{font_style()}{STYLE}</style><header><i>{BELL}</i>"
        f"<div><b>Tocsin</b><span>bot</span></div></header><main>{bubbles}</main>"
    )


def strip_sign(label: str) -> str:
    """Return a label without its sign: the browser here has no letters for those."""
    return re.sub(r"^\W+ ", "", label)


def _draw(message: Message, above: Message | None) -> str:
    text = re.sub(r"</?tg-time[^>]*>", "", message.text).replace("🔔", BELL)
    reply = ""
    if above:
        quoted = " ".join(above.visible.removeprefix("🔔").split())
        reply = f'<div class="reply"><b>Tocsin</b>{escape(quoted)}</div>'
    edited = "edited " if message.edits else ""
    shown = re.search(r"\b\d\d:\d\d\b", message.visible)
    time = f'<span class="time">{edited}{shown[0] if shown else ""}</span>'
    rows = "".join(
        '<div class="row">'
        + "".join(f"<span>{escape(strip_sign(button['text']))}</span>" for button in row)
        + "</div>"
        for row in message.buttons
    )
    return (
        f'<div class="message"><div class="bubble">{reply}<div class="text">{text}{time}</div>'
        f'<div style="clear: both"></div></div>{rows}</div>'
    )


def shrink(png: bytes) -> bytes:
    """Return a picture in few colours."""
    small = BytesIO()
    with Image.open(BytesIO(png)) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(small, "PNG", optimize=True)
    return small.getvalue()


async def take_pictures(
    folder: Path, *, length: float = LENGTH, wait: float = EDITS
) -> list[Message]:
    """Write alert.png and status.png to the folder; returns the alerts that came.

    `length`: seconds over which the sample news comes out. `wait`: seconds after that. An alert
    that says who else reported its story comes first in the picture.
    """
    with tempfile.TemporaryDirectory() as name:
        trial, feeds, port = Path(name), load_sample_feeds(), find_port()
        async with (
            FakeBotApi() as api,
            serve_samples(feeds, clock=clock, speed=LENGTH / length) as address,
        ):
            write_rules(trial / "rules", topics=ROOT / "rules", feeds=feeds, address=address)
            settings = demo_settings(trial, port).model_copy(
                update={"telegram_token": SecretStr(TOKEN), "telegram_api": api.url}
            )
            async with open_bot(settings, console=Console(quiet=True)) as bot:
                stop = asyncio.Event()
                running = asyncio.create_task(run_until(bot, stop))
                api.say(PERSON, PERSON, "/topics")
                (menu,) = await api.wait_for_messages(PERSON, 1, 20)
                for data in menu.data():
                    await api.wait_for_answer(api.press(menu, PERSON, data), 20)
                await asyncio.sleep(length + wait)
                alerts = [one for one in api.messages(PERSON) if one is not menu]
                try:
                    await _photograph(folder, alerts, f"http://127.0.0.1:{port}/")
                finally:
                    stop.set()
                    await running
    return alerts


async def _photograph(folder: Path, alerts: list[Message], url: str) -> None:
    options = {"device_scale_factor": 2, "bypass_csp": True}
    async with open_browser() as browser, open_page(browser, **options) as (page, complaints):
        alerts = sorted(alerts, key=lambda one: not one.edits)
        await page.set_content(draw_chat(alerts))
        await page.evaluate("document.fonts.ready")
        (folder / "alert.png").write_bytes(shrink(await page.screenshot(clip=CLIP)))
        await page.goto(url)
        await page.add_style_tag(content=f"{font_style()} * {{ font-family: Roboto !important }}")
        await page.evaluate("document.fonts.ready")
        (folder / "status.png").write_bytes(shrink(await page.screenshot(clip=CLIP)))
        assert complaints == []


if __name__ == "__main__":
    configure_logging("error")
    PICTURES.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_pictures(PICTURES))
