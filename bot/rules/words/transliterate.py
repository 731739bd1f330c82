"""Names between alphabets: Latin to Ukrainian and Russian, between these two, and back to Latin.

Reading Latin is ambiguous ("ch" is one sound to a German and another to a Briton), so every
reading has a price and the cheapest come first; who calls asks a dictionary which of them exist.
Sources: the Ukrainian national table of 2010, BGN/PCGN for both languages, Duden's and the Polish
dictionaries' transcriptions, and newspapers' habits where these differ.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

Option = tuple[str, float]  # a reading and its price
Options = tuple[Option, ...]
_KEPT = 150  # readings followed at a time; names of 15 letters need about 100
_STEP = 0.1  # a grapheme's price by itself: one of two letters is likelier than two of one
_VOWELS = "аеєиіїоуюяёыэ"
_SOFTENED = "лнрстдзц"  # a soft sign may follow, which Latin letters do not show
_LABIALS = "бпвмф"  # an apostrophe may follow: "Куп'янськ"
_IOTATED = ("ia", "ya", "ja", "iu", "yu", "ju", "ye", "je", "yi")
_DOUBLED = "жлнтдсзчшц"  # doubled in Ukrainian before "я": "Запоріжжя"


def read_latin(word: str, language: str) -> tuple[Option, ...]:
    """Return Cyrillic readings of a Latin word in "uk" or "ru", cheapest first, with prices."""
    return _rewrite(word.lower(), _parse_table(_LATIN[language]), _soft_signs)


def cross_cyrillic(word: str, source: str) -> tuple[Option, ...]:
    """Return the other language's counterparts of a "uk" or "ru" word, cheapest first."""
    table = _parse_table(_TO_RUSSIAN if source == "uk" else _TO_UKRAINIAN)
    return _rewrite(word.lower(), table, _soft_signs if source == "uk" else _nothing)


def write_latin(word: str, source: str, target: str) -> tuple[str, ...]:
    """Return spellings of a "uk" or "ru" word in "en", "de" or "pl", the usual one first."""
    written: dict[str, None] = {}
    for style in _STYLES[source, target]:
        spelled = _spell(word.lower(), style)
        stems = [spelled]
        for long, short in (("zhzh", "zh"), ("schsch", "sch"), ("żż", "ż"), ("llia", "lia")):
            if long in spelled:
                stems.append(spelled.replace(long, short))
        for stem in stems:
            written.update(dict.fromkeys(_vary_ending(stem, target)))
    return tuple(written)


