"""A topic handed from one rules folder to another."""

from pathlib import Path

import pytest

from bot.errors import BotError, RuleFileError
from bot.rules.files.topicfile import parse_topic
from bot.rules.load import load_rules
from bot.workbench.exchange import export_topic, import_topic

RULE = "rules:\n  - name: one\n    any: [$sites, $own]\n    examples: {match: [Depot burns]}\n"
OWN = {
    "block": "words:\n    own: [quay]\n",
    "flow": "words: {own: [quay, $sites]}\n",
    "commented": "words: # of our own\n\n  # the quay\n  own:\n    - quay\n",
}
SHARED = 'words:\n  sites: [depot, "~Quay", "a NEAR/3 b", $more]\n  more: [oil]\n  other: [x]\n'


def build_folder(folder: Path, words: str) -> Path:
    folder.mkdir()
    (folder / "port.yaml").write_text(f"# Ours.\ntopic: port\ntitle: Port\n{words}{RULE}")
    (folder / "words.yaml").write_text(SHARED)
    return folder


@pytest.mark.parametrize("words", OWN.values(), ids=OWN.keys())
def test_an_exported_topic_says_by_itself_what_it_said_in_its_folder(tmp_path: Path, words: str):
    folder = build_folder(tmp_path / "rules", words)
    exported = export_topic(folder, "port")
    (topic,) = load_rules(folder).book.topics
    assert repr(parse_topic(exported, topic.file)) == repr(topic)
    assert exported.startswith("# Ours.\n")
    assert "other" not in exported


def test_a_file_without_lists_of_its_own_gets_them_before_its_rules(tmp_path: Path):
    folder = build_folder(tmp_path / "rules", "")
    (folder / "port.yaml").write_text(
        "topic: port\ntitle: Port\nrules: [{name: one, any: $sites}]\n"
    )
    assert export_topic(folder, "port") == (
        "topic: port\ntitle: Port\nwords:\n  sites: [\n"
        '    depot, "~Quay", a NEAR/3 b, oil,\n  ]\n\n'
        "rules: [{name: one, any: $sites}]\n"
    ).replace("a NEAR/3 b", '"a NEAR/3 b"')


def test_a_topic_that_uses_no_shared_list_is_exported_as_it_is(tmp_path: Path):
    text = "topic: port\ntitle: Port # ours\nrules: [{name: one, any: [x]}]\n"
    (tmp_path / "port.yaml").write_text(text)
    assert export_topic(tmp_path, "port") == text


def test_spellings_that_stay_behind_are_told_on_top(tmp_path: Path):
    text = "topic: port\ntitle: Port\nrules: [{name: one, any: [x NEAR ~Łeba]}]\n"
    (tmp_path / "port.yaml").write_text(text)
    (tmp_path / "names.yaml").write_text("names:\n  Leba: [Lebamünde]\n  Hel: [Hela]\n")
    exported = export_topic(tmp_path, "port")
    comments = "# Spellings it relies on, for the names.yaml of the other folder:\n"
    assert exported == f"{comments}#   Leba: [Lebamünde]\n{text}"


def test_an_unknown_topic_is_refused_with_those_there_are(tmp_path: Path):
    (tmp_path / "port.yaml").write_text("topic: port\ntitle: P\nrules: [{name: one, any: [x]}]\n")
    with pytest.raises(BotError, match='no topic "prot": there are port'):
        export_topic(tmp_path, "prot")


def test_what_was_exported_can_be_imported_elsewhere(tmp_path: Path):
    folder = build_folder(tmp_path / "rules", OWN["block"])
    other = tmp_path / "other"
    other.mkdir()
    target = import_topic(export_topic(folder, "port").encode(), "port.yaml", other)
    assert target == other / "port.yaml"
    assert [topic.name for topic in load_rules(other).book.topics] == ["port"]


GOOD = b"topic: port\ntitle: P\nrules: [{name: one, any: [x], examples: {match: [x]}}]\n"


def test_an_import_never_overwrites(tmp_path: Path):
    import_topic(GOOD, "a.yaml", tmp_path)
    with pytest.raises(BotError, match=r"port\.yaml exists"):
        import_topic(GOOD, "a.yaml", tmp_path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "mine.yaml:1:1: the file is empty"),
        (b"topic: port\n", 'mine.yaml:1:1: the file has no "title"'),
        (GOOD.replace(b"port", b"Port"), 'mine.yaml:1:8: the topic "Port" must be made of'),
        (GOOD.replace(b"match: [x]", b"match: [y]"), 'mine.yaml:3:50: rule "one" must match "y"'),
        (GOOD.replace(b"[x]", b"$sites", 1), "mine.yaml:3:26: "),
        (GOOD.replace(b"rules", b"formerly: pier\nrules"), "mine.yaml:1:8: "),
        (b"\xff\xfe", "mine.yaml:1:1: this is not UTF-8 text"),
    ],
)
def test_nothing_is_written_when_the_folder_would_not_hold(
    tmp_path: Path, data: bytes, message: str
):
    (tmp_path / "pier.yaml").write_text("topic: pier\ntitle: P\nrules: [{name: one, any: [x]}]\n")
    with pytest.raises(RuleFileError) as refused:
        import_topic(data, "mine.yaml", tmp_path)
    assert str(refused.value).startswith(message)
    assert [path.name for path in tmp_path.iterdir()] == ["pier.yaml"]


def test_a_missing_folder_is_said(tmp_path: Path):
    with pytest.raises(BotError, match="there is no folder"):
        import_topic(GOOD, "a.yaml", tmp_path / "none")
