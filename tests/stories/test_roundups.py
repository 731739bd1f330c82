"""Which headlines announce many things at once."""

import pytest

from bot.stories.roundups import is_roundup


@pytest.mark.parametrize(
    "title",
    [
        "Floods live: villages cut off as rain goes on",
        "Villages cut off as rain goes on – live",
        "Live updates: villages cut off",
        "Ruritania latest: mayor steps down, dam holds",
        "Ruritania briefing: dam holds for now",
        "Floods in the valley: what we know",
        "The valley floods: a timeline",
        "War at a glance: day 1,204 of the siege",
        "Hochwasser im Überblick: Was wir wissen",
        "Newsblog: Dörfer abgeschnitten",
        "Powódź w dolinie. Relacja na żywo",
        "Powódź: co wiemy",
        "Повінь: що відомо на цю годину",
        "Наводнение: что известно к утру",
        "Наводнение. Онлайн",
    ],
)
def test_briefings_and_live_pages_are_round_ups(title):
    assert is_roundup(title)


@pytest.mark.parametrize(
    "title",
    [
        "Where the people of the valley live now",
        "Live music returns to Velmar",
        "Two hurt in latest storm over Brodno",
        "Mayor skips briefing on the dam",
        "Karpov sets timeline for new bridge",
        "On day 3 of the flood the rain stops",
        "",
    ],
)
def test_reports_of_one_event_are_not(title):
    assert not is_roundup(title)
