## The menu of commands

command-start = was das hier ist, und die Themen
command-topics = Themen wählen
command-subscriptions = was du abonniert hast
command-settings = Sprache, Ruhezeit, Ton
command-mute = eine Weile Ruhe: /mute 2h
command-stop = alle Meldungen beenden
command-forget = alles über diesen Chat löschen
command-help = wie es funktioniert
command-allow = einen Chat zulassen: /allow ID
command-deny = einen Chat aussperren: /deny ID

## Commands

intro =
    Ich verfolge die Nachrichten und melde mich, wenn etwas passiert: eine Nachricht pro Ereignis, egal wie viele Medien darüber berichten.
    Tippe auf ein Thema, um davon zu hören.
choose-topics = Tippe auf ein Thema, um seine Meldungen ein- (🔔) oder auszuschalten.
topics-thread = Was du hier einschaltest, kommt in diesen Thread.
more-topics = Weitere Themen:
no-topics = Es gibt noch keine Themen. Schau bitte später wieder vorbei.
welcome-to =
    Dich interessiert { $topic }
    Tippe auf den Knopf des Themas, um davon zu hören.
subscribed-none = Du hast nichts abonniert. /topics zeigt, was es gibt.
subscribed-to = Du hast abonniert:
subscribed-many =
    Du hast { $count ->
        [one] { $count } Thema
       *[other] { $count } Themen
    } abonniert.
press-to-change = Tippe auf eines, um es aus- oder einzuschalten.
stopped = Alle Meldungen sind aus. Mit /topics schaltest du sie wieder ein.
nothing-to-stop = Es waren keine Meldungen an. /topics zeigt, was es gibt.
help =
    /topics – Themen wählen
    /subscriptions – was du abonniert hast
    /latest, /search und /trend – was es zu einem Thema oder zu Wörtern gab
    /why – warum eine Meldung kam, oder ein Link nicht
    /settings – Sprache, Ruhezeit, Ton
    /mute 2h – eine Weile Ruhe
    /stop – alle Meldungen beenden
    /forget – alles über diesen Chat löschen
help-stories = Jedes Ereignis meldet sich einmal, sobald der erste Artikel erscheint. Andere Medien, die darüber berichten, kommen in dieselbe Nachricht; was sie Neues wissen, kommt als Antwort darauf. Die Knöpfe unter einer Meldung: Folge ihrem Ereignis, und Neues dazu klingelt; schalte es, sein Thema oder alles stumm; sag, dass sie nicht passt oder eine andere wiederholt. In Gruppen entscheiden die Admins.
help-admin = Für dich: /allow ID und /deny ID lassen einen Chat zu oder sperren ihn aus.
unknown = Das kenne ich nicht. /help zeigt, was ich kann.

## Who may talk to the bot

closed = Dieser Bot ist nicht für alle offen. Deine ID hier ist <code>{ $chat }</code>.
allowed = Chat <code>{ $chat }</code> darf den Bot jetzt benutzen.
denied = Chat <code>{ $chat }</code> ist ausgesperrt, seine Meldungen sind aus.
denied-but-open = Chat <code>{ $chat }</code> ist ausgesperrt, seine Meldungen sind aus. Der Bot ist aber für alle offen, also kann er wieder abonnieren.
wrong-id = Bitte gib die ID eines Chats an, eine ganze Zahl: zum Beispiel <code>/allow 123456</code>

## Over buttons; some are said as messages too

answer-administrators = Nur Admins dieser Gruppe können ihre Meldungen ändern.
answer-stranger = Dieser Bot ist nicht für alle offen.
answer-trouble = Entschuldige, bei mir ist etwas schiefgegangen. Bitte versuch es gleich noch einmal.
answer-old-button = Dieser Knopf ist zu alt. /topics zeigt die aktuellen.
answer-topic-gone = Dieses Thema gibt es nicht mehr.
answer-on = 🔔 { $title }: an
answer-off = { $title }: aus
label-gone-topic = { $name } (gibt es nicht mehr)
