## /channels

command-channels = Kanäle und Gruppen, die du verwaltest
help-channels = /channels – Kanäle und Gruppen, die du verwaltest: mach mich dort zum Admin, der posten darf
channels-list = Kanäle und Gruppen, die du verwaltest und in denen ich posten darf. Tippe auf einen Namen, um zu wählen, was dort gemeldet wird.
channels-none =
    Ich kenne keinen Kanal, den du verwaltest.
    Mach mich in deinem zum Admin, der posten darf, dann steht er hier.
channels-private = Kanäle werden in unserem privaten Chat verwaltet: Schick mir dort /channels.
channel-mine = Ich kann jetzt in „{ $title }“ posten. Was dort gemeldet wird, wählst du hier oder mit /channels.
channel-told =
    { $count ->
        [one] { $count } Thema wird hier gemeldet.
       *[other] { $count } Themen werden hier gemeldet.
    }
channel-silent = Hier wird noch nichts gemeldet.
channel-topics = Tippe auf ein Thema, damit es hier gemeldet wird (🔔) oder nicht mehr.
channel-listed = Das wird hier gemeldet. Tippe auf ein Thema, um es zu beenden.
label-channel-topics = Themen für „{ $title }“
button-channel-topics = Themen
button-channel-listed = Was gemeldet wird
button-channel-settings = Einstellungen
answer-channel-lost = Du verwaltest ihn nicht mehr, oder ich darf dort nicht posten.
