"""Lists of numbers under keys."""

from bot.stories.places import Places


def test_numbers_stand_in_order_until_they_are_taken_away():
    places = Places(most=9)
    for number in range(10):
        places.add((1, 2) if number % 2 else (2,), number)
    places.remove((1, 2), 5)
    assert [*places.newest(1)] == [1, 3, 7, 9]
    places.remove((1,), 5)
    assert [*places.newest(1)] == [1, 3, 7, 9]
    assert [*places.newest(3)] == []
    places.remove((3,), 5)


def test_of_too_many_numbers_the_highest_are_kept():
    places = Places(most=3)
    for number in range(1_000):
        places.add((1,), number)
        assert [*places.newest(1)] == [*range(max(0, number - 2), number + 1)]
    for number in range(1_000):
        places.remove((1,), number)
    assert [*places.newest(1)] == []
