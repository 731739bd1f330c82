## /broadcast

command-broadcast = allen Lesern etwas mitteilen
broadcast-usage = Schreib hinter den Befehl, was alle Leser erfahren sollen: <code>/broadcast Heute Abend bin ich eine Stunde lang nicht da.</code>
broadcast-nobody = Niemand hat etwas abonniert, es gibt also niemanden, dem man es sagen könnte.
broadcast-ask =
    { $count ->
        [one] Das an { $count } Chat senden?
       *[other] Das an { $count } Chats senden?
    }
broadcast-sent =
    { $count ->
        [one] Unterwegs an { $count } Chat.
       *[other] Unterwegs an { $count } Chats.
    }
broadcast-dropped = Es wurde nicht gesendet.
button-broadcast = Senden
button-broadcast-drop = Nicht senden
answer-broadcast-sent = Ist unterwegs.
answer-broadcast-dropped = Nicht gesendet.
answer-broadcast-over = Das wurde schon entschieden.
