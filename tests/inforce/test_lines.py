"""Personal topics compiled in a child: with the forms of words, and what is hardly meant."""

import pytest

from bot.inforce.lines import build_topics, compile_watches, examine_line, warn_of
from bot.models.watches import Watch
from bot.rules.oneline import build_topic
from tests.builders import NOON, build_article


def build_watch(name: str, words: str) -> Watch:
    return Watch(name=name, chat=1, words=words, created=NOON)


async def test_topics_match_by_all_forms_of_their_words():
    matcher = await compile_watches(
        [
            build_watch("watch_1", "most + zamknąć"),
            build_watch("watch_2", "~Zelenskyy -film"),
            build_watch("watch_3", "-film"),
            build_watch("watch_4", "*"),
        ]
    )
    for title, topics in [
        ("Mosty zamknięte do wiosny", ["watch_1"]),
        ("Зеленського чекають у Лодзі", ["watch_2"]),
        ("Ein Film über Selenskyj", []),
        ("Rain", []),
    ]:
        article = build_article(title=title, summary="")
        assert [match.topic for match in matcher.match(article)] == topics, title
    assert not matcher.unindexed


async def test_a_line_is_examined_by_itself():
    matcher, warnings = await examine_line("drone, drones + truce")
    assert matcher.match(build_article(title="Drones and a truce", summary=""))
    assert warnings == ('"drones" adds nothing: "drone" covers it: delete one of them',)


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        ("storm, gale + Łódź -film", None),
        ('titel:storm, "gale: force"', '"titel:storm" names no field and is a phrase'),
        ("storm -storm", '"storm" can never help: "none" forbids it'),
        ("storm NEAR/40 sea", '"storm NEAR/40 sea": 40 words apart is hardly near'),
        ("storm, Storm, storm", '"storm" is there twice'),
    ],
)
def test_what_is_hardly_meant_is_said_without_places(line, warning):
    warnings = warn_of(build_topic("watch_1", line))
    assert warning is None or any(warning in one for one in warnings)
    assert all("line" not in one for one in warnings)
    assert bool(warnings) == (warning is not None)


def test_lines_that_mean_nothing_are_left_out():
    topics = build_topics((("watch_1", "storm"), ("watch_2", "-storm"), ("watch_3", "$sea")))
    assert [topic.name for topic in topics] == ["watch_1"]


def test_a_line_that_was_written_when_open_quotation_marks_were_no_mistake_goes_on():
    (topic,) = build_topics((("watch_1", 'storm "flood'),))
    assert topic == next(build_topics((("watch_1", "storm flood"),)))
