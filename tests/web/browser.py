"""Debian's own browser, for tests of pages as people see them."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, async_playwright

from tests.installing import install, installing

LONGEST = 10_000.0  # milliseconds for anything in a page


@cache
def find_chromium() -> str:
    """The browser's file, installed first where it is missing and may be; else the test skips."""
    if not shutil.which("chromium") and os.getuid() == 0 and shutil.which("apt-get"):
        with installing():
            if not shutil.which("chromium"):
                install("chromium")
    return shutil.which("chromium") or pytest.skip("there is no chromium here")


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    path = find_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def open_page(
    browser: Browser, *, width: int = 390, scheme: Any = "light", **options: Any
) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page, and what it complains of: errors, and what its policy kept from it."""
    context = await browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, **options
    )
    context.set_default_timeout(LONGEST)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
    page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
    try:
        yield page, complaints
    finally:
        await context.close()


async def find_barriers(page: Page) -> list[str]:
    """What axe finds of weight: rule and place."""
    found = await Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{one['id']}: {one['nodes'][0]['html']}"
        for one in found.response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


async def is_too_wide(page: Page) -> bool:
    """Whether one has to scroll sideways."""
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    return bool(await page.evaluate(wide))
