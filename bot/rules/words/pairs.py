"""Names that no rule of spelling leads from one language to the next: a short list."""

from functools import cache

# English | German | Polish | Ukrainian | Russian: the order of forms.LANGUAGES
_PAIRS = """
Kyiv Kiev | Kiew Kyjiw | Kijów | Київ | Киев
Moscow | Moskau | Moskwa | Москва | Москва
Russia | Russland | Rosja | Росія | Россия
Ukraine | Ukraine | Ukraina | Україна | Украина
Crimea | Krim | Krym | Крим | Крым
Kremlin | Kreml | Kreml | Кремль | Кремль
Dnipro Dnieper | Dnipro Dnjepr | Dniepr Dnipro | Дніпро | Днепр
Lviv Lvov | Lwiw Lemberg | Lwów | Львів | Львов
Mykolaiv Nikolaev | Mykolajiw Nikolajew | Mikołajów | Миколаїв | Николаев
Kherson | Cherson | Chersoń | Херсон | Херсон
Chernobyl Chornobyl | Tschernobyl | Czarnobyl | Чорнобиль | Чернобыль
Belarus | Belarus Weißrussland | Białoruś | Білорусь | Беларусь Белоруссия
Poland | Polen | Polska | Польща | Польша
Germany | Deutschland | Niemcy | Німеччина | Германия
Hungary | Ungarn | Węgry | Угорщина | Венгрия
Romania | Rumänien | Rumunia | Румунія | Румыния
Georgia | Georgien | Gruzja | Грузія | Грузия
Warsaw | Warschau | Warszawa | Варшава | Варшава
Vienna | Wien | Wiedeń | Відень | Вена
Brussels | Brüssel | Bruksela | Брюссель | Брюссель
Geneva | Genf | Genewa | Женева | Женева
Beijing | Peking | Pekin | Пекін | Пекин
Washington | Washington | Waszyngton | Вашингтон | Вашингтон
Istanbul | Istanbul | Stambuł | Стамбул | Стамбул
Alaska | Alaska | Alaska | Аляска | Аляска
Rostov | Rostow | Rostów | Ростов | Ростов
Volodymyr Vladimir | Wolodymyr Wladimir | Wołodymyr Władimir | Володимир | Владимир
Oleksandr Alexander | Olexandr Alexander | Ołeksandr Aleksandr | Олександр | Александр
Mykola Nikolai | Mykola Nikolai | Mykoła Nikołaj | Микола | Николай
Serhiy Sergei Serhii | Serhij Sergej | Serhij Siergiej | Сергій | Сергей
Andriy Andrei Andrii | Andrij Andrej | Andrij Andriej | Андрій | Андрей
Dmytro Dmitry Dmitri | Dmytro Dmitri | Dmytro Dmitrij | Дмитро | Дмитрий
Mykhailo Mikhail | Mychajlo Michail | Mychajło Michaił | Михайло | Михаил
Petro Pyotr | Petro Pjotr | Petro Piotr | Петро | Пётр
Pavlo Pavel | Pawlo Pawel | Pawło Paweł | Павло | Павел
Oleksiy Alexei Oleksii | Olexij Alexej | Ołeksij Aleksiej | Олексій | Алексей
Olena Elena | Olena Jelena | Ołena Jelena | Олена | Елена
Kateryna Ekaterina | Kateryna Jekaterina | Kateryna Jekatierina | Катерина | Екатерина
Yevhen Yevgeny | Jewhen Jewgeni | Jewhen Jewgienij | Євген | Евгений
Vasyl Vasily | Wassyl Wassili | Wasyl Wasilij | Василь | Василий
Kyrylo Kirill | Kyrylo Kirill | Kyryło Kiriłł | Кирило | Кирилл
Yuriy Yuri Yurii | Jurij Juri | Jurij | Юрій | Юрий
"""


@cache
def list_pairs() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Return one row a name: the spellings in English, German, Polish, Ukrainian, Russian."""
    return tuple(
        tuple(tuple(cell.split()) for cell in line.split("|"))
        for line in _PAIRS.strip().splitlines()
    )
