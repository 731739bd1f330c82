## Looking things up: commands

command-latest = najnowsze wydarzenia tematu: /latest TEMAT
command-search = szukaj słów w archiwum: /search SŁOWA
command-trend = ile się dzieje w temacie: /trend TEMAT
command-why = dlaczego przyszedł alert albo dlaczego nie przyszedł link

## Which topic is meant

which-topic = Który temat?
which-near = Nie znam tematu „{ $typed }”. Może chodzi o jeden z tych?
which-known = Nie znam tematu „{ $typed }”. Oto, co jest dostępne:
label-quoted = „{ $text }”

## /latest and /search

latest-of = Najnowsze w temacie <b>{ $topic }</b>
latest-none = W temacie <b>{ $topic }</b> nic jeszcze nie było.
label-sources =
    { $count ->
        [one] { $count } źródło
        [few] { $count } źródła
        [many] { $count } źródeł
       *[other] { $count } źródła
    }
search-how =
    Czego szukać? Na przykład: <code>/search strajk w porcie</code>
    Muszą wystąpić wszystkie słowa; "słowa w cudzysłowie" muszą stać obok siebie.
search-none = Nic nie znaleziono. Im mniej słów, tym więcej wyników; końcówkę słowa można zmienić albo pominąć.
button-more = Starsze ›
button-newer = ‹ Nowsze

## /trend

label-trend-hours = Wydarzenia na godzinę, 48 godzin
label-trend-days = Wydarzenia na dzień, 14 dni
label-trend-breaking = pilne
label-trend-date = %d.%m
button-trend-hours = 48 godzin
button-trend-days = 14 dni
trend-hours =
    <b>{ $topic }</b>: { $count ->
        [0] żadnych wydarzeń
        [one] { $count } wydarzenie
        [few] { $count } wydarzenia
        [many] { $count } wydarzeń
       *[other] { $count } wydarzenia
    } w ciągu 48 godzin{ $breaking ->
        [0] {""}
        [one] , w tym { $breaking } pilne
        [few] , w tym { $breaking } pilne
        [many] , w tym { $breaking } pilnych
       *[other] , w tym { $breaking } pilnego
    }
trend-days =
    <b>{ $topic }</b>: { $count ->
        [0] żadnych wydarzeń
        [one] { $count } wydarzenie
        [few] { $count } wydarzenia
        [many] { $count } wydarzeń
       *[other] { $count } wydarzenia
    } w ciągu 14 dni{ $breaking ->
        [0] {""}
        [one] , w tym { $breaking } pilne
        [few] , w tym { $breaking } pilne
        [many] , w tym { $breaking } pilnych
       *[other] , w tym { $breaking } pilnego
    }
trend-clock = Według czasu { $zone }

## /why

button-why = ❔ Dlaczego
why-how =
    Odpowiedz /why na alert, a powiem, dlaczego przyszedł.
    /why LINK powie, dlaczego artykuł nie przyszedł: <code>/why https://example.org/article</code>
why-no-alert = To nie jest alert albo już go nie pamiętam. Odpowiedz na sam alert albo naciśnij jego przycisk.
why-swept = To wydarzenie jest tak dawne, że już go nie przechowuję.
why-told = Dlaczego to do Ciebie przyszło
why-found = Wydarzenie
why-match = 🔔 <b>{ $topic }</b>: reguła <i>{ $rule }</i> znalazła { $found }
why-match-all = 🔔 <b>{ $topic }</b>: reguła <i>{ $rule }</i> bierze każdy artykuł
why-published = Opublikowano { $time }
why-undated = Opublikowano: kanał nie podaje kiedy
why-fetched = Pobrano { $time }
why-matched = Dopasowano { $time }
why-sent = Wysłano { $time }
why-state-pending = Jeszcze nie wysłano: czeka na swoją kolej.
why-state-sending = Właśnie się wysyła.
why-state-uncertain = Telegram nie powiedział, czy dotarło, więc wyślę jeszcze raz.
why-state-failed = Telegram odrzucił wiadomość.
why-state-gone = Nie wysłano: w międzyczasie wyłączono alerty.
why-story =
    Wydarzenie: { $articles ->
        [one] { $articles } artykuł
        [few] { $articles } artykuły
        [many] { $articles } artykułów
       *[other] { $articles } artykułu
    }, { $sources ->
        [one] { $sources } źródło
        [few] { $sources } źródła
        [many] { $sources } źródeł
       *[other] { $sources } źródła
    }
why-more =
    { $count ->
        [one] i jeszcze { $count }
        [few] i jeszcze { $count }
        [many] i jeszcze { $count }
       *[other] i jeszcze { $count }
    }
label-joined-new = od tego się zaczęło
label-joined-link = ta sama strona co wcześniej
label-joined-guid = ten sam artykuł co wcześniej
label-joined-title = nagłówek mówi to samo ({ $score } na 100)
label-joined-words = te same rzadkie słowa ({ $score } na 100)
label-joined-unknown = mówi o tym samym

## /why LINK

why-link-unknown = Żaden z moich kanałów nie pokazał tej strony w ostatnich 90 dniach: jej witryny nie ma wśród moich, kanał ją pominął albo była tam pod innym adresem. Poszukaj jej słów przez /search.
label-fate-waiting = dopiero co pobrany, zaraz będzie dopasowany
label-fate-matched = pasował
label-fate-unmatched = nie pasował do żadnej reguły żadnego tematu
label-fate-history = był już w kanale, gdy czytałem go pierwszy raz, więc nie był nowością
label-fate-old = trafił do kanału długo po publikacji, więc nie był nowością
label-fate-storm = przyszedł naraz z bardzo wieloma innymi, jak po przerwie, więc bez alertu
label-fate-swept = był; co się z nim stało, już nie jest przechowywane
why-not-subscribed =
    { $count ->
        [one] Alertu nie było, bo nie subskrybujesz tematu { $topics }. Zmienisz to przez /topics.
        [few] Alertu nie było, bo nie subskrybujesz żadnego z tematów { $topics }. Zmienisz to przez /topics.
        [many] Alertu nie było, bo nie subskrybujesz żadnego z tematów { $topics }. Zmienisz to przez /topics.
       *[other] Alertu nie było, bo nie subskrybujesz żadnego z tematów { $topics }. Zmienisz to przez /topics.
    }
why-later = Alertu nie było, bo { $topics } subskrybujesz dopiero od późniejszej chwili. Co było wcześniej, pokaże /latest.
why-language = Alertu nie było, bo nie chcesz artykułów w tym języku: { $language }. Zmienisz to przez /settings.
why-muted = Być może alertu nie było, bo wszystko jest wyciszone do { $time }.
why-topic-muted = Być może alertu nie było, bo temat <b>{ $topic }</b> jest wyciszony do { $time }.
why-unknown = Alertu nie było, a powodu nie zapisałem. Może alerty były wtedy wyciszone albo wyłączone.
