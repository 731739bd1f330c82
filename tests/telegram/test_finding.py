"""What only looks: its commands stand in menus and help, its buttons change nothing."""

import pytest

from bot.telegram.finding import Finding
from bot.telegram.menus import COMMANDS
from bot.telegram.words import LANGUAGES, open_words
from tests.fakes.archive import MemoryArchive
from tests.fakes.chat_book import MemoryChatBook
from tests.telegram.stage import NOW


def build_finding() -> Finding:
    archive = MemoryArchive()
    return Finding(MemoryChatBook(), archive, archive, lambda: (), clock=lambda: NOW)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_of_the_menu_stands_in_the_help(language):
    words = open_words(language)
    said = "\n".join(words.say(id) for id in ("help", "help-watching", "help-channels"))
    assert [name for name in COMMANDS if f"/{name}" not in said] == ["start", "help"]


def test_every_command_that_looks_stands_in_the_menu():
    assert {*build_finding().commands()} <= {*COMMANDS}


@pytest.mark.parametrize(
    ("data", "owned"),
    [
        ("lat:storms", True),
        ("trh:storms", True),
        ("trd:storms", True),
        ("more:1", True),
        ("why:0123", True),
        ("on:storms", False),
        ("off:storms", False),
        ("mute:0123", False),
        ("follow:0123", False),
        ("set:language:uk", False),
        ("forget", False),
        ("on:lat:storms", False),
        ("", False),
    ],
)
def test_only_its_own_buttons_are_for_everybody(data, owned):
    assert build_finding().owns(data) is owned


@pytest.mark.parametrize("data", ["lat:storms", "trh:a", "trd:a", "more:1", "why:0123"])
def test_a_button_belongs_to_one_kind(data):
    assert sum(buttons.own(data) for buttons in build_finding().buttons) == 1
