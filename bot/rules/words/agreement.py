"""Which forms of two words of a name can stand side by side, by their endings.

"Volodymyra Zelenskoho" is a name, "Volodymyra Zelenskym" is none. Endings tell enough: a wrong
pair that slips through is a phrase that nobody writes.
"""

from collections.abc import Mapping

_ANY = frozenset("NGDAIL")  # nominative, genitive, dative, accusative, instrumental, locative

# The first ending that fits decides; a plural's or vocative's has no case and pairs with none.
_ENDINGS: Mapping[str, str] = {
    "pl": """
        ego:G emu:D owi:D owie: ów: om: ami: imi: ymi: ach: ich: ych: iem:I em:I im:IL ym:IL
        ej:GDL ą:IA ę:A u:GDL a:G ie:DL e:DL y:G i:GDL o:
    """,
    "uk": """
        ого:G ього:G ому:DL ьому:DL ові:DL еві:DL єві:DL ами: ями: ими: ах: ях: их: ів: їв: ам: ям:
        ою:I ею:I єю:I им:I ім:L ом:I ем:I єм:I ої:G ій:DL а:G я:G у:GDL ю:GDL і:GDL ї:GDL и:G
        о: е:
    """,
    "ru": """
        ого:G его:G ому:D ему:D ами: ями: ыми: ими: ах: ях: ых: их: ов: ев: ам: ям: ою:I ею:I
        ым:I им:I ом:IL ем:IL ой:GDIL ей:GDIL ую:A юю:A а:G я:G у:DA ю:DA е:DL ы:G и:GDL
    """,
}


def list_cases(form: str, base: str, *, fixed: bool, language: str) -> frozenset[str]:
    """Return the cases that a form may be, as letters of "NGDAIL"; all of them when `fixed`."""
    if fixed:
        return _ANY
    if form == base:
        return frozenset("NA")  # a thing's accusative; a person's is the genitive
    for rule in _ENDINGS[language].split():
        ending, _, cases = rule.partition(":")
        if form.endswith(ending):
            return frozenset(cases)
    return frozenset()
