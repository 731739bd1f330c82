"""Alerts in the terminal: what a subscriber reads, and nothing that the news could inject."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.models import Alert, Delivery, DeliveryKind, Hit
from bot.terminal import TerminalSender, render_edit, render_terminal
from tests.builders import build_alert, build_delivery


def hit(field: str, start: int, end: int) -> Hit:
    return Hit(term="x", field=field, start=start, end=end, words="x")


def show(alert: Alert, *, edit: bool = False) -> str:
    """The text as a terminal without colours has it."""
    console = Console(file=io.StringIO(), width=100, color_system=None)
    console.print(render_edit(alert) if edit else render_terminal(alert))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def send(delivery: Delivery, *, name_chats: bool = False) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=100, color_system=None)
    message = await TerminalSender(console, name_chats=name_chats).send(delivery)
    assert isinstance(console.file, io.StringIO)
    return message, console.file.getvalue()


def test_an_alert_shows_everything_in_its_order():
    alert = build_alert(topics=("War", "Ports"), also=("B", "C"))
    assert show(alert).splitlines() == [
        "🔔 War · Ports",
        "Drones reach the harbour",
        "Two drones were seen.",
        "Feed 1 · 02 Mar 12:00 UTC",
        "also reported by B, C",
    ]


def test_matched_words_are_highlighted_and_the_headline_is_linked():
    alert = build_alert(hits=(hit("title", 0, 6), hit("summary", 4, 10)))
    text = render_terminal(alert)
    styles = {(text.plain[span.start : span.end], str(span.style)) for span in text.spans}
    assert ("Drones", "yellow") in styles
    assert ("drones", "bold yellow") in styles
    assert ("Drones reach the harbour", "link https://news.example/a") in styles


def test_a_link_of_another_kind_is_not_linked():
    text = render_terminal(build_alert(link="javascript:alert(1)"))
    assert not [span for span in text.spans if "link" in str(span.style)]


def test_what_looks_like_markup_is_shown_as_it_is():
    alert = build_alert(headline="[red]not red[/red] [/nothing]", summary="[link=x]a[/link]")
    assert "[red]not red[/red] [/nothing]" in show(alert)
    assert "[link=x]a[/link]" in show(alert)


def test_an_edit_is_one_line_below():
    assert show(build_alert(also=("B",)), edit=True) == (
        "   ↳ Drones reach the harbour  also reported by B\n"
    )


async def test_an_update_is_indented_below():
    alert = build_alert(topics=("War",), headline="Toll rises to five")
    update = build_delivery(kind=DeliveryKind.UPDATE, alert=alert, message_id=5, id=6)
    number, text = await send(update)
    assert number == 6
    assert text.splitlines() == [
        "   ↻ Update · War",
        "     Toll rises to five",
        "     Feed 1 · 02 Mar 12:00 UTC",
        "",
    ]


async def test_breaking_stands_in_every_kind_of_message():
    alert = build_alert(topics=("War",), breaking=True, also=("B", "C"))
    shown = {
        kind: (await send(build_delivery(kind=kind, alert=alert)))[1].splitlines()[0]
        for kind in (DeliveryKind.ALERT, DeliveryKind.UPDATE, DeliveryKind.EDIT)
    }
    assert shown == {
        DeliveryKind.ALERT: "⚡ Breaking · War · 3 sources",
        DeliveryKind.UPDATE: "   ⚡ Breaking · War",
        DeliveryKind.EDIT: "   ↳ ⚡ Breaking  Drones reach the harbour  also reported by B, C",
    }


async def test_a_digest_has_a_line_for_each_story_and_counts_the_rest():
    bundle = (build_alert(), build_alert(headline="Toll\x1b[31m rises", breaking=True))
    digest = build_delivery(kind=DeliveryKind.DIGEST, bundle=bundle, more=3)
    assert (await send(digest))[1].splitlines() == [
        "📰 5 stories",
        "• Drones reach the harbour  Feed 1 · 02 Mar 12:00 UTC",
        "⚡ Toll[31m rises  Feed 1 · 02 Mar 12:00 UTC",
        "and 3 more",
        "",
    ]


async def test_the_number_of_a_delivery_stands_in_for_a_message():
    assert (await send(build_delivery(id=5)))[0] == 5
    edit = build_delivery(id=6, kind=DeliveryKind.EDIT, message_id=5)
    message, text = await send(edit)
    assert message == 5
    assert text.startswith("   ↳ ")


async def test_a_dry_run_says_to_whom_it_would_go():
    _, text = await send(build_delivery(chat=-9, chat_kind="group"), name_chats=True)
    assert text.startswith("to group chat -9\n🔔")
    _, text = await send(build_delivery())
    assert text.startswith("🔔")


texts = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=400)


@given(
    headline=texts,
    summary=texts,
    tail=texts,
    hits=st.lists(
        st.builds(
            lambda field, start, length: hit(field, start, start + length),
            st.sampled_from(["title", "summary"]),
            st.integers(0, 400),
            st.integers(0, 40),
        )
    ),
)
def test_any_news_can_be_printed(headline, summary, tail, hits):
    alert = build_alert(
        headline=headline, summary=summary, link="https://a.example/" + tail, hits=tuple(hits)
    )
    console = Console(file=io.StringIO(), width=80, force_terminal=True)
    console.print(render_terminal(alert))
    assert "🔔" in render_terminal(alert).plain
