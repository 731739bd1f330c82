"""Articles that speak for stories come back as they were."""

from hypothesis import given
from hypothesis import strategies as st

from bot.stories.reading import Reading
from bot.stories.speakers import Speakers
from bot.stories.terms import list_terms

READINGS = st.builds(
    Reading,
    st.text(max_size=400),
    st.builds(list_terms, st.text(max_size=400), st.text(max_size=400)),
    st.sampled_from(["", "en", "uk"]),
    st.booleans(),
)


@given(st.lists(READINGS, max_size=5))
def test_an_article_comes_back_as_it_was_held(readings):
    speakers = Speakers()
    numbers = [speakers.add(f"story {n}", reading) for n, reading in enumerate(readings)]
    assert [speakers[number] for number in numbers] == readings
    assert [speakers.story(number) for number in numbers] == [f"story {n}" for n in numbers]
    assert [speakers.language(number) for number in numbers] == [r.language for r in readings]


def test_the_terms_of_an_article_are_known_by_their_ids():
    speakers = Speakers(kept=("in", "na"))
    number = speakers.add("story", Reading("Bridge", (("brid", "in"), ("most",))))
    words = speakers.words(number)
    assert words == ((speakers.ids["brid"], speakers.ids["in"], speakers.ids["most"]), 2)
    assert speakers.list_words([number, number]) == [words, words]


def test_terms_that_are_kept_stay_when_nobody_has_them_and_others_do_not():
    speakers = Speakers(kept=("in", "na"))
    number = speakers.add("story", Reading("Bridge", (("brid", "in"), ())))
    speakers.remove(number)
    assert speakers.ids == {"in": 0, "na": 1}


def test_a_language_that_no_two_letters_name_and_half_a_character_are_survived():
    speakers = Speakers()
    number = speakers.add("story", Reading("\ud83c", (("\ud83c",), ()), "éß"))
    assert speakers[number] == Reading("\ud83c", (("\ud83c",), ()), "")
