"""Whose word on a language counts: the operator's, the feed's own, and what the words say."""

import re
import time
from contextlib import AsyncExitStack

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.language import detect_language, fill_languages
from bot.models.polls import FeedSpec
from bot.polling.poll import poll_feed
from bot.store.store import open_store
from tests.builders import HOUR, NOON, ManualClock, address, ask, build_article, claim_due
from tests.feeds.servers import serving
from tests.newsroom import open_tools

OURS = {
    "en": """
        Drones hit refinery in Samara
        Rail strike from Wednesday: what travellers need to know
        Explosion at chemical plant injures two
        Zelensky meets Tusk in Warsaw
        Storm warnings issued along coast
        Russia strikes Odesa overnight
        The Government Agrees On A New Budget After A Long Night Of Talks
        MINISTER SAYS NO DEAL BEFORE THE VOTE
        """,
    "de": """
        Regierung einigt sich auf neuen Haushalt
        Bahnstreik ab Mittwoch: Was Reisende wissen müssen
        Hochwasser an der Donau erreicht Scheitelpunkt
        Explosion in Chemiewerk: zwei Verletzte
        Schwerer Unfall auf der A3 bei Nürnberg
        Russland greift Odessa an
        Wetter: Sturmböen an der Küste
        """,
    "pl": """
        Rząd przyjął projekt budżetu
        Drony nad rafinerią w Samarze
        Wypadek na autostradzie, dwie osoby ranne
        Tusk spotkał się z Zełenskim
        Inflacja spadła poniżej trzech procent
        Rosja atakuje Odessę
        BURZE NAD POLSKĄ, SĄ OSTRZEŻENIA
        """,
    "uk": """
        Сили оборони збили 40 дронів над Харковом
        Зеленський зустрівся з президентом Польщі у Варшаві
        На Львівщині сталася ДТП за участю автобуса
        Пожежа на нафтобазі: рятувальники працюють третю добу
        Курс долара на сьогодні
        Потяг зійшов з рейок біля Полтави
        Погода на завтра: мокрий сніг та вітер
        """,
    "ru": """
        Силы ПВО сбили 40 беспилотников над Белгородом
        Глава Минобороны ушёл в отставку
        Пожар на нефтебазе тушат третий день
        Поезд сошел с рельсов под Тулой
        Объект культурного наследия под Рязанью сгорел дотла
        В Петербурге отменили парад
        Погода на завтра: мокрый снег и ветер
        """,
}
OTHERS = """
    El gobierno aprueba los presupuestos tras meses de negociación
    Incendio en una planta química
    Le gouvernement adopte le budget
    Les prix du pétrole baissent
    Il governo approva la manovra
    Regering keurt begroting goed
    Treinstaking vanaf woensdag
    Olieprijzen dalen verder
    Priserna på el stiger
    Ceny elektřiny rostou
    Vláda schválila rozpočet na budúci rok
    Guvernul a adoptat bugetul
    A kormány elfogadta a költségvetést
    Hükümet bütçeyi kabul etti
    Vyriausybė patvirtino biudžetą
    O governo aprova o orçamento
    Урад прыняў бюджэт на наступны год
    Правителството прие бюджета
    Влада је усвојила буџет
    Η κυβέρνηση ενέκρινε τον προϋπολογισμό
    הממשלה אישרה את התקציב
    政府が予算案を承認した
    政府批准预算
    """


@pytest.fixture
async def store(tmp_path):
    store = open_store(address(tmp_path))
    yield store
    await store.close()


def lines(text):
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize(
    ("language", "headline"), [(code, line) for code, text in OURS.items() for line in lines(text)]
)
def test_a_headline_is_known_by_its_words(language, headline):
    assert detect_language(headline) == language


@pytest.mark.parametrize("headline", lines(OTHERS))
def test_no_language_of_ours_is_said_of_another(headline):
    assert detect_language(headline) not in OURS


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n", "2026", "?!…", "🔔🔔", "Kyiv", "Samara Zelensky Tusk", "NATO F-16 HIMARS"),
        *("U.S.", "Real Madrid – Borussia Dortmund 2:1", "Las Vegas", "Киев", "ДНК НАТО"),
    ],
)
def test_names_and_numbers_leave_it_open(text):
    assert detect_language(text) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Von der Leyen arrives for talks with the Armenian government", "en"),
        ("Al Jazeera says five of its journalists were killed", "en"),
        ("Кабмін: «Выборы»", ""),  # both, so neither
        ("Как пишет «Коммерсантъ», сделка отложена", "ru"),
        ("Подъезд обрушился в Ижевске", "ru"),
    ],
)
def test_foreign_names_do_not_decide(text, language):
    assert detect_language(text) == language


@given(st.text(max_size=200))
def test_any_text_has_a_language_or_none(text):
    assert re.fullmatch("|[a-z]{2}", detect_language(text))


def test_a_long_text_costs_no_more_than_its_beginning():
    begun = time.process_time()
    detect_language("ъы ge-" * 2_000_000)
    assert time.process_time() - begun < 0.5


def test_only_articles_without_a_language_are_looked_at():
    news = [
        build_article("a", title="Rząd przyjął projekt budżetu", language="en"),
        build_article("b", title="Rząd przyjął projekt budżetu", language=""),
        build_article("c", title="Kyiv", summary="What is known of the strikes.", language=""),
        build_article("d", title="Kyiv", summary="", language=""),
    ]
    assert [article.language for article in fill_languages(news)] == ["en", "pl", "en", ""]


def test_a_title_goes_before_the_words_that_a_service_adds():
    added = (
        "submitted by a member of the community, read more on the site and share it with friends"
    )
    article = build_article(title="Rząd przyjął projekt budżetu", summary=added, language="")
    assert fill_languages([article])[0].language == "pl"


# ---------------------------------------------------------------- whose word counts

BODY = """<rss version="2.0"><channel><title>T</title>{said}
<item><guid>1</guid><title>Rząd przyjął projekt budżetu</title></item></channel></rss>"""


@pytest.mark.parametrize(
    ("operator", "feed", "language"),
    [
        pytest.param("pt-BR", "de-DE", "pt-br", id="the operator's word is the first"),
        pytest.param("", "de-DE", "de-de", id="then the feed's own"),
        pytest.param("uk", "", "uk", id="the operator's word spares the guess"),
        pytest.param("", "", "pl", id="then what the words say"),
    ],
)
async def test_the_operator_goes_before_the_feed_and_the_feed_before_a_guess(
    store, operator, feed, language
):
    said = f"<language>{feed}</language>" if feed else ""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=BODY.format(said=said), content_type="application/rss+xml")

    async with AsyncExitStack() as opened:
        url = await opened.enter_async_context(serving(answer))
        tools = await opened.enter_async_context(open_tools(store, ManualClock()))
        await store.feeds.sync([FeedSpec(url=url, language=operator)], now=NOON)
        ((listed,),) = await claim_due(store, now=NOON, lease=HOUR, hosts=1)
        await poll_feed(tools, listed)
    assert await ask(store, "SELECT language FROM articles") == [(language,)]
