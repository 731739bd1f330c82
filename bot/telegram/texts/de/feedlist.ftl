## Feeds that administrators add: /add and /remove

command-add = einen weiteren Feed lesen: /add news.example
command-remove = einen hinzugefügten Feed nicht mehr lesen
help-feeds = /add ADRESSE findet den Feed einer Seite und zeigt, was er bringt, /remove nimmt ihn wieder weg.
add-usage = Schreib hinter den Befehl die Adresse eines Feeds oder einer Seite, die einen hat: <code>/add news.example</code>
add-failed = Dort ist kein Feed zu finden: { $reason }
add-known = Diesen Feed lese ich schon.
add-empty = Zurzeit steht nichts darin.
label-items =
    { $count ->
        [one] { $count } Eintrag
       *[other] { $count } Einträge
    }
label-rate = etwa { $count } am Tag
label-rate-rare = weniger als einer am Tag
label-rate-unknown = wie oft, ist nicht bekannt
label-no-date = ohne Datum
add-matches =
    { $count ->
        [one] { $count } davon passt zu Themen:
       *[other] { $count } davon passen zu Themen:
    }
add-matches-none = Keiner davon passt zu einem Thema.
add-ask = Soll ich ihn von jetzt an lesen?
button-add-feed = Hinzufügen
button-leave-feed = Nein
feed-added = ✅ Diesen Feed lese ich von jetzt an. Was schon darin steht, melde ich nicht; /remove nimmt ihn wieder weg.
feed-listed = ✅ Diesen Feed lese ich: Er steht in <code>feeds.yaml</code>.
feed-left = Nicht hinzugefügt.
feed-removed = <b>{ $title }</b> lese ich nicht mehr.
feeds-added = im Chat hinzugefügt
remove-which = Tippe auf den Feed, den ich nicht mehr lesen soll.
remove-none = Hier wurden keine Feeds hinzugefügt. Was in <code>feeds.yaml</code> steht, wird dort entfernt.
remove-unknown = Diesen Feed lese ich nicht. /remove zeigt die hier hinzugefügten.
remove-listed = Dieser Feed steht in <code>feeds.yaml</code>: Dort wird er entfernt.
answer-feed-added = Hinzugefügt.
answer-feed-known = Diesen Feed lese ich schon.
answer-feed-removed = Nicht mehr gelesen: { $title }
answer-feed-gone = Er wurde schon entfernt.
