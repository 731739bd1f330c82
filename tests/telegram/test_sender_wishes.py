"""Messages as chats want them: language, preview, length, thread, digests; whatever news hold."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.digest import LINES, choose_first, render_whole_digest
from bot.models import DeliveryKind
from bot.models.wishes import Format, Preview
from bot.telegram.alert_words import open_alert_words, open_digest_words
from bot.telegram.sender import render
from bot.telegram.words import LANGUAGES
from bot.textlength import count_units
from tests.builders import build_alert, build_delivery
from tests.fakes.html_checks import read_text
from tests.telegram.test_sender import CHAT, open_sender

LINK = "https://news.example/a"
AT = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)


def make(kind=DeliveryKind.ALERT, **given):
    return build_delivery(**{"chat": CHAT, "kind": kind, **given})


def make_digest(*headlines, more=0, **given):
    bundle = tuple(build_alert(headline=one, published=AT) for one in headlines)
    return make(DeliveryKind.DIGEST, alert=bundle[0], bundle=bundle, more=more, **given)


async def send(delivery):
    """The message that becomes of a delivery."""
    async with open_sender() as (sender, api):
        await sender.send(delivery)
        return api.messages(CHAT)[-1]


@pytest.mark.parametrize(
    ("preview", "link", "shown"),
    [
        (Preview.SMALL, LINK, {"url": LINK, "prefer_small_media": True}),
        (Preview.LARGE, LINK, {"url": LINK, "prefer_large_media": True}),
        (Preview.NONE, LINK, {"is_disabled": True}),
        (Preview.LARGE, "javascript:alert(1)", {"is_disabled": True}),
        (Preview.LARGE, "https://", {"is_disabled": True}),
    ],
)
async def test_the_picture_of_an_article_is_as_large_as_the_chat_wants_it(preview, link, shown):
    message = await send(make(preview=preview, alert=build_alert(link=link)))
    assert message.preview == shown


@pytest.mark.parametrize("kind", [DeliveryKind.ALERT, DeliveryKind.UPDATE])
async def test_a_short_alert_has_no_summary(kind):
    assert "Two drones" in (await send(make(kind))).visible
    assert "Two drones" not in (await send(make(kind, format=Format.SHORT))).visible


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "",
            (
                "⚡ Breaking · war · 3 sources",
                "Feed 1 · 02 Mar 09:05 UTC",
                "also reported by B, C",
            ),
        ),
        ("uk", ("⚡ Терміново · war · 3 джерела", "Feed 1 · 02 бер. 09:05 UTC", "також: B, C")),
        ("pl", ("⚡ Pilne · war · 3 źródła", "Feed 1 · 02 mar 09:05 UTC", "także: B, C")),
        ("de", ("⚡ Eilmeldung · war · 3 Quellen", "Feed 1 · 02 März 09:05 UTC", "auch bei B, C")),
        ("ru", ("⚡ Срочно · war · 3 источника", "Feed 1 · 02 мар. 09:05 UTC", "также: B, C")),
    ],
)
async def test_an_alert_speaks_the_language_of_its_chat(language, lines):
    alert = build_alert(breaking=True, also=("B", "C"), published=AT)
    first, *_, moment, also = (await send(make(alert=alert, language=language))).visible.split(
        "\n"
    )
    assert (first, moment, also) == lines


async def test_moments_are_shown_by_the_clock_of_the_chat():
    alert = build_alert(published=AT)
    message = await send(make(alert=alert, zone="Europe/Kyiv"))
    assert "Feed 1 · 02 Mar 11:05" in message.visible
    assert "UTC" not in message.visible


async def test_the_buttons_speak_it_too():
    assert (await send(make(language="de"))).labels() != (await send(make())).labels()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_digest_is_one_message_without_buttons_or_picture(language):
    digest = make_digest("Drones", "Ships & <co>", more=12, language=language, silent=True)
    message = await send(digest)
    title, *lines = message.visible.splitlines()
    assert "14" in title
    assert "• Drones" in message.visible
    assert "• Ships & <co>" in message.visible
    assert "12" in lines[-1]
    assert "/latest" in lines[-1]
    assert (message.buttons, message.preview, message.silent) == ([], {"is_disabled": True}, True)


async def test_a_digest_whose_markup_is_refused_goes_out_as_plain_text():
    async with open_sender() as (sender, api):
        api.fault("refuse", description="Bad Request: can't parse entities: Unsupported tag")
        await sender.send(make_digest("Drones <b>", "Ships"))
        (message,) = api.messages(CHAT)
        assert "• Drones <b>" in message.visible
        assert not message.entities


# ---------------------------------------------------------------- whatever the news hold

NASTY = st.one_of(
    st.text(st.characters(), max_size=300),
    st.sampled_from(
        [
            "<b>", "</a>", "&amp;", "&#0;", "\ud800", "\udfff half", "\0\x1b[31m", "\u202eback",
            "😀" * 3_000, "a" * 100_000, "<" * 100_000, "\n\n", "مرحبا", '" onclick="', " ",
        ]
    ),
)  # fmt: skip
LINKS = st.one_of(
    NASTY,
    NASTY.map(lambda tail: f"https://a.example/{tail}"),
    st.sampled_from(["https://a.example/" + "&" * 1_900, "https://[", "https://a b/"]),
)
ALERTS = st.builds(
    build_alert,
    topics=st.lists(NASTY, min_size=1, max_size=3).map(tuple),
    headline=NASTY,
    link=LINKS,
    source=NASTY,
    published=st.datetimes(timezones=st.just(UTC)),
    summary=NASTY,
    also=st.lists(NASTY, max_size=9).map(tuple),
    breaking=st.booleans(),
)
CHATS = st.fixed_dictionaries(
    {
        "language": st.sampled_from(list(LANGUAGES)),
        "zone": st.sampled_from(["", "Asia/Kolkata", "America/St_Johns", "nowhere"]),
        "format": st.sampled_from(Format),
    }
)


def accept(text, html):
    """What the strict reader makes of a text; it has nothing to complain of."""
    complaints: list[str] = []
    visible = read_text(text, "HTML" if html else None, complaints)
    assert complaints == []
    text.encode()
    return visible.text


@given(
    alert=ALERTS,
    chat=CHATS,
    kind=st.sampled_from([DeliveryKind.ALERT, DeliveryKind.UPDATE, DeliveryKind.EDIT]),
    html=st.booleans(),
)
def test_whatever_a_feed_says_is_accepted(alert, chat, kind, html):
    assert accept(render(make(kind, alert=alert, **chat), html=html), html)


@given(
    alerts=st.lists(ALERTS, min_size=1, max_size=LINES),
    chat=CHATS,
    html=st.booleans(),
    more=st.integers(0, 99_999),
)
def test_what_was_chosen_for_a_digest_always_fits_one_message(alerts, chat, html, more):
    chosen = [alerts[place] for place in choose_first(alerts)]
    assert chosen
    digest = make(DeliveryKind.DIGEST, alert=chosen[0], bundle=tuple(chosen), more=more, **chat)
    shown = accept(render(digest, html=html), html)
    signs = sum(line[:2] in ("• ", "⚡ ") for line in shown.split("\n"))
    assert signs >= len(chosen)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("html", [True, False])
def test_a_digest_of_the_longest_lines_loses_none(language, html):
    alerts = [
        build_alert(
            topics=("t" * 40,),
            headline=f"{number} {'Ж' * 300}",
            source="S" * 99,
            link="https://a.example/" + "&" * 470,
            published=datetime(2026, 11, 22, 22, 22, tzinfo=UTC),
            also=("B",) * 999,
        )
        for number in range(LINES)
    ]
    chosen = [alerts[place] for place in choose_first(alerts)]
    assert len(chosen) >= 10
    titled = [replace(one, topics=("T" * 60,)) for one in chosen]
    words = open_digest_words(len(chosen) + 9_999, 9_999, language=language, zone="")
    text = render_whole_digest(titled, words, html=html)
    shown = accept(text, html)
    assert all(f"• {number} Ж" in shown for number in range(len(chosen)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_digest_are_as_short_as_its_room_is_counted(language):
    for month in range(1, 13):
        words = open_digest_words(99_999, 99_999, language=language, zone="Europe/Kyiv")
        moment = words.moment(datetime(2026, month, 22, 22, 22, tzinfo=UTC))
        assert count_units(moment) <= 20
        assert count_units(words.sources(999)) <= 20
        assert count_units(words.title) <= 60
        assert count_units(words.more) <= 100


def test_words_are_made_once_for_a_language_and_a_zone():
    assert open_alert_words("uk", "") is open_alert_words("uk", "")
