"""What a look at a feed prints."""

import pytest

from bot.models.firstlook import FeedLook
from bot.workbench.lookaround import tell_look


@pytest.mark.parametrize(
    ("items", "told"),
    [(0, "  0 items; 0 match"), (1, "  1 item; 0 match"), (2, "  2 items; 0 match")],
)
def test_items_are_counted_as_people_count(items, told):
    look = FeedLook(
        url="https://wire.example/rss",
        title="The Wire",
        language="",
        items=items,
        newest=(),
        a_day=None,
        matching=0,
        topics=(),
    )
    assert [*tell_look(look)] == ["The Wire", told]
