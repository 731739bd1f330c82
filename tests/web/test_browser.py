"""The status page in a real browser, as people use it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error
from sqlalchemy import Connection

from tests.web.browser import find_barriers, is_too_wide, open_browser, open_page
from tests.web.newsdesk import open_newsdesk
from tests.web.rows import MINUTE, NOW, add_feed, add_story

PAGES = ("/", "/stories", "/topics", "/feeds", "/queue", f"/stories/{5:032x}", "/stories/none")
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "\u202eright to left override " + "ש" * 300,
    "W" * 5_000,
    '"><svg/onload=alert(3)>{{ 7*7 }}',
    "👩‍👩‍👧‍👦🏴‍☠️🇺🇦" * 60 + "Z̸̢͖̽a̷͙̚l̸̰̈g̷̱̽o̵͇͂" * 40 + "\0\u2028\x1b[31m",
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
async def test_every_page_is_shown_without_complaint_or_barrier(
    browser: Browser, width: int, scheme: str, tmp_path: Path
):
    async with (
        open_newsdesk(tmp_path) as (_, url),
        open_page(browser, width=width, scheme=scheme) as (page, complaints),
    ):
        for path in PAGES:
            await page.goto(f"{url}{path}")
            assert await page.title(), path
            for summary in await page.query_selector_all("summary"):
                await summary.click()
            assert await find_barriers(page) == [], path
            assert not await is_too_wide(page), path
            missing = "Failed to load resource: the server responded with a status of 404"
            expected = 1 if path.endswith("none") else 0
            assert len([one for one in complaints if missing in one]) == expected
            complaints[:] = [one for one in complaints if missing not in one]
            assert complaints == [], path


async def test_a_barrier_would_be_found(browser: Browser):
    async with open_page(browser) as (page, _):
        await page.set_content("<main><h1>Chart</h1><img src='data:,'></main>")
        assert any(barrier.startswith("image-alt") for barrier in await find_barriers(page))


async def test_feeds_are_found_sorted_and_filtered(browser: Browser, tmp_path: Path):
    async with (
        open_newsdesk(tmp_path) as (_, url),
        open_page(browser, width=1280) as (page, complaints),
    ):
        await page.goto(f"{url}/feeds")
        await page.fill("input[name=q]", "узбережжя")
        await page.press("input[name=q]", "Enter")
        await page.wait_for_url("**q=*")
        assert await page.locator("tbody tr").count() == 1
        await page.goto(f"{url}/feeds")
        await page.click("nav.chips >> text=silent")
        await page.wait_for_url("**state=silent*")
        assert "Osk Valley News" in await page.inner_text("tbody")
        await page.goto(f"{url}/feeds")
        await page.select_option("select", "title")
        await page.wait_for_url("**sort=title*")
        titles = await page.locator("tbody th bdi").all_inner_texts()
        assert titles == sorted(titles, key=str.casefold)
        assert complaints == []


async def test_without_a_script_everything_is_there(browser: Browser, tmp_path: Path):
    async with (
        open_newsdesk(tmp_path) as (_, url),
        open_page(browser, java_script_enabled=False) as (page, _),
    ):
        await page.goto(f"{url}/feeds")
        await page.select_option("select", "next")
        await page.click("text=Show")
        await page.wait_for_url("**sort=next*")
        assert await page.locator("tbody tr").count() == 12
        await page.click("nav >> text=Stories")
        await page.click(".stories a >> nth=0")
        assert await page.locator(".articles li").count() > 0


async def test_news_shows_while_the_page_is_open_and_what_was_opened_stays(
    browser: Browser, tmp_path: Path
):
    async with (
        open_newsdesk(tmp_path) as (store, url),
        open_page(browser) as (page, complaints),
    ):
        await page.clock.install()
        await page.goto(f"{url}/topics")
        await page.click("#summary-ports")
        before = await page.locator("details[open] .rules .number").first.inner_text()

        def bring(connection: Connection) -> None:
            add_story(
                connection,
                9_999,
                "Closures spread",
                topics=(("ports", "closures"),),
                seen=(NOW - MINUTE,),
                sources=((1, "Wire"),),
            )

        await store.database.run(bring, writes=True)
        await page.clock.fast_forward(25_000)
        after = page.locator("details[open] .rules .number").first
        await page.wait_for_function(
            "was => document.querySelector('details[open] .number').innerText !== was", arg=before
        )
        assert int(await after.inner_text()) == int(before) + 1
        assert complaints == []


async def test_a_bot_that_does_not_answer_is_said(browser: Browser, tmp_path: Path):
    async with open_page(browser) as (page, _):
        await page.clock.install()
        async with open_newsdesk(tmp_path) as (_, url):
            await page.goto(url)
            await page.wait_for_function("document.getElementById('live').innerText === 'Live'")
        await page.clock.fast_forward(15_000)
        await page.wait_for_selector("body.stale")
        assert "Not reached since" in await page.inner_text("#live")


async def test_hostile_titles_do_no_harm(browser: Browser, tmp_path: Path):
    def bring(connection: Connection) -> None:
        for number, title in enumerate(HOSTILE, 500):
            add_feed(connection, number, title, health="failing", error=title, failures=1)
            add_story(
                connection,
                number,
                title,
                topics=(("ports", title[:200]), (title[:40], "x")),
                seen=(NOW - MINUTE,),
                sources=((number, title),),
                link="javascript:alert('{}')",
            )

    async with open_newsdesk(tmp_path) as (store, url):
        await store.database.run(bring, writes=True)
        async with open_page(browser) as (page, complaints):
            for path in ("/", "/stories", "/topics", "/feeds", "/queue"):
                await page.goto(f"{url}{path}")
                for summary in await page.query_selector_all("summary"):
                    await summary.click()
                assert not await is_too_wide(page), path
                if path in ("/stories", "/feeds"):
                    assert await find_barriers(page) == [], path
                assert await page.locator("main script, main img, main svg svg").count() == 0
            for number in range(500, 500 + len(HOSTILE)):
                await page.goto(f"{url}/stories/{number:032x}")
                assert not await is_too_wide(page), HOSTILE[number - 500][:20]
                assert await page.locator("a[href^='javascript']").count() == 0
                assert "49" not in await page.inner_text("h1")
            assert complaints == []


async def test_a_page_behind_a_password_is_shown_and_kept_new_to_who_knows_it(
    browser: Browser, tmp_path: Path
):
    known = {"username": "anyone", "password": "long enough"}
    async with (
        open_newsdesk(tmp_path, password="long enough") as (store, url),
    ):
        async with open_page(browser) as (page, _):
            with pytest.raises(Error, match="INVALID_AUTH"):
                await page.goto(f"{url}/stories")
        async with open_page(browser, http_credentials=known) as (page, complaints):
            await page.clock.install()
            await page.goto(f"{url}/stories")

            def bring(connection: Connection) -> None:
                add_story(
                    connection,
                    9_998,
                    "Lighthouse keeper found well",
                    topics=(("ports", "closures"),),
                    seen=(NOW - MINUTE,),
                    sources=((1, "Wire"),),
                )

            await store.database.run(bring, writes=True)
            await page.clock.fast_forward(25_000)
            await page.wait_for_selector("text=Lighthouse keeper found well", state="attached")
            assert await page.locator(".stories li .day").count() > 20
            assert complaints == []


async def test_what_gets_into_a_page_all_the_same_may_not_run_or_call_home(
    browser: Browser, tmp_path: Path
):
    async with (
        open_newsdesk(tmp_path, filled=False) as (_, url),
        open_page(browser) as (page, complaints),
    ):
        await page.goto(url)
        await page.evaluate(
            """() => {
                document.body.insertAdjacentHTML("beforeend",
                    "<b id=styled style='color: red' onclick='document.title = 1'>x</b>"
                    + "<img src='https://elsewhere.example/x.png'>"
                    + "<iframe src='https://elsewhere.example/'></iframe>");
                const script = document.createElement("script");
                script.textContent = "document.title = 1";
                document.body.append(script);
            }"""
        )
        await page.click("#styled")
        assert await page.title() == "Now · Tocsin"
        away = "fetch('https://elsewhere.example/').then(() => 1, () => 0)"
        assert await page.evaluate(away) == 0
        refused = "\n".join(complaints)
        for directive in ("script-src", "style-src", "img-src", "connect-src", "default-src"):
            assert directive in refused, directive
