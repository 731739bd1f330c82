## /settings: the menu

settings-intro = <b>Einstellungen</b>. Tippe auf das, was du ändern willst.
answer-set = { $setting }: { $value }
answer-setting-gone = Diese Auswahl gibt es nicht mehr. /settings zeigt die aktuelle.
button-back = ‹ Zurück
label-setting-language = Sprache
label-setting-articles = Artikel auf
label-setting-urgency = Wie schnell
label-setting-digest = Tagesüberblick
label-setting-quiet = Ruhezeit
label-setting-zone = Zeitzone
label-setting-sound = Ton
label-setting-updates = Neues
label-setting-breaking = Großereignisse
label-setting-wakes = Großes in der Ruhezeit
label-setting-preview = Bild
label-setting-format = Format

## What can be chosen

about-language = Welche Sprache ich hier spreche
label-language-client = Wie dein Telegram

about-articles =
    <b>Sprachen der Artikel</b>
    Du bekommst nur Artikel in den gewählten Sprachen.
label-articles-all = Alle Sprachen

about-urgency = Wie schnell du von einem Thema hörst
about-urgency-of = Wie schnell du davon hörst: { $topic }
button-all-topics = Alle Themen
label-urgency-instant = Sofort
about-urgency-instant = sobald etwas passiert
label-urgency-hourly = Stündlich
about-urgency-hourly = alles aus einer Stunde in einer Nachricht
label-urgency-daily = Täglich
about-urgency-daily = alles vom Tag in einer Nachricht, mit dem Tagesüberblick

about-digest = Wann der Tagesüberblick kommt, nach deiner Uhr

about-quiet =
    <b>Ruhezeit</b>
    In dieser Zeit kommt alles ohne Ton. Ab wann?
about-quiet-until = <b>Ruhezeit</b> ab { $start }. Bis wann?
label-quiet-off = Keine

about-zone =
    <b>Zeitzone</b>
    Antworte mit deiner Stadt oder Zone, zum Beispiel Berlin, Europe/Vienna oder UTC+2, oder teile deinen Standort.
zone-now = Jetzt: <b>{ $zone }</b>, dort ist es { $time }.
zone-offer = <b>{ $zone }</b>: Dort ist es jetzt { $time }. Wenn das deine Zeit ist, tippe auf den Knopf.
zone-choose = Welche dieser Zeiten ist deine?
zone-unknown = Diesen Ort kenne ich nicht. Versuch die nächste große Stadt oder eine Zone wie Europe/Berlin oder UTC+2.

about-sound = Der Ton der Meldungen
label-sound-ring = An
about-sound-ring = Meldungen klingeln
label-sound-silent = Aus
about-sound-silent = alles kommt ohne Ton

about-updates = Wenn über ein gemeldetes Ereignis mehr bekannt wird
label-updates-silent = Lautlos
about-updates-silent = eine Antwort unter der Meldung, ohne Ton
label-updates-ring = Mit Ton
about-updates-ring = eine Antwort unter der Meldung, mit Ton
label-updates-none = Nichts
about-updates-none = keine Antwort, außer zu Ereignissen, denen du folgst

about-breaking = Wenn ein gemeldetes Ereignis groß wird
label-breaking-show = Nur zeigen
about-breaking-show = die Meldung zeigt es, ohne Ton
label-breaking-ring = Noch einmal klingeln
about-breaking-ring = die Meldung zeigt es, und eine Antwort darunter klingelt

about-wakes = Großereignisse in der Ruhezeit
label-wakes-no = Lautlos
about-wakes-no = sie kommen ohne Ton, wie alles andere
label-wakes-yes = Mit Ton
about-wakes-yes = sie klingeln trotzdem

about-preview = Das Bild zum Artikel
label-preview-small = Klein
about-preview-small = neben dem Text
label-preview-large = Groß
about-preview-large = über die ganze Breite
label-preview-none = Keins
about-preview-none = nur Text

about-format = Wie viel eine Meldung zeigt
label-format-normal = Normal
about-format-normal = Schlagzeile und Zusammenfassung
label-format-short = Kurz
about-format-short = nur die Schlagzeile

## /mute

menu-muted = 🔕 Stumm bis { $until }.
muted = 🔕 Bis { $until } kommt nichts. Mit /mute off geht es früher weiter.
unmuted = Die Meldungen sind wieder an.
answer-unmuted = Die Meldungen sind wieder an.
button-unmute = 🔔 Wieder an
wrong-mute = Sag, wie lange: <code>/mute 2h</code> (Stunden), <code>/mute 30m</code> (Minuten), <code>/mute 1d12h</code> oder <code>/mute off</code>.

## /forget

forget-ask = Alles löschen, was ich über diesen Chat speichere: Abos, Einstellungen und was gesendet wurde? Das lässt sich nicht rückgängig machen.
button-forget = Ja, alles löschen
button-keep = Nein, behalten
answer-forgotten = Gelöscht
answer-kept = Nichts wurde gelöscht
forgotten = Alles, was ich über diesen Chat gespeichert hatte, ist gelöscht. /start fängt neu an.
kept = Nichts wurde gelöscht.
