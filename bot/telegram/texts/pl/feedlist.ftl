## Feeds that administrators add: /add and /remove

command-add = czytaj jeszcze jeden kanał: /add news.example
command-remove = nie czytaj już dodanego kanału
help-feeds = /add ADRES znajdzie kanał strony i pokaże, co w nim jest, /remove go usunie.
add-usage = Napisz po poleceniu adres kanału albo strony, która go ma: <code>/add news.example</code>
add-failed = Nie ma tam żadnego kanału: { $reason }
add-known = Ten kanał już czytam.
add-empty = Teraz nic w nim nie ma.
label-items =
    { $count ->
        [one] { $count } wpis
        [few] { $count } wpisy
        [many] { $count } wpisów
       *[other] { $count } wpisu
    }
label-rate = około { $count } dziennie
label-rate-rare = mniej niż jeden dziennie
label-rate-unknown = nie wiadomo, jak często
label-no-date = bez daty
add-matches =
    { $count ->
        [one] { $count } z nich pasuje do tematów:
        [few] { $count } z nich pasują do tematów:
        [many] { $count } z nich pasuje do tematów:
       *[other] { $count } z nich pasuje do tematów:
    }
add-matches-none = Żaden z nich nie pasuje do tematów.
add-ask = Czytać go od teraz?
button-add-feed = Dodaj
button-leave-feed = Nie
feed-added = ✅ Od teraz czytam ten kanał. O tym, co już w nim jest, nie powiadomię; /remove go usunie.
feed-listed = ✅ Ten kanał czytam: jest w <code>feeds.yaml</code>.
feed-left = Nie dodano.
feed-removed = <b>{ $title }</b>: już nie czytam.
feeds-added = dodany na czacie
remove-which = Naciśnij kanał, którego mam już nie czytać.
remove-none = Tu nie dodano żadnych kanałów. Te z <code>feeds.yaml</code> usuwa się tam.
remove-unknown = Tego kanału nie czytam. /remove pokaże dodane tutaj.
remove-listed = Ten kanał jest w <code>feeds.yaml</code>: usuwa się go tam.
answer-feed-added = Dodano.
answer-feed-known = Ten kanał już czytam.
answer-feed-removed = Już nie czytam: { $title }
answer-feed-gone = Już go usunięto.
