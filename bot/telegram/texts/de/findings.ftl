## Looking things up: commands

command-latest = die neuesten Ereignisse eines Themas: /latest THEMA
command-search = Wörter im Archiv suchen: /search WÖRTER
command-trend = wie viel in einem Thema passiert: /trend THEMA
command-why = warum eine Meldung kam, oder ein Link nicht

## Which topic is meant

which-topic = Welches Thema?
which-near = Ein Thema „{ $typed }“ kenne ich nicht. Ist eines von diesen gemeint?
which-known = Ein Thema „{ $typed }“ kenne ich nicht. Diese gibt es:
label-quoted = „{ $text }“

## /latest and /search

latest-of = Das Neueste zu <b>{ $topic }</b>
latest-none = Zu <b>{ $topic }</b> kam noch nichts.
label-sources =
    { $count ->
        [one] { $count } Quelle
       *[other] { $count } Quellen
    }
search-how =
    Was soll ich suchen? Zum Beispiel: <code>/search Streik im Hafen</code>
    Alle Wörter müssen vorkommen; "Wörter in Anführungszeichen" müssen nebeneinander stehen.
search-none = Nichts gefunden. Weniger Wörter finden mehr; die Endung eines Wortes darf anders sein oder fehlen.
button-more = Älter ›
button-newer = ‹ Neuer

## /trend

label-trend-hours = Ereignisse pro Stunde, 48 Stunden
label-trend-days = Ereignisse pro Tag, 14 Tage
label-trend-breaking = Eilmeldungen
label-trend-date = %d.%m.
button-trend-hours = 48 Stunden
button-trend-days = 14 Tage
trend-hours =
    <b>{ $topic }</b>: { $count ->
        [0] keine Ereignisse
        [one] { $count } Ereignis
       *[other] { $count } Ereignisse
    } in 48 Stunden{ $breaking ->
        [0] {""}
        [one] , davon { $breaking } als Eilmeldung
       *[other] , davon { $breaking } als Eilmeldung
    }
trend-days =
    <b>{ $topic }</b>: { $count ->
        [0] keine Ereignisse
        [one] { $count } Ereignis
       *[other] { $count } Ereignisse
    } in 14 Tagen{ $breaking ->
        [0] {""}
        [one] , davon { $breaking } als Eilmeldung
       *[other] , davon { $breaking } als Eilmeldung
    }
trend-clock = Nach der Uhr von { $zone }

## /why

button-why = ❔ Warum
why-how =
    Antworte mit /why auf eine Meldung, und ich sage, warum sie kam.
    /why LINK sagt, warum ein Artikel nicht kam: <code>/why https://example.org/article</code>
why-no-alert = Das ist keine Meldung, oder ich kenne sie nicht mehr. Antworte auf die Meldung selbst oder tippe auf ihren Knopf.
why-swept = Dieses Ereignis ist so alt, dass ich es nicht mehr aufbewahre.
why-told = Warum du das bekommen hast
why-found = Das Ereignis
why-match = 🔔 <b>{ $topic }</b>: Die Regel <i>{ $rule }</i> fand { $found }
why-match-all = 🔔 <b>{ $topic }</b>: Die Regel <i>{ $rule }</i> nimmt jeden Artikel
why-published = Veröffentlicht { $time }
why-undated = Veröffentlicht: Der Feed sagt nicht, wann
why-fetched = Abgerufen { $time }
why-matched = Zugeordnet { $time }
why-sent = Gesendet { $time }
why-state-pending = Noch nicht gesendet: Es wartet, bis es an der Reihe ist.
why-state-sending = Wird gerade gesendet.
why-state-uncertain = Telegram hat nicht gesagt, ob es ankam; es wird noch einmal gesendet.
why-state-failed = Telegram hat die Nachricht abgelehnt.
why-state-gone = Nicht gesendet: Die Meldungen wurden inzwischen ausgeschaltet.
why-story =
    Das Ereignis: { $articles ->
        [one] { $articles } Artikel
       *[other] { $articles } Artikel
    }, { $sources ->
        [one] { $sources } Quelle
       *[other] { $sources } Quellen
    }
why-more =
    { $count ->
        [one] und noch { $count }
       *[other] und noch { $count }
    }
label-joined-new = damit begann es
label-joined-link = genau dieselbe Seite wie zuvor
label-joined-guid = genau derselbe Artikel wie zuvor
label-joined-title = die Schlagzeile sagt dasselbe ({ $score } von 100)
label-joined-words = dieselben seltenen Wörter ({ $score } von 100)
label-joined-unknown = berichtet vom selben

## /why LINK

why-link-unknown = Keiner meiner Feeds hat diese Seite in den letzten 90 Tagen gezeigt: Ihre Website ist nicht dabei, ihr Feed ließ sie aus, oder sie stand dort unter einer anderen Adresse. Suche mit /search nach ihren Wörtern.
label-fate-waiting = eben abgerufen, wird gleich zugeordnet
label-fate-matched = passte
label-fate-unmatched = passte zu keiner Regel irgendeines Themas
label-fate-history = stand schon im Feed, als ich ihn zum ersten Mal las, war also keine Neuigkeit
label-fate-old = kam erst lange nach der Veröffentlichung in den Feed, war also keine Neuigkeit
label-fate-storm = kam mit sehr vielen anderen auf einmal, wie nach einem Ausfall, und klingelte daher nicht
label-fate-swept = wurde gesehen; was daraus wurde, ist nicht mehr aufbewahrt
why-not-subscribed =
    { $count ->
        [one] Es kam keine Meldung, weil du { $topics } nicht abonniert hast. /topics ändert das.
       *[other] Es kam keine Meldung, weil du keines dieser Themen abonniert hast: { $topics }. /topics ändert das.
    }
why-later = Es kam keine Meldung, weil du { $topics } erst danach abonniert hast. /latest zeigt, was vorher war.
why-language = Es kam keine Meldung, weil du Artikel in dieser Sprache nicht willst: { $language }. /settings ändert das.
why-muted = Vielleicht kam keine Meldung, weil alles stumm ist bis { $time }.
why-topic-muted = Vielleicht kam keine Meldung, weil <b>{ $topic }</b> stumm ist bis { $time }.
why-unknown = Es kam keine Meldung, und den Grund habe ich nicht notiert. Vielleicht waren Meldungen da stumm oder aus.