# A table's entry: grapheme, then what it may become with the price. "$" is the word's end, price 0
# is left out.
_COMMON = """
a а | b б | c к:.4 ц:.5 | d д | f ф | k к | l л | m м | n н | o о | p п | q к | r р | s с з:.6
t т | u у а:.8 ю:.8 | v в | w в | x кс | z з ц:.6 с:1 | ß с | ł л | ż ж | ź зь:.2 з | é е | á а
ć ць ч:.3 | ś сь с:.2 | ń нь н:.2 | ä е:.3 я:.5 | ö е:.4 | ü ю:.3 | ą он | ę ен | sh ш | sz ш
zh ж | kh х | ch х:.3 ч:.3 | cz ч | tch ч | ts ц тс:.6 | tz ц | sch ш:.2 ж:.3 | tsch ч | shch щ
szcz щ | schtsch щ | schsch жж | zhzh жж | ph ф | th т | ck к:.4 цк:.6 | dzh дж | ya я | ja я
ia я:.1 | yu ю | ju ю | iu ю:.1 | ou у:.5 | oo у:.6 | ee и:.9 | ieu ье | bb б:.4 бб:.3
ff фф:.1 ф:.3 | ll л:.3 лл:.2 | nn нн:.2 н:.4 | pp пп:.3 п:.4 | ss с:.2 сс:.1
ce це:.5 се:.5 ке:.7 | ci ци:.5 си:.5 | nce$ нс:.1 | tt тт:.2 т:.4 | rr рр:.3 р:.4
mm мм:.3 м:.4 | gg гг:.5 г:.5 | kk кк:.5 к:.5 | zz цц:.5 дз:.8
"""
_LATIN = {
    "uk": _COMMON
    + """
e е є:.6 | g г:.2 ґ:.9 | h г х:.5 | i і и:.4 ї:.6 й:.7 | j й:.2 дж:.9 ж:.9 | y и й:.2 і:.6 ї:.8
ó і:.2 о:.3 | ye є е:.3 | je є е:.3 | ie є:.3 е:.2 і:.6 | yi ї | ji ї | yo йо | jo йо | io ьо:.4
ii ії:.1 іі:.7 | ii$ ій:.2 ії:.3 | iy ій:.1 ий:.3 | yy ий | yj ий | yi$ ий | ij ій:.2 ий:.3
ai ай:.3 аї:.3 аі:.6 | y$ ий:.4 і:.6 и:.1 й:.3 | aiv$ аїв | oi ой:.3 ої:.3 | ei ей:.2
sky$ ський | skyy$ ський | skyi$ ський | skiy$ ський | skii$ ський | skij$ ський
skyj$ ський | ski$ ський | cki$ цький | tsky$ цький | tskyy$ цький | tskyi$ цький | tskiy$ цький
zkyj$ цький | tskyj$ цький | sk$ ськ | tsk$ цьк | ck$ цьк:.2 | zk$ цьк | ńsk$ нськ | ska$ ська
iv$ ів | ov$ ів:.4 ов:.2 | ow$ ів:.4 ов:.3 | ów$ ів | iw$ ів | ev$ їв:.5 ів:.5 ев:.2
zhye$ жжя:.3 | zhia$ жжя | zhya$ жжя | schja$ жжя | oże$ іжжя:.3 | tsia$ ця:.1 | lia ля
dnepr дніпр:.2
""",
    "ru": _COMMON
    + """
e е э:.6 ё:.8 | g г | h х:.3 г:.3 | i и ы:.9 й:.8 | j й:.2 дж:.9 ж:.9 | y ы:.3 и:.3 й:.2 | ó о
ye е:.1 ье:.4 | je е:.1 ье:.4 | ie е:.2 ие:.3 ье:.5 | yi и:.4 | ji и:.4 | yo ё | jo ё
io ио:.3 ё:.4 | ii$ ий:.1 ии:.3 | iy ий | yy ый:.1 ий:.2 | yj ий:.2 ый:.2 | ij ий
ai ай:.2 аи:.4 | y$ ий:.2 ы:.3 и:.5 й:.3 | oi ой:.3 | ei ей:.1 | yi$ ий:.3 ый:.3 | eyev$ еев
aev$ аев | sky$ ский | skyy$ ский | skyi$ ский | skiy$ ский | skii$ ский | skij$ ский
skyj$ ский | ski$ ский | cki$ цкий | tsky$ цкий | tskyy$ цкий | tskiy$ цкий | tskij$ цкий
tskyj$ цкий | zkyj$ цкий | sk$ ск | tsk$ цк | ck$ цк:.2 | zk$ цк | ska$ ская | skaya$ ская
skaja$ ская | ov$ ов | ow$ ов:.2 | ów$ ов | ev$ ев | ew$ ев:.2 | iv$ ив:.5 ов:.8 | zhye$ жье
zhie$ жье | schje$ жье | oże$ ожье
""",
}
_TO_RUSSIAN = """
а а | б б | в в | г г | ґ г | д д | е е э:.8 ё:.9 | є е | ж ж | з з | и и:.2 ы:.2
і и:.2 о:.4 е:.4 | ї и:.3 е:.4 | й й | к к | л л | м м | н н | о о а:.6 | п п | р р | с с сс:.6
т т | у у | ф ф | х х | ц ц | ч ч | ш ш | щ щ | ь ь:.1 :.3 | ю ю | я я | ьо ё:.1 | йо ё:.2 йо:.3
' ъ:.3 ь:.3 :.4 | ський$ ский | цький$ цкий | зький$ зский:.1 жский:.3 | ський ский | ськ$ ск
цьк$ цк | ська$ ская | цька$ цкая | ськ ск | цьк цк | ий$ ий:.1 ый:.1 | ій$ ий ей:.3 ый:.4
жжя$ жье | лля$ лье | ння$ нье:.1 ние:.2 | ття$ тье | ччя$ чье | ів$ ов:.1 ев:.3 ив:.6
їв$ ев:.1 аев:.8 | ївка$ евка | івка$ овка:.1 евка:.2 | ове$ ово:.1 овое:.4 | не$ ное:.2 но:.3
ське$ ское:.1 ск:.6 | іївка$ еевка:.1 иевка:.4 | е$ е:.1 ое:.4 | а$ а ая:.5
костянтин константин | микол никол | миколаї николае | олександр александр | володимир владимир
слов'ян славян | дніпро днепро:.1 днепр:.2
"""
_TO_UKRAINIAN = """
а а о:.8 | б б | в в | г г ґ:.9 | д д | е е є:.4 і:.5 ї:.9 | ё ьо:.3 йо:.3 е:.5 о:.5 | ж ж | з з
и и:.2 і:.2 ї:.6 | й й | к к | л л | м м | н н | о о і:.6 | п п | р р | с с | т т | у у | ф ф
х х | ц ц | ч ч | ш ш | щ щ | ъ ':.1 :.4 | ы и | ь ь:.1 :.2 ':.5 | э е:.1 є:.6 | ю ю | я я
сс с:.1 сс:.3 | ский$ ський | цкий$ цький | жский$ зький:.3 | ск$ ськ | цк$ цьк | ская$ ська
цкая$ цька | ск ськ:.1 ск:.2 | ый$ ий | ий$ ій:.1 ий:.2 | ей$ ій:.4 ей:.1 | жье$ жжя | лье$ лля
нье$ ння | тье$ ття | чье$ ччя | ние$ ння | ожье$ іжжя ожжя:.4 | константин костянтин
никол микол | николае миколаї | александр олександр | владимир володимир | славян слов'ян
днепро дніпро | днепр$ дніпро:.1 | ов$ ів:.2 ов:.2 | ев$ їв:.3 ів:.3 ев:.2 | ово$ ове:.2
ое$ е:.1 | ая$ а:.1 | овка$ івка | евка$ ївка:.2 івка:.2 | еевка$ іївка | ия$ ія
ие$ іє:.2 ї:.4 | ье$ 'я:.4 'є:.4
"""


