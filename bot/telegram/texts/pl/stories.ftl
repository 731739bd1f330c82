## The buttons under an alert

button-follow = 🔔 Obserwuj
button-following = Obserwujesz
button-mute = 🔕 Wycisz
button-muted = Wyciszone
answer-follow = Aktualizacje tego wydarzenia będą z dźwiękiem
answer-mute = Koniec aktualizacji tego wydarzenia
answer-usual = Znowu jak zwykle
answer-story-gone = To wydarzenie jest już stare: nic więcej o nim nie przyjdzie.
