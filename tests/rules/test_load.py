"""Rules folders: what is read, what is left alone, what is refused."""

import os
import shutil
from pathlib import Path

import pytest

from bot.errors import RuleFileError
from bot.rules.load import load_rules, read_folder
from tests.rules.badfiles import DATA

TIDES = "topic: tides\ntitle: Tides\nrules: [{name: a, any: [tide]}]\n"


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(RuleFileError) as caught:
        load_rules(folder)
    return [str(found) for found in caught.value.problems]


def test_a_folder_is_read_in_the_order_of_its_files():
    rules = load_rules(DATA / "good")
    assert [topic.name for topic in rules.book.topics] == ["harbour", "tides"]
    assert len(rules.feeds) == 3


def test_hidden_files_other_files_and_folders_are_left_alone(tmp_path: Path):
    (tmp_path / "tides.yaml").write_text(TIDES)
    for name in (".hidden.yaml", "README.md", "tides.yaml~", "notes.txt"):
        (tmp_path / name).write_text("\0")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "bad.yaml").write_text("\0")
    rules = load_rules(tmp_path)
    assert [topic.name for topic in rules.book.topics] == ["tides"]
    assert rules.feeds == ()


def test_problems_of_all_files_come_at_once(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("topic: A B\ntitle: A\nrules: []\n")
    (tmp_path / "b.yaml").write_text(TIDES)
    (tmp_path / "c.yml").write_text(TIDES)
    (tmp_path / "feeds.yaml").write_text("feeds:\n- url: nowhere\n- url: ftp://x\n")
    (tmp_path / "words.yaml").write_text("")
    places = [found.split(" ")[0] for found in problems_of(tmp_path)]
    assert sorted(places) == [
        f"{tmp_path}/a.yaml:1:8:",
        f"{tmp_path}/a.yaml:3:8:",
        f"{tmp_path}/c.yml:1:8:",
        f"{tmp_path}/feeds.yaml:2:8:",
        f"{tmp_path}/feeds.yaml:3:8:",
        f"{tmp_path}/words.yaml:1:1:",
    ]


def test_a_relative_folder_is_named_as_it_was_given(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    Path("rules/a.yaml").write_text("")
    assert problems_of(Path("rules"))[0].startswith("rules/a.yaml:1:1: the file is empty")


def test_a_folder_that_is_none_is_one_problem(tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert "no such folder" in problems_of(tmp_path / "missing")[0]
    assert "not a folder" in problems_of(tmp_path / "file")[0]


def test_a_folder_without_topics_is_one_problem(tmp_path: Path):
    assert len(problems_of(tmp_path)) == 1
    shutil.copy(DATA / "good" / "feeds.yaml", tmp_path)
    (problem,) = problems_of(tmp_path)
    assert "there is no topic" in problem


def test_a_second_feed_list_is_refused(tmp_path: Path):
    (tmp_path / "tides.yaml").write_text(TIDES)
    for name in ("feeds.yaml", "feeds.yml"):
        shutil.copy(DATA / "good" / "feeds.yaml", tmp_path / name)
    (problem,) = problems_of(tmp_path)
    assert problem.startswith(f"{tmp_path}/feeds.yml: the feed list is already in")


@pytest.mark.parametrize("stem", ["words", "names"])
def test_a_topic_in_a_shared_file_is_refused(tmp_path: Path, stem: str):
    (tmp_path / "tides.yaml").write_text(TIDES)
    (tmp_path / f"{stem}.yaml").write_text(TIDES.replace("tides", "ebb"))
    problems = problems_of(tmp_path)
    assert any(f'unknown key "topic" in the {stem}'[:18] in problem for problem in problems)
    assert any(f'has no "{stem}"' in problem for problem in problems)


def test_word_lists_and_names_are_shared_by_all_topics(tmp_path: Path):
    (tmp_path / "tides.yaml").write_text(TIDES.replace("[tide]", "[$seas, ~Kiel]"))
    (tmp_path / "words.yaml").write_text("words:\n  seas: [North Sea, $lakes]\n  lakes: [Erie]\n")
    (tmp_path / "names.yaml").write_text("names:\n  Kiel: [Kiew am Meer]\n")
    book = load_rules(tmp_path).book
    (topic,) = book.topics
    assert [term.text for term in topic.rules[0].condition.terms()] == [
        *("North Sea", "Erie", "~Kiel")
    ]
    assert [each.name for each in topic.lists] == ["seas"]
    assert [(each.name, each.spellings) for each in book.names] == [("Kiel", ("Kiew am Meer",))]


def test_a_list_of_a_broken_file_is_not_called_unknown(tmp_path: Path):
    (tmp_path / "tides.yaml").write_text(TIDES.replace("[tide]", "[$seas]"))
    (tmp_path / "words.yaml").write_text('words:\n  seas: ["a*b"]\n')
    rules, problems = read_folder(tmp_path)
    assert [str(found) for found in problems] == [
        f'{tmp_path}/words.yaml:2:10: term "a*b": "*" stands within the term '
        '(only a last word may go on, as in "land swap*")'
    ]
    assert rules.book.topics == ()


def test_links_within_the_folder_are_followed_and_others_refused(tmp_path: Path):
    folder = tmp_path / "rules"
    (folder / "..data").mkdir(parents=True)
    (folder / "..data" / "tides.yaml").write_text(TIDES)
    (folder / "tides.yaml").symlink_to(folder / "..data" / "tides.yaml")
    assert len(load_rules(folder).book.topics) == 1
    (tmp_path / "secret").write_text("topic: secret")
    (folder / "a.yaml").symlink_to(tmp_path / "secret")
    (folder / "b.yaml").symlink_to(tmp_path / "gone")
    (folder / "c.yaml").symlink_to(folder / "c.yaml")
    outside, gone, loop = problems_of(folder)
    assert "leads out of the folder" in outside
    assert "cannot be read" in gone
    assert "cannot be read" in loop


def test_what_is_no_file_is_refused_without_waiting_for_it(tmp_path: Path):
    (tmp_path / "tides.yaml").write_text(TIDES)
    (tmp_path / "a.yaml").mkdir()
    os.mkfifo(tmp_path / "b.yaml")
    assert all("not a file" in found for found in problems_of(tmp_path))


def test_an_unreadable_file_is_one_problem(tmp_path: Path, monkeypatch):
    (tmp_path / "tides.yaml").write_text(TIDES)

    def refuse(path: Path) -> bytes:  # file modes mean nothing to root
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (problem,) = problems_of(tmp_path)
    assert "cannot be read: Permission denied" in problem


def test_a_huge_file_is_not_read(tmp_path: Path):
    with (tmp_path / "tides.yaml").open("wb") as file:
        file.truncate(30_000_000)
    (problem,) = problems_of(tmp_path)
    assert "larger than 20 MB" in problem
