## What administrators ask: commands

command-feeds = die Feeds und wie es ihnen geht
command-health = ob alles lebt
command-stats = was zuletzt geschah und wer was liest
command-reload = jetzt nach den Regeldateien sehen
help-operating = /feeds, /health und /stats zeigen, wie es mir geht, /reload sieht sofort nach den Regeldateien. /broadcast teilt allen Lesern etwas mit.
answer-operators = Diesen Knopf können nur die benutzen, die diesen Bot betreiben.

## /feeds

feeds = Feeds
feeds-ok = in Ordnung { $count }
feeds-failing = gestört { $count }
feeds-new = noch nicht gelesen { $count }
feeds-resting = ruhend { $count }
feeds-none = Es gibt noch keine Feeds: Trage welche in <code>feeds.yaml</code> ein.
feed-ok =
    <b>{ $title }</b>: in Ordnung
    Zuletzt gelesen { $good }, nächstes Mal { $next }
feed-failing = <b>{ $title }</b>: gestört seit { $since } – { $error }
feed-unread = <b>{ $title }</b>: ließ sich noch nie lesen – { $error }
feed-new = 🆕 <b>{ $title }</b>: noch nicht gelesen
feed-next = Nächster Versuch { $time }
feed-resting = 💤 <b>{ $title }</b>: ruht, steht nicht mehr in der Liste

## /health

health-alive = Ich lebe: letzter Herzschlag { $beat }, in Betrieb seit { $started }
health-silent = Mein Herz steht: letzter Herzschlag { $beat }
health-no-beat = Noch kein Herzschlag
health-polling = Abrufen: zuletzt { $time }
health-polling-first = Abrufen: gleich geht es los
health-polling-late = Das Abrufen steht: Ein Feed ist fällig seit { $due }
health-no-feeds = Abrufen: Es gibt keine Feeds
health-worst-feed = Am schlimmsten:
health-deciding = Zuordnen: Nichts wartet
health-undecided =
    { $count ->
        [one] Zuordnen: { $count } Artikel wartet, seit { $since }
       *[other] Zuordnen: { $count } Artikel warten, der erste seit { $since }
    }
health-sending = Senden: Nichts wartet
health-waiting = Senden: wartend { $pending }, unterwegs { $sending }, ungewiss { $uncertain }
health-oldest = Am längsten, seit { $time }, wartet eine Meldung an den Chat <code>{ $chat }</code>
health-soonest = Die erste soll { $time } hinausgehen, an den Chat <code>{ $chat }</code>
health-today =
    In den letzten 24 Stunden: Artikel { $articles }, Ereignisse { $stories }
    Chats mit Abonnement: { $chats }

## /stats

stats-day = Die letzten 24 Stunden
stats-week = Die letzten 7 Tage
stats-counts =
    Artikel: { $articles }
    Ereignisse: { $stories }
    Meldungen: { $alerts }
    Neues dazu: { $updates }
stats-chats =
    Chats, die ich kenne: { $known }
    Chats mit Abonnement: { $open }
stats-topics = Abonnements
stats-topic = { $title }: { $count }

## /reload

reload-same =
    Es gelten die Regeln aus den Dateien: { $topics ->
        [one] { $topics } Thema
       *[other] { $topics } Themen
    }.
reload-done =
    Die geänderten Regeln gelten: { $topics ->
        [one] { $topics } Thema
       *[other] { $topics } Themen
    }.
reload-refused = Die Regeldateien sind fehlerhaft; es gelten weiter die Regeln, die ich habe.
reload-failed = Die Regeln konnten nicht in Kraft treten, ich versuche es wieder:
