"""What was found once is found again without the dictionaries."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.rules.remember import Memory
from bot.rules.words.forms import expand_word
from bot.rules.words.names import expand_name

SCRIPT = """
import sys
from pathlib import Path
from bot.rules.remember import Memory
memory = Memory(Path(sys.argv[1]))
print(sorted(memory.expand_word("Drohne", ["de"])), sorted(memory.expand_name("Kyiv", {})))
loaded = {"pymorphy3", "morfeusz2", "simplemma", "bot.rules.words.forms"} & set(sys.modules)
assert not loaded, loaded
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    memory = Memory(tmp_path / "cache" / "forms.db")
    memory.expand_word("Drohne", ["de"])
    memory.expand_name("Kyiv", {})
    memory.keep()
    return tmp_path / "cache" / "forms.db"


def test_another_process_needs_no_dictionary_for_what_is_known(kept):
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, kept],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    expected = sorted(expand_word("Drohne", ["de"])), sorted(expand_name("Kyiv", {}))
    assert ran.stdout.strip() == f"{expected[0]} {expected[1]}"


def test_other_languages_and_other_spellings_of_ones_own_are_other_questions(kept):
    memory = Memory(kept)
    assert memory.expand_word("Drohne", ["pl"]) == expand_word("Drohne", ["pl"])
    own = {"Kyiv": ("Kiyev",)}
    assert memory.expand_name("Kyiv", own) == expand_name("Kyiv", own)


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_a_file_that_cannot_be_used_is_done_without(tmp_path, content):
    file = tmp_path / "forms.db"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    memory = Memory(file)
    assert memory.expand_word("drone", ["en"]) == expand_word("drone", ["en"])
    memory.keep()
