## What administrators ask: commands

command-feeds = kanały i ich stan
command-health = czy wszystko żyje
command-stats = co się ostatnio działo i kto co czyta
command-reload = sprawdź teraz pliki reguł
help-operating = /feeds, /health i /stats pokazują, jak się mam, /reload od razu sprawdza pliki reguł. /broadcast przekazuje coś wszystkim czytelnikom.
answer-operators = Ten przycisk jest tylko dla tych, którzy prowadzą tego bota.

## /feeds

feeds = Kanały
feeds-ok = sprawne { $count }
feeds-failing = zawodzą { $count }
feeds-new = jeszcze nieczytane { $count }
feeds-resting = odpoczywają { $count }
feeds-none = Nie ma jeszcze kanałów: wpisz je do <code>feeds.yaml</code>.
feed-ok =
    <b>{ $title }</b>: sprawny
    Ostatnio odczytany { $good }, następnie { $next }
feed-failing = <b>{ $title }</b>: zawodzi od { $since } – { $error }
feed-unread = <b>{ $title }</b>: nigdy nie dał się odczytać – { $error }
feed-new = 🆕 <b>{ $title }</b>: jeszcze nieczytany
feed-next = Następna próba { $time }
feed-resting = 💤 <b>{ $title }</b>: odpoczywa, nie ma go już na liście

## /health

health-alive = Żyję: ostatnie uderzenie serca { $beat }, działam od { $started }
health-silent = Moje serce stanęło: ostatnie uderzenie { $beat }
health-no-beat = Serce jeszcze nie zabiło
health-polling = Czytanie kanałów: ostatnio { $time }
health-polling-first = Czytanie kanałów: zaraz się zacznie
health-polling-late = Czytanie kanałów stanęło: jeden czeka od { $due }
health-no-feeds = Czytanie kanałów: nie ma kanałów
health-worst-feed = Najgorszy:
health-deciding = Dopasowywanie: nic nie czeka
health-undecided =
    { $count ->
        [one] Dopasowywanie: czeka { $count } artykuł, od { $since }
        [few] Dopasowywanie: czekają { $count } artykuły, pierwszy od { $since }
        [many] Dopasowywanie: czeka { $count } artykułów, pierwszy od { $since }
       *[other] Dopasowywanie: czeka { $count } artykułu, pierwszy od { $since }
    }
health-sending = Wysyłanie: nic nie czeka
health-waiting = Wysyłanie: czekają { $pending }, w drodze { $sending }, niepewne { $uncertain }
health-oldest = Najstarsze czeka od { $time }, dla czatu <code>{ $chat }</code>
health-soonest = Najbliższe wyjdzie { $time }, do czatu <code>{ $chat }</code>
health-today =
    W ostatnich 24 godzinach: artykuły { $articles }, wydarzenia { $stories }
    Czaty z subskrypcją: { $chats }

## /stats

stats-day = Ostatnie 24 godziny
stats-week = Ostatnie 7 dni
stats-counts =
    Artykuły: { $articles }
    Wydarzenia: { $stories }
    Alerty: { $alerts }
    Aktualizacje: { $updates }
stats-chats =
    Czaty, które znam: { $known }
    Czaty z subskrypcją: { $open }
stats-topics = Subskrypcje
stats-topic = { $title }: { $count }

## /reload

reload-same =
    Obowiązują te same reguły co w plikach: { $topics ->
        [one] { $topics } temat
        [few] { $topics } tematy
        [many] { $topics } tematów
       *[other] { $topics } tematu
    }.
reload-done =
    Zmienione reguły już obowiązują: { $topics ->
        [one] { $topics } temat
        [few] { $topics } tematy
        [many] { $topics } tematów
       *[other] { $topics } tematu
    }.
reload-refused = W plikach reguł są błędy; dalej obowiązują reguły, które mam.
reload-failed = Nie udało się wprowadzić reguł, spróbuję ponownie:
