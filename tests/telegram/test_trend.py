"""/trend: the picture, its words, and the buttons that change it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.models.findings import TrendPoint
from bot.models.wishes import Wishes
from bot.telegram.keyboard import topic_key
from bot.telegram.trend import DAYS, HOURS, SPANS, build_spans, read_span
from bot.telegram.words import LANGUAGES, open_words
from tests.fakes.bot_api_params import DATA_LIMIT
from tests.fakes.bot_api_world import Message
from tests.telegram.stage import NOW, SampleTopic, Stage, open_stage

ANNA, BORIS, GROUP = 11, 12, -500
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
say = open_words("en").say


def build_point(at: datetime = NOW, stories: int = 3, breaking: int = 1) -> TrendPoint:
    return TrendPoint(at=at, stories=stories, articles=2 * stories, breaking=breaking)


async def test_the_trend_of_a_topic_is_a_picture_with_buttons():
    async with open_stage() as stage:
        stage.archive.points["storms"] = [build_point(), build_point(NOW - HOUR, 1, 0)]
        seen = await stage.hear(ANNA, ANNA, "/trend storms")
        assert seen == "Storms: 4 stories in 48 hours, 1 of them breaking\nBy the clock of UTC"
        (message,) = stage.api.messages(ANNA)
        assert message.photo is not None
        assert message.photo["width"] == 1080
        assert message.photo["file_size"] < 100_000
        assert message.labels() == ["✓ 48 hours", "14 days"]
        assert message.data() == ["trh:storms", "trd:storms"]


async def wait_for_labels(stage: Stage, message: Message, labels: list[str]) -> None:
    await stage.api.until(lambda: message.labels() == labels, f"the buttons {labels}")


async def test_the_span_is_changed_in_the_same_message_and_back():
    async with open_stage() as stage:
        stage.archive.points["storms"] = [build_point(NOW.replace(hour=0), 2, 0)]
        await stage.hear(ANNA, ANNA, "/trend storms")
        (message,) = stage.api.messages(ANNA)
        pictures = [message.photo]
        for data, caption, labels in [
            ("trd:storms", "Storms: 2 stories in 14 days", ["48 hours", "✓ 14 days"]),
            ("trh:storms", "Storms: 2 stories in 48 hours", ["✓ 48 hours", "14 days"]),
        ]:
            assert await stage.press(ANNA, ANNA, data) == ""
            await wait_for_labels(stage, message, labels)
            assert message.visible == f"{caption}\nBy the clock of UTC"
            pictures.append(message.photo)
        assert pictures[0] == pictures[2] != pictures[1]
        assert len(stage.api.messages(ANNA)) == 1


async def test_pressing_the_span_that_is_shown_is_no_trouble():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/trend storms")
        assert await stage.press(ANNA, ANNA, "trh:storms") == ""
        await stage.api.until(
            lambda: any(
                call.method == "editMessageMedia" and call.ended for call in stage.api.calls
            ),
            "an edit",
        )
    assert len(stage.api.messages(ANNA)) == 1


async def test_a_message_that_telegram_shows_no_longer_is_changed_too():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/trend storms")
        await stage.press(ANNA, ANNA, "trd:storms", old=True)
        message = stage.api.messages(ANNA)[-1]
        await stage.api.until(lambda: message.labels()[1] == "✓ 14 days", "the other span")


async def test_without_a_topic_it_asks_and_sends_the_picture_below():
    async with open_stage() as stage:
        assert await stage.hear(ANNA, ANNA, "/trend") == "Which topic?"
        assert await stage.press(ANNA, ANNA, "trh:rail") == ""
        _, picture = await stage.api.wait_for_messages(ANNA, 2)
        assert picture.visible.startswith("Railways: no stories in 48 hours\n")
        assert picture.photo


@pytest.mark.parametrize(
    ("zone", "now", "hours_since", "days_since"),
    [
        ("", NOW, datetime(2026, 2, 27, 13, tzinfo=UTC), datetime(2026, 2, 16, tzinfo=UTC)),
        (
            "Europe/Kyiv",
            NOW,
            datetime(2026, 2, 27, 15, tzinfo=ZoneInfo("Europe/Kyiv")),
            datetime(2026, 2, 16, tzinfo=ZoneInfo("Europe/Kyiv")),
        ),
        (
            "Asia/Kolkata",
            NOW,
            datetime(2026, 2, 27, 18, tzinfo=ZoneInfo("Asia/Kolkata")),
            datetime(2026, 2, 16, tzinfo=ZoneInfo("Asia/Kolkata")),
        ),
    ],
)
async def test_hours_and_days_are_those_of_the_readers_zone(zone, now, hours_since, days_since):
    async with open_stage() as stage:
        stage.book.wanted[ANNA] = Wishes(chat=ANNA, zone=zone)
        seen = await stage.hear(ANNA, ANNA, "/trend storms")
        assert seen.endswith(f"By the clock of {zone or 'UTC'}")
        await stage.hear(ANNA, ANNA, "/trend storms 14d")
        (since, until, step), (days, days_until, day) = stage.archive.asked
        assert (since, step, until - since) == (hours_since, HOUR, 48 * HOUR)
        assert (days, day, days_until - days) == (days_since, DAY, 14 * DAY)
        assert until - HOUR <= now < until
        assert days_until - DAY <= now < days_until


def test_a_day_that_changes_its_clock_begins_at_its_midnight():
    kyiv = ZoneInfo("Europe/Kyiv")
    autumn = datetime(2026, 10, 25, 12, tzinfo=kyiv)
    assert SPANS[DAYS].since(autumn) == datetime(2026, 10, 12, tzinfo=kyiv)
    second_three = datetime(2026, 10, 25, 3, 30, tzinfo=kyiv, fold=1)
    since = SPANS[HOURS].since(second_three)
    assert (since.hour, since.minute, since.day) == (4, 0, 23)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("storms", ("storms", HOURS)),
        ("storms 48h", ("storms", HOURS)),
        ("storms 14d", ("storms", DAYS)),
        ("harbour strike 7D", ("harbour strike", DAYS)),
        ("14d", ("", DAYS)),
        ("", ("", HOURS)),
        ("storms 14 d", ("storms 14 d", HOURS)),
        ("g20", ("g20", HOURS)),
    ],
)
def test_the_span_is_read_from_the_last_word(typed, read):
    assert read_span(typed.split()) == read


async def test_an_unknown_topic_offers_what_is_near():
    async with open_stage() as stage:
        seen = await stage.hear(ANNA, ANNA, "/trend strom 14d")
        assert seen == "I know no topic “strom”. Did you mean one of these?"
        assert stage.api.messages(ANNA)[-1].data() == ["trh:storms"]


async def test_a_button_of_a_topic_that_left_the_rules_says_so():
    async with open_stage() as stage:
        await stage.hear(ANNA, ANNA, "/trend storms")
        stage.topics = stage.topics[:1]
        assert await stage.press(ANNA, ANNA, "trd:storms") == say("answer-topic-gone")
    assert stage.api.messages(ANNA)[-1].labels() == ["✓ 48 hours", "14 days"]


async def test_in_a_group_everybody_may_look():
    async with open_stage() as stage:
        stage.api.add_chat(GROUP, "supergroup", {BORIS: "member"})
        await stage.hear(GROUP, BORIS, "/trend storms")
        assert await stage.press(GROUP, BORIS, "trd:storms") == ""
        message = stage.api.messages(GROUP)[-1]
        await stage.api.until(lambda: message.labels()[1] == "✓ 14 days", "the other span")


async def test_a_flood_is_waited_out():
    async with open_stage() as stage:
        stage.api.fault(
            "refuse",
            method="sendPhoto",
            code=429,
            description="Too Many Requests",
            parameters={"retry_after": 1},
        )
        assert "Storms" in await stage.hear(ANNA, ANNA, "/trend storms")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("span", ["48h", "14d"])
async def test_it_is_said_in_the_readers_language(language, span):
    words = open_words(language)
    async with open_stage() as stage:
        stage.topics = [SampleTopic(name="a", title="A <b> & c")]
        stage.archive.points["a"] = [build_point(NOW.replace(hour=0), 5, 2)]
        message = await stage.hear_oddly(ANNA, ANNA, f"/trend a {span}", language=language)
        name = "hours" if span == "48h" else "days"
        said = words.say(f"trend-{name}", topic="A <b> & c", count=5, breaking=2)
        head, clock = message.visible.splitlines()
        assert head == said.removeprefix("<b>").replace("c</b>", "c")
        assert clock == words.say("trend-clock", zone="UTC")
        assert "  " not in message.visible
        assert " ," not in message.visible


@pytest.mark.parametrize("name", ["a", "ж" * 30, "ж" * 40, "x" * 61])
def test_every_button_fits(name):
    topic = SampleTopic(name=name, title=name)
    for button in build_spans(topic, HOURS, open_words()).inline_keyboard[0]:
        data = str(button.callback_data)
        assert len(data.encode()) <= DATA_LIMIT
        assert data[4:] == topic_key(name)
