"""The screens of /settings: what they show, and that Telegram takes them."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.models.wishes import Format, Preview, QuietHours, Updates, Urgency, Wishes
from bot.telegram.keyboard import read_button, read_page
from bot.telegram.screen import PAGE
from bot.telegram.screens import LINES, Known, draw_screen
from bot.telegram.settings_values import SETTINGS
from bot.telegram.story_buttons import read_story_button
from bot.telegram.urgencies import ALL, Wanted
from bot.telegram.words import LANGUAGES, open_words
from tests.fakes.bot_api_params import BUTTON_LIMIT, DATA_LIMIT, ROW_LIMIT
from tests.fakes.html_checks import read_text
from tests.telegram.stage import NOW

ANNA = 11

EVERY_VALUE = [(setting, value) for setting in SETTINGS for value in setting.values]
MANY = tuple(
    Wanted(name=f"{'t' * 38}{n}", title="Ж" * 30, urgency=Urgency.DAILY) for n in range(50)
)


def known(wishes=None, topics=()):
    return Known(wishes=wishes or Wishes(chat=ANNA), topics=topics, now=NOW)


def every_screen(topics=MANY):
    """Screens by name and detail; the empty name is one that is not offered."""
    details = {"quiet": ["", "0", "22", "24", "x"], "urgency": ["", "1", "99", "x", ALL]}
    details["urgency"] += [one.key for one in topics[:2]]
    for name in ("main", "", *LINES):
        for detail in details.get(name, [""]):
            yield name, detail


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topics", [(), MANY[:1], MANY])
def test_every_screen_is_one_that_telegram_takes(language, topics):
    words = open_words(language)
    muted = Wishes(chat=ANNA, muted_until=NOW + timedelta(hours=1), article_languages=("uk", "xx"))
    for name, detail in every_screen(topics):
        for wishes in (Wishes(chat=ANNA), muted):
            screen = draw_screen(name, detail, known(wishes, topics), words)
            complaints: list[str] = []
            assert 0 < len(read_text(screen.text, "HTML", complaints).text) <= 1000
            assert not complaints
            assert sum(map(len, screen.rows)) <= BUTTON_LIMIT
            for row in screen.rows:
                assert 0 < len(row) <= ROW_LIMIT
                for button in row:
                    data = str(button.callback_data)
                    assert len(data.encode()) <= DATA_LIMIT
                    assert data.startswith(("see:", "set:"))
                    assert read_button(data) is None
                    assert read_page(data) is None
                    assert read_story_button(data) is None


def test_the_menu_has_a_line_and_a_button_for_each_setting():
    screen = draw_screen("main", "", known(), open_words())
    assert [str(one.callback_data) for row in screen.rows for one in row] == [
        f"see:{line}" for line in LINES
    ]
    assert read_text(screen.text, "HTML", []).text.split("\n")[2:] == [
        "Language: Like your Telegram",
        "Articles in: All languages",
        "How soon: –",
        "Daily digest: 08:00",
        "Quiet hours: None",
        "Time zone: UTC, 12:00",
        "Sound: On",
        "Updates: Silent",
        "Big stories: Show only",
        "Big in quiet hours: Silent",
        "Preview: Small",
        "Format: Normal",
    ]


def test_every_line_of_the_menu_says_what_was_chosen():
    wishes = Wishes(
        chat=ANNA,
        language="uk",
        article_languages=("uk", "en"),
        updates=Updates.RING,
        breaking=True,
        preview=Preview.NONE,
        format=Format.SHORT,
        silent=True,
        zone="Europe/Kyiv",
        quiet=QuietHours(start=time(22), end=time(7)),
        breaking_wakes=True,
        digest_at=time(19),
    )
    topics = [replace(one, urgency=way) for one, way in zip(MANY, Urgency, strict=False)]
    screen = draw_screen("main", "", known(wishes, topics), open_words("uk"))
    assert read_text(screen.text, "HTML", []).text.split("\n")[2:] == [
        "Мова: Українська",
        "Мови статей: українська, English",
        "Як швидко: Одразу 1 · Щогодини 1 · Щодня 1",
        "Добірка за день: 19:00",
        "Тихі години: 22:00–07:00",
        "Часовий пояс: Europe/Kyiv, 14:00",
        "Звук: Вимкнено",
        "Оновлення: Зі звуком",
        "Гучні події: Ще раз зі звуком",
        "Гучні в тихі години: Зі звуком",
        "Зображення: Немає",
        "Вигляд: Коротке",
    ]


@pytest.mark.parametrize(("setting", "value"), EVERY_VALUE)
def test_every_value_that_is_offered_can_be_chosen_and_is_then_ticked(setting, value):
    wishes = Wishes(chat=ANNA)
    for other in [*setting.values, value, value]:
        wishes = setting.change(wishes, other)
    assert setting.shown(wishes) == value
    rows = draw_screen(setting.name, "", known(wishes), open_words()).rows
    ticked = [str(one.callback_data) for row in rows for one in row if one.text.startswith("✓")]
    assert ticked == [f"set:{setting.name}:{value}"]


def test_only_the_settings_themselves_are_changed():
    for setting in SETTINGS:
        changed = {
            name
            for value in setting.values
            for name in Wishes.__slots__
            for wishes in [setting.change(Wishes(chat=ANNA), value)]
            if getattr(wishes, name) != getattr(Wishes(chat=ANNA), name)
        }
        assert len(changed) == 1, setting.name


def test_many_topics_are_shown_in_pages():
    seen = []
    for page in ("0", "1", "2"):
        screen = draw_screen("urgency", page, known(topics=MANY), open_words())
        data = [str(one.callback_data) for row in screen.rows for one in row]
        seen += [one.removeprefix("see:urgency:") for one in data if len(one) > 20]
        assert len(data) <= PAGE + 5
    assert seen == [one.key for one in MANY]