@cache
def _parse_table(text: str) -> Mapping[str, Options]:
    table: dict[str, Options] = {}
    for line in text.replace("\n", "|").split("|"):
        grapheme, *options = line.split() or [""]
        priced = [option.partition(":") for option in options]
        if grapheme:
            table[grapheme] = tuple((into, float(price or 0)) for into, _, price in priced)
    return table


def _nothing(_written: str, _rest: str) -> Iterator[Option]:
    return iter(())


def _soft_signs(written: str, rest: str) -> Iterator[Option]:
    """Yield what may follow unseen: a soft sign after some consonants, but before a vowel."""
    if written[-1:] in _SOFTENED and not (rest and rest[0] in "aeiouyаеєиіїоуюяьйjäöü'"):
        yield "ь", 0.5 if rest else 0.9
    if written[-1:] in _DOUBLED and rest in ("ia", "ya", "ja"):
        yield written[-1], 0.9
    if written[-1:] in _LABIALS and rest.startswith(_IOTATED):
        yield "'", 0.2


def _rewrite(
    word: str, table: Mapping[str, Options], unseen: Callable[[str, str], Iterator[Option]]
) -> tuple[Option, ...]:
    """Follow all readings from left to right, the cheapest at every place."""
    longest = max(map(len, table))
    places: list[dict[str, float]] = [{} for _ in range(len(word) + 1)]
    places[0][""] = 0.0
    for place in range(len(word)):
        cheapest = sorted(places[place].items(), key=lambda item: (item[1], item[0]))[:_KEPT]
        for written, price in cheapest:
            for length in range(1, min(longest, len(word) - place) + 1):
                end = place + length
                for into, more in _list_options(word, place, end, table):
                    _offer(places[end], written + into, price + more + _STEP)
                    for sign, extra in unseen(written + into, word[end:]):
                        _offer(places[end], written + into + sign, price + more + extra + _STEP)
    sayable = (item for item in places[-1].items() if not _unsayable().search(item[0]))
    return tuple(sorted(sayable, key=lambda item: (item[1], item[0])))


@cache
def _unsayable() -> re.Pattern[str]:
    vowel = f"[{_VOWELS}]"
    return re.compile(f"(?<!{vowel})й(?!{vowel})|^[ьъы]|йй|{vowel}ь|ьь|{vowel}ы")


def _offer(place: dict[str, float], written: str, price: float) -> None:
    if price < place.get(written, 99.0):
        place[written] = price


def _list_options(word: str, start: int, end: int, table: Mapping[str, Options]) -> Options:
    grapheme = word[start:end]
    if end == len(word) and f"{grapheme}$" in table:
        return table[f"{grapheme}$"]
    if len(grapheme) == 1 and grapheme not in table:
        return ((grapheme, 1.0),)  # a letter of some other alphabet stays
    return table.get(grapheme, ())


