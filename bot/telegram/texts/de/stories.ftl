## The buttons under an alert

button-follow = 🔔 Folgen
button-following = Gefolgt
button-mute = 🔕 Stummschalten
button-muted = Stumm
answer-follow = Neues zu diesem Ereignis klingelt
answer-mute = Nichts Neues mehr zu diesem Ereignis
answer-usual = Wieder wie üblich
answer-story-gone = Dieses Ereignis ist zu alt: Dazu kommt nichts mehr.
