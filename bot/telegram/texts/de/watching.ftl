## Personal topics: /watch and /unwatch

command-watch = ein eigenes Thema: /watch Hurrikan, Taifun
command-unwatch = ein eigenes Thema beenden
help-watching = /watch WÖRTER – ein eigenes Thema; zu einem weitergeleiteten Artikel oder Link schlage ich eines vor, /unwatch beendet es
watch-how =
    <code>/watch Hurrikan, Taifun</code> – eines davon genügt, in jeder Form des Wortes
    <code>/watch Brücke + sperren</code> – beides muss vorkommen; <code>/watch Sturm -Film</code> – und kein „Film“
    <code>/watch ~Selenskyj</code> – ein Name in allen Schreibweisen; <code>/watch grüner Wasserstoff</code> – eine Wortgruppe
watch-list = Worauf du achten lässt; tippe darauf, um es aus- oder einzuschalten, /unwatch beendet es:
watch-begun = 👁 Ich achte auf „{ $words }“.
watch-unseen = Zurückblicken konnte ich diesmal nicht; was ab jetzt kommt, melde ich.
watch-found =
    { $days ->
        [one] Artikel des letzten Tages, die gepasst hätten: { $count }
       *[other] Artikel der letzten { $days } Tage, die gepasst hätten: { $count }
    }
watch-found-none =
    { $days ->
        [one] Am letzten Tag hätte nichts gepasst.
       *[other] In den letzten { $days } Tagen hätte nichts gepasst.
    }
watch-common = ⚠️ So viel liest niemand. Verlange mit einem Pluszeichen ein zweites Wort.
watch-warning = ⚠️ { $warning }
watch-error-empty = Darin steht kein Wort.
watch-error-long = Das ist zu lang: höchstens { $most } Zeichen.
watch-error-forbids = Das sagt nur, was nicht vorkommen darf. Schreib ein Wort dazu, das ich suchen soll.
watch-error-everything = „{ $term }“ trifft auf jeden Artikel zu. Schreib Wörter.
watch-error-pattern = „{ $term }“ ist ein regulärer Ausdruck; die gibt es nur in Regeldateien. Schreib Wörter.
watch-error-list = „{ $term }“ nennt eine Wortliste; die gibt es nur in Regeldateien. Schreib die Wörter selbst.
watch-error-quote = Das Anführungszeichen vor „{ $term }“ geht auf und nicht wieder zu.
watch-error-term = „{ $term }“ verstehe ich nicht: { $problem }
unwatch-which = Tippe auf das, worauf ich nicht mehr achten soll.
unwatch-none = Ich achte für dich auf nichts. Mit /watch fängt es an.
unwatch-unknown = Auf „{ $typed }“ achte ich nicht.
unwatched = Darauf achte ich nicht mehr.
watch-propose = Soll ich darauf achten?
watch-propose-how = Tippe darauf, um es zu kopieren, und ändere es, wie du magst.
watch-refused = Darauf achte ich nicht.
watch-no-page = Diese Seite kann ich nicht lesen. Schick mir den Text des Artikels, oder /watch und Wörter.
watch-no-words = Darin finde ich keine bezeichnenden Wörter. Schreib eigene hinter /watch.
button-unwatch = Nicht mehr darauf achten
button-watch = Darauf achten
button-watch-not = Nein
answer-watch-full = Du hast { $count } eigene Themen, mehr geht nicht. /unwatch beendet eines.
answer-watching = 👁 Ich achte auf „{ $title }“.
answer-unwatched = Auf „{ $title }“ achte ich nicht mehr.
answer-watch-gone = Darauf habe ich schon nicht mehr geachtet.