# Cyrillic to Latin: letters, then how they are written; "^" is the word's start, "=" the place
# after a vowel. A language pair has several manners: the official table's, the older one's, the
# newspapers'.
_PLAIN = "а a|б b|д d|з z|к k|л l|м m|н n|о o|п p|р r|т t|ф f|у u"
_ENGLISH = f"{_PLAIN}|в v|ж zh|с s|х kh|ц ts|ч ch|ш sh|щ shch|ь |ъ |' |ґ g"
_GERMAN = f"{_PLAIN}|в w|ж sch|з s|с s|х ch|ц z|ч tsch|ш sch|щ schtsch|ь |ъ |' |ґ g|ю ju|я ja|й j"
_POLISH = (
    f"{_PLAIN}|в w|л ł|ж ż|с s|х ch|ц c|ч cz|ш sz|щ szcz|ъ |' |ґ g|й j|ю iu|^ю ju|=ю ju|'ю ju"
)
_POLISH += (
    "|я ia|^я ja|=я ja|жя ża|ня nia|ль l|нь ń|сь ś|ць ć|зь ź|ь |ля la|лі li|ли li|лю lu|ле łe"
)
_POLISH += "|жь ż|'я ja|ськ sk|цьк ck|зьк zk|нськ ńsk|нський nskyj"
_STYLES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("uk", "en"): (
        f"{_ENGLISH}|г h|зг zgh|е e|є ie|^є ye|и y|і i|ї i|^ї yi|й i|^й y|ю iu|^ю yu|я ia|^я ya",
        f"{_ENGLISH}|г h|зг zgh|е e|є ye|и y|і i|ї yi|й y|ю yu|я ya",
        f"{_ENGLISH}|г g|е e|є ye|и y|і i|ї i|й y|ю yu|я ia",
    ),
    ("ru", "en"): (
        f"{_ENGLISH}|г g|е e|^е ye|=е ye|ье ye|ё yo|и i|ы y|й y|э e|ю yu|я ya",
        f"{_ENGLISH}|г g|е e|ё e|и i|ы y|й i|э e|ю iu|я ia|ье ie",
    ),
    ("uk", "de"): (
        f"{_GERMAN}|г h|е e|є je|и y|і i|ї ji",
        f"{_GERMAN}|г h|е e|є je|и y|і i|ї i",
    ),
    ("ru", "de"): (
        f"{_GERMAN}|г g|е e|^е je|=е je|ье je|ё jo|и i|ы y|э e",
        f"{_GERMAN}|г g|е e|ё jo|и i|ы y|э e|й i|^й j",
    ),
    ("uk", "pl"): (f"{_POLISH}|г h|е e|є ie|^є je|=є je|и y|і i|^ї ji|ї ji|рі ri",),
    ("ru", "pl"): (
        f"{_POLISH}|г g|е ie|^е je|=е je|ле le|же że|че cze|ше sze|це ce|жье że|ье je|ё io|=ё jo"
        "|и i|ы y|э e",
        f"{_POLISH}|г g|е e|^е je|=е je|ле le|жье że|ье je|ё o|и i|ы y|э e",
    ),
}
_AS_IS = "="
# Endings as the tables spell them, and as newspapers do, the usual one first.
_ENDINGS = {
    "en": (
        (("skyi", "skyy", "skiy", "skii", "sky"), ("skyy", "sky", "skyi", "skiy", "skii")),
        (("tskyi", "tskyy", "tskiy", "tskii", "tsky"), ("tskyy", "tsky", "tskyi", "tskiy")),
        (("iy", "ii"), ("iy", "y", "ii")),
        (("yi", "yy"), ("yi", "yy", "y")),
    ),
    "de": (
        (("skyj", "skij", "skii"), ("skyj", "ski", "skij")),
        (("zkyj", "zkij", "zkii"), ("zkyj", "zki", "zkij")),
        (("ij", "ii"), ("ij", "i")),
        (("yj",), ("yj", "y")),
    ),
    "pl": (
        (("skyj", "skij", "skji"), ("ski",)),
        (("ckyj", "ckij"), ("cki",)),
        (("iw", "ow", "iew", "ew"), ("ów", _AS_IS)),
        (("ij",), ("ij", "i")),
        (("yj",), ("yj", "y")),
    ),
}


def _spell(word: str, style: str) -> str:
    table = _parse_style(style)
    spelled = []
    place = 0
    while place < len(word):
        before = word[place - 1 : place]
        mark = "^" if place == 0 else "=" if before in _VOWELS else ""
        for length in (6, 4, 3, 2, 1):
            letters = word[place : place + length]
            found = table.get(mark + letters, table.get(letters))
            if found is not None and len(letters) == length:
                spelled.append(found)
                break
        else:
            length = 1
            spelled.append(word[place])
        place += length
    return "".join(spelled)


@cache
def _parse_style(style: str) -> Mapping[str, str]:
    parts = (part.partition(" ") for part in style.split("|"))
    return {letters: spelled for letters, _, spelled in parts}


def _vary_ending(word: str, target: str) -> list[str]:
    for written, ways in _ENDINGS[target]:
        for ending in sorted(written, key=len, reverse=True):
            if word.endswith(ending) and len(word) > len(ending) + 1:
                return [word if way == _AS_IS else word[: -len(ending)] + way for way in ways]
    return [word]
