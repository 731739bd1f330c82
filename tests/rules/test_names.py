"""Names in every spelling and script: "~Zelenskyy"."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.text import tokenize
from bot.rules.words.inflect.english import is_common
from bot.rules.words.names import expand_name, list_variants


def fold(phrase):
    return tuple(token.folded for token in tokenize(phrase))


NAMES = [
    (
        "Zelenskyy",
        """Zelensky, Zelenskiy, Zelenskii, Zelenskyi, Selenskyj, Selenskyjs, Selenski, Zełenski,
        Zełenskiego, Zełenskim, Зеленський, Зеленського, Зеленському, Зеленский, Зеленского,
        Зеленским""",
        "Зеленый, Зеленая, Zielony, Zelen",
    ),
    ("Zelensky", "Zelenskyy, Selenskyj, Zełenskiemu, Зеленський, Зеленский", "Зелень"),
    ("Selenskyj", "Zelenskyy, Zelensky, Zełenski, Зеленский", "Selen"),
    ("Zełenski", "Zelenskyy, Selenskyj, Зеленського", "Zieleń"),
    ("Зеленський", "Zelenskyy, Selenskyj, Zełenskiego, Зеленского", "Зелена"),
    ("Зеленский", "Zelenskyy, Zelensky, Selenskyj, Zełenski, Зеленським", "Зелена"),
    ("Donbas", "Donbass, Donbasu, Донбас, Донбасу, Донбасом, Донбасс, Донбасса", "Бас, Don"),
    ("Donbass", "Donbas, Донбас, Донбасу, Донбасс, Донбасса, Donbasie", "Бас"),
    ("Orenburg", "Orenburga, Orenburgu, Оренбург, Оренбурга, Оренбурге, Оренбурзі", "Burg"),
    ("Kharkiv", "Kharkov, Charkiw, Charków, Charkowa, Харків, Харкова, Харьков, Харькова", "Хар"),
    ("Kharkov", "Kharkiv, Charkiw, Charkowie, Харків, Харкові, Харьковом", "Хар"),
    ("Putin", "Putins, Putina, Путін, Путіна, Путин, Путина, Путиным", "Путь, Путиной"),
    (
        "Zaporizhzhia",
        """Zaporizhia, Zaporozhye, Saporischschja, Zaporoże, Zaporożu, Запоріжжя, Запоріжжю,
        Запорожье, Запорожья""",
        "Порожний",
    ),
    ("Запорожье", "Zaporizhzhia, Zaporozhye, Saporischschja, Zaporoże, Запоріжжя", "Пороги"),
    ("Kyiv", "Kiev, Kiew, Kyjiw, Kijów, Kijowa, Київ, Києва, Киев, Киеве", "Кий, Кия, Kij"),
    ("Kramatorsk", "Kramatorska, Краматорськ, Краматорська, Краматорск, Краматорске", "Kram"),
    ("Pokrovsk", "Pokrowsk, Pokrowska, Покровськ, Покровську, Покровск, Покровска", "Покров"),
    ("Luhansk", "Lugansk, Ługańsk, Ługańska, Луганськ, Луганська, Луганск", "Луг"),
    ("Donetsk", "Donezk, Donieck, Doniecka, Донецьк, Донецька, Донецк, Донецком", "Дон"),
    ("Odesa", "Odessa, Odessie, Одеса, Одесі, Одесса, Одессу", "Ода"),
    ("Kupiansk", "Kupyansk, Kupjansk, Куп'янськ, Куп'янська, Купянск", "Купа"),
    ("Avdiivka", "Avdeevka, Awdijiwka, Awdijiwki, Авдіївка, Авдіївку, Авдеевка", "Авдей"),
    ("Chernihiv", "Chernigov, Tschernihiw, Czernihów, Чернігів, Чернигов", "Чорний"),
    ("Syrskyi", "Syrsky, Syrskyj, Syrski, Syrskiego, Сирський, Сирського, Сырский", "Сир"),
    ("Lavrov", "Lawrow, Ławrow, Ławrowa, Лавров, Лаврова, Лавровым", "Лавр"),
    ("Yermak", "Ermak, Jermak, Jermaka, Єрмак, Єрмака, Ермак", "Єрмолка"),
    ("Lukashenko", "Lukaschenko, Łukaszenko, Łukaszenki, Лукашенко, Лукашенка", "Лук"),
    ("Kostiantynivka", "Konstantinovka, Kostjantyniwka, Костянтинівка, Константиновка", "Кость"),
    ("Dnipropetrovsk", "Dnepropetrovsk, Дніпропетровськ, Днепропетровск", "Петро"),
    ("Sumy", "Суми, Сумах, Сумы, Сумами", "сум, сума, sum"),
    ("Trump", "Trumpa, Trumpem, Trumps, Трамп, Трампа, Трампом", "tramp, tramps, Трамплін"),
    ("Macron", "Macrona, Macronem, Макрон, Макрона, Макроном", "Makrele"),
    ("Witkoff", "Witkoffa, Witkoffs, Віткофф, Віткоффа, Виткоффа", "Witek"),
    ("Merz", "Merza, Merzem, Мерц, Мерца", "Мерз, März"),
    (
        "Volodymyr Zelenskyy",
        """Volodymyr Zelensky, Wolodymyr Selenskyj, Wołodymyr Zełenski, Wołodymyra Zełenskiego,
        Володимир Зеленський, Володимира Зеленського, Владимир Зеленский, Владимира Зеленского,
        Владимиру Зеленскому, Владимиром Зеленским""",
        "Zelenskyy, Володимир Зеленського, Владимира Зеленским",
    ),
    ("Chasiv Yar", "Tschasiw Jar, Часів Яр, Часового Яру, Часов Яр", "Яр"),
    ("Kryvyi Rih", "Кривий Ріг, Кривого Рогу, Krywyj Rih", "Ріг"),
]


@pytest.mark.parametrize(("name", "wanted", "unwanted"), NAMES, ids=[name for name, _, _ in NAMES])
def test_a_name_has_its_spellings_and_no_others(name, wanted, unwanted):
    variants = expand_name(name, {})
    assert fold(name) in variants
    assert {fold(phrase) for phrase in wanted.split(",")} - variants == set()
    assert {fold(phrase) for phrase in unwanted.split(",")} & variants == set()
    assert len(variants) <= 150


@pytest.mark.parametrize("name", [name for name, _, _ in NAMES if " " not in name])
def test_no_spelling_of_a_name_is_a_common_english_word(name):
    variants = expand_name(name, {}) - {fold(name), fold(f"{name}s")}
    assert [word for (word,) in (w for w in variants if len(w) == 1) if is_common(word)] == []


def test_the_operators_spellings_are_added_with_their_forms():
    own = {"Witkoff": ("Уиткофф", "special envoy Witkoff")}
    variants = expand_name("Witkoff", own)
    assert {("уиткофф",), ("уиткоффа",), ("special", "envoy", "witkoff")} <= variants
    assert ("віткофф",) in variants


def test_the_operators_spellings_are_found_under_any_of_them_and_whatever_the_case():
    own = {"Witkoff": ("Уиткофф",)}
    assert ("witkoffa",) in expand_name("УИТКОФФ", own)
    assert ("уиткофф",) not in expand_name("Kellogg", own)


def test_variants_are_listed_by_language_as_people_write_them():
    groups = dict(list_variants("Zelenskyy", {"Zelenskyy": ("Зе",)}))
    assert list(groups) == ["English", "German", "Polish", "Ukrainian", "Russian", "Own"]
    assert groups["English"][0] == "Zelenskyy"
    assert groups["Polish"][:1] == ("Zełenski",)
    assert "Зеленського" in groups["Ukrainian"]
    assert groups["Own"] == ("Zelenskyy", "Zelenskyys", "Зе")


@pytest.mark.parametrize("name", ["", " ", "-", "***"])
def test_a_name_without_letters_has_no_variants(name):
    assert expand_name(name, {}) == frozenset()
    assert list_variants(name, {}) == ()


@pytest.mark.parametrize("name", ["M1A1", "Αθήνα", "東京", "X", "Кyiv", "a b c d e f"])
def test_what_cannot_be_read_stands_for_itself(name):
    assert expand_name(name, {}) == {fold(name)}


@settings(max_examples=60, deadline=None)
@given(
    name=st.one_of(
        st.text(max_size=20),
        st.text("abcdefghijklmnopqrstuvwxyzłńśżäöü -'", max_size=16),
        st.text("абвгґдежзиійїклмнопрстухцчшщьюяыэ -'", max_size=16),
    )
)
def test_any_text_expands_to_at_least_itself(name):
    variants = expand_name(name, {})
    assert not fold(name) or fold(name) in variants
    assert variants == expand_name(name, {})
    assert all(all(words) for words in variants)
    assert len(variants) <= 200
