## /settings: the menu

settings-intro = <b>Ustawienia</b>. Naciśnij to, co chcesz zmienić.
answer-set = { $setting }: { $value }
answer-setting-gone = Tego wyboru już nie ma. Aktualny pokaże /settings.
button-back = ‹ Wstecz
label-setting-language = Język
label-setting-articles = Języki artykułów
label-setting-urgency = Jak szybko
label-setting-digest = Przegląd dnia
label-setting-quiet = Cisza nocna
label-setting-zone = Strefa czasowa
label-setting-sound = Dźwięk
label-setting-updates = Aktualizacje
label-setting-breaking = Duże wydarzenia
label-setting-wakes = Duże w ciszy nocnej
label-setting-preview = Obrazek
label-setting-format = Format

## What can be chosen

about-language = W jakim języku tu mówię
label-language-client = Jak w Twoim Telegramie

about-articles =
    <b>Języki artykułów</b>
    Dostajesz tylko artykuły w wybranych językach.
label-articles-all = Wszystkie języki

about-urgency = Jak szybko dowiadujesz się o temacie
about-urgency-of = Jak szybko dowiadujesz się o temacie: { $topic }
button-all-topics = Wszystkie tematy
label-urgency-instant = Od razu
about-urgency-instant = gdy tylko coś się wydarzy
label-urgency-hourly = Co godzinę
about-urgency-hourly = wszystko z godziny w jednej wiadomości
label-urgency-daily = Codziennie
about-urgency-daily = wszystko z dnia w jednej wiadomości, razem z przeglądem dnia

about-digest = O której godzinie Twojego czasu ma przychodzić przegląd dnia

about-quiet =
    <b>Cisza nocna</b>
    Wszystko przychodzi wtedy bez dźwięku. Od której godziny?
about-quiet-until = <b>Cisza nocna</b> od { $start }. Do której?
label-quiet-off = Brak

about-zone =
    <b>Strefa czasowa</b>
    Odpowiedz nazwą miasta lub strefy, na przykład Warszawa, Europe/Kyiv albo UTC+2, lub udostępnij lokalizację.
zone-now = Teraz: <b>{ $zone }</b>, jest tam { $time }.
zone-offer = <b>{ $zone }</b>: jest tam teraz { $time }. Jeśli to Twój czas, naciśnij przycisk.
zone-choose = Który z tych czasów jest Twój?
zone-unknown = Nie znam tego miejsca. Spróbuj najbliższego dużego miasta albo strefy, na przykład Europe/Warsaw lub UTC+2.

about-sound = Dźwięk alertów
label-sound-ring = Włączony
about-sound-ring = alerty przychodzą z dźwiękiem
label-sound-silent = Wyłączony
about-sound-silent = wszystko przychodzi bez dźwięku

about-updates = Gdy wiadomo więcej o wydarzeniu z Twojego alertu
label-updates-silent = Bez dźwięku
about-updates-silent = odpowiedź pod alertem, bez dźwięku
label-updates-ring = Z dźwiękiem
about-updates-ring = odpowiedź pod alertem, z dźwiękiem
label-updates-none = Brak
about-updates-none = bez odpowiedzi, oprócz wydarzeń, które obserwujesz

about-breaking = Gdy wydarzenie z Twojego alertu okazuje się duże
label-breaking-show = Tylko pokaż
about-breaking-show = widać to w alercie, bez dźwięku
label-breaking-ring = Znowu z dźwiękiem
about-breaking-ring = widać to w alercie, a pod nim odpowiedź z dźwiękiem

about-wakes = Duże wydarzenia w ciszy nocnej
label-wakes-no = Bez dźwięku
about-wakes-no = przychodzą bez dźwięku, jak wszystko inne
label-wakes-yes = Z dźwiękiem
about-wakes-yes = przychodzą z dźwiękiem nawet wtedy

about-preview = Obrazek z artykułu
label-preview-small = Mały
about-preview-small = obok tekstu
label-preview-large = Duży
about-preview-large = na całą szerokość
label-preview-none = Brak
about-preview-none = tylko tekst

about-format = Ile pokazuje alert
label-format-normal = Zwykły
about-format-normal = nagłówek i streszczenie
label-format-short = Krótki
about-format-short = tylko nagłówek

## /mute

menu-muted = 🔕 Cisza do { $until }.
muted = 🔕 Do { $until } nic nie przyjdzie. /mute off włączy alerty wcześniej.
unmuted = Alerty są znowu włączone.
answer-unmuted = Alerty są znowu włączone.
button-unmute = 🔔 Włącz
wrong-mute = Napisz, na jak długo: <code>/mute 2h</code> (godziny), <code>/mute 30m</code> (minuty), <code>/mute 1d12h</code> albo <code>/mute off</code>.

## /forget

forget-ask = Usunąć wszystko, co przechowuję o tym czacie: subskrypcje, ustawienia i to, co zostało wysłane? Tego nie da się cofnąć.
button-forget = Tak, usuń wszystko
button-keep = Nie, zostaw
answer-forgotten = Usunięto
answer-kept = Niczego nie usunięto
forgotten = Wszystko, co przechowywałem o tym czacie, zostało usunięte. /start zaczyna od nowa.
kept = Niczego nie usunięto.
