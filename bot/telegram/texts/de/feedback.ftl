## Was an einer Meldung nicht stimmt

button-irrelevant = 👎 Unpassend
button-irrelevant-said = Unpassend
button-duplicate = 🔁 Doppelt
button-duplicate-said = Doppelt
answer-irrelevant = Notiert, danke. Zu diesem Ereignis kommt nichts mehr. Nochmals drücken nimmt es zurück.
answer-duplicate = Notiert, danke: Das kam schon einmal. Nochmals drücken nimmt es zurück.
answer-taken-back = Zurückgenommen

## Was stumm sein soll

button-mute-story = 🔕 Dieses Ereignis
button-mute-topic = 🔕 { $topic }: 8 Std.
button-mute-all = 🔕 Alles: 8 Std.
answer-topic-muted = Nichts zu { $title } für 8 Stunden
answer-topic-heard = { $title } wird wieder gemeldet
answer-all-muted = Gar nichts für 8 Stunden. /mute off beendet das früher.
answer-not-subscribed = { $title } ist nicht mehr abonniert.
