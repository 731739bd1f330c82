"""What is counted when feeds are polled, articles decided and alerts sent, for real."""

from datetime import timedelta

import pytest

from bot.alerts.deliver import Courier
from bot.alerts.deliveryplan import DeliveryPlan
from bot.alerts.titled import TitledSender
from bot.errors import ChatGone, ChatMoved, NotSent, SendError, ThreadGone, Uncertain
from bot.loops import DecideLoop
from bot.measures.counting import OUTCOMES
from bot.measures.measures import Measures
from bot.measures.sending import CountedSender
from bot.models import DeliveryKind
from bot.rules.book import build_book
from bot.rules.match import Matcher
from bot.rules.oneline import build_topic
from bot.trouble import Trouble
from bot.upkeep import LagMeter
from tests.builders import NOON, address, build_delivery, build_matcher, patient_turns, subscribe
from tests.fakes.sender import ScriptedSender
from tests.measures.exposition import Scrape
from tests.measures.readings import MINUTE, build_reading
from tests.newsroom import open_desk
from tests.rules.builders import compile_plainly

SECOND = timedelta(seconds=1)


def scrape(measures: Measures) -> Scrape:
    text, _ = measures.expose(build_reading())
    return Scrape(text.decode())


@pytest.fixture
async def desk(tmp_path):
    async with open_desk(address(tmp_path)) as desk:
        await desk.list_feeds(desk.url())
        desk.room.write("a")
        await desk.poll()
        yield desk


async def test_polls_are_counted_by_what_they_brought(desk):
    await desk.poll()  # not modified
    desk.room.etags = False
    await desk.poll()  # the same body
    desk.room.write("b", "a")
    await desk.poll()
    for body in (b"<html><title>Sorry</title></html>", 404, 403, 500, 500):
        desk.room.bodies["/feed"] = body
        await desk.poll(after=timedelta(days=3))
    seen = scrape(desk.tools.measures)
    assert seen.by("tocsin_polls_total", "result") == {
        "changed": 1,  # the first: all that a feed shows then is history
        "unchanged": 1,
        "same": 1,
        "news": 1,
        "failed": 5,
    }
    assert seen.by("tocsin_poll_failures_total", "kind") == {
        "unreadable": 1,
        "gone": 1,
        "blocked": 1,
        "failing": 2,
    }
    assert seen.value("tocsin_poll_seconds_count") == 4  # of a failure none is known
    assert seen.value("tocsin_parse_seconds_count") == 3
    assert seen.by("tocsin_articles_total", "arrival") == {"history": 1, "fresh": 1}


async def test_an_article_is_counted_from_its_publication_to_the_telephone(desk):
    measures, store, sender = desk.tools.measures, desk.store, ScriptedSender()
    await subscribe(store, 1, 2)
    await subscribe(store, 3, topic="watch_1")
    published = desk.clock.now + 9 * MINUTE
    desk.room.write("b", "a", published=published)
    await desk.poll()  # a minute after it was published
    desk.clock.move(2 * SECOND)
    personal = Matcher(compile_plainly(build_book([build_topic("watch_1", "drone*")])))
    deciding = DecideLoop(
        store,
        build_matcher(war="drone*", peace="dove*"),
        clock=desk.clock,
        alerts=lambda: None,
        watched=lambda: personal,
        measures=measures,
        trouble=Trouble(),
    )
    await deciding.take_turn()
    desk.clock.move(4 * SECOND)
    courier = Courier(
        store,
        CountedSender(TitledSender(sender, str.title), measures, clock=desk.clock),
        DeliveryPlan(retry_uncertain=MINUTE, terminal=False, trouble=Trouble()),
        clock=desk.clock,
        turns=patient_turns(),
    )
    sender.script = {2: [ChatGone("blocked by the reader")]}
    await courier.drain()
    seen = scrape(measures)
    assert seen.by("tocsin_matches_total", "topic") == {"war": 1}  # personal topics are not told
    assert seen.value("tocsin_stories_total") == 1
    assert seen.by("tocsin_alerts_total", "outcome") == {"alert": 3}
    assert seen.by("tocsin_deliveries_total", "outcome") == {"sent": 2, "gone": 1}
    assert seen.value("tocsin_send_seconds_count") == 3
    assert seen.value("tocsin_decide_seconds_count") == 1
    assert seen.by("tocsin_latency_seconds_count", "stage") == {
        "published_seen": 1,
        "seen_decided": 1,
        "decided_sent": 2,
        "published_sent": 2,
    }
    assert seen.by("tocsin_latency_seconds_sum", "stage") == {
        "published_seen": 60,
        "seen_decided": 2,
        "decided_sent": 2 * 4,
        "published_sent": 2 * 66,
    }
    assert seen.by("tocsin_topic_latency_seconds_count", "topic") == {"war": 1}
    assert seen.by("tocsin_topic_latency_seconds_sum", "topic") == {"war": 66}


