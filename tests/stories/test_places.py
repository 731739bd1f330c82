"""Lists of numbers under keys."""

from bot.stories.places import Places


def test_numbers_stand_in_order_until_they_are_taken_away():
    places = Places(most=9)
    for number in range(10):
        places.add((1, 2) if number % 2 else (2,), number)
    places.remove((1, 2), 5)
    assert [*places.list_newest((1,), 9)] == [1, 3, 7, 9]
    places.remove((1,), 5)
    assert [*places.list_newest((1,), 9)] == [1, 3, 7, 9]
    assert [*places.list_newest((0, 3), 9)] == []
    places.remove((0, 3), 5)


def test_of_too_many_numbers_the_highest_are_kept():
    places = Places(most=3)
    for number in range(1_000):
        places.add((1,), number)
        assert [*places.list_newest((1,), 9)] == [*range(max(0, number - 2), number + 1)]
    for number in range(1_000):
        places.remove((1,), number)
    assert [*places.list_newest((1,), 9)] == []


def test_many_lists_come_one_after_the_other_and_of_each_the_highest():
    places = Places(most=9)
    for number in (7, 70_000, 4_000_000_000):
        places.add((1, 5), number)
    places.add((3,), 4_000_000_001)
    assert [*places.list_newest((5, 3, 8), 2)] == [70_000, 4_000_000_000, 4_000_000_001]