@pytest.mark.parametrize(
    ("error", "doubtful", "outcome"),
    [
        (Uncertain("no answer"), False, "uncertain"),
        (Uncertain("no answer"), True, "assumed"),
        (NotSent("no connection"), False, "retried"),
        (ThreadGone("closed"), False, "retried"),
        (ChatMoved("grown", new_chat=-100), False, "moved"),
        (SendError("too long"), False, "failed"),
        (RuntimeError("broken"), False, "failed"),
    ],
)
async def test_what_did_not_arrive_is_counted_by_what_becomes_of_it(error, doubtful, outcome):
    measures, delivery = Measures(), build_delivery(doubtful=doubtful, thread=5)
    sender = ScriptedSender(script={delivery.chat: [error]})
    with pytest.raises(type(error)):
        await CountedSender(sender, measures, clock=lambda: NOON).send(delivery)
    seen = scrape(measures)
    assert seen.by("tocsin_deliveries_total", "outcome") == {outcome: 1}
    assert seen.value("tocsin_send_seconds_count") == 1


@pytest.mark.parametrize(
    "given",
    [{"kind": DeliveryKind.EDIT}, {"kind": DeliveryKind.DIGEST}, {"planned": NOON + MINUTE}],
)
def test_what_is_not_to_be_told_at_once_has_no_latency(given):
    measures = Measures()
    measures.note_arrival(build_delivery(**given), now=NOON + MINUTE)
    seen = scrape(measures)
    assert seen.by("tocsin_deliveries_total", "outcome") == {"sent": 1}
    assert seen.by("tocsin_latency_seconds_count", "stage") == {}


def test_an_article_from_the_future_is_on_time():
    measures = Measures()
    measures.note_arrival(build_delivery(), now=NOON - MINUTE)
    assert scrape(measures).value("tocsin_latency_seconds_sum", stage="published_sent") == 0


def test_two_processes_in_one_interpreter_share_no_counts():
    first, second = Measures(), Measures()
    first.note_reload(held=False)
    first.note_database_error()
    assert scrape(first).by("tocsin_rule_reloads_total", "result") == {"refused": 1}
    assert scrape(second).by("tocsin_rule_reloads_total", "result") == {}
    assert scrape(second).value("tocsin_database_errors_total") == 0


def test_every_count_with_known_labels_is_there_from_the_start():
    seen = scrape(Measures()).labels()
    assert seen["tocsin_deliveries_total"]["outcome"] == {*OUTCOMES}
    assert seen["tocsin_rule_reloads_total"]["result"] == {"accepted", "refused"}


async def test_the_lag_of_the_loop_is_counted(monkeypatch):
    monkeypatch.setattr(LagMeter, "EVERY", 0)
    measures = Measures()

    def note(lag):
        measures.note_lag(lag)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await LagMeter(note).run()
    assert scrape(measures).value("tocsin_loop_lag_seconds_count") == 1
