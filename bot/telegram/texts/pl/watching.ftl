## Personal topics: /watch and /unwatch

command-watch = własny temat: /watch huragan, tajfun
command-unwatch = usuń własny temat
help-watching = /watch SŁOWA – własny temat; do przekazanego artykułu lub linku zaproponuję temat, /unwatch go usuwa
watch-how =
    <code>/watch huragan, tajfun</code> – wystarczy jedno słowo, w dowolnej formie
    <code>/watch most + zamknąć</code> – potrzebne są oba; <code>/watch burza -film</code> – i bez słowa „film”
    <code>/watch ~Zełenski</code> – nazwisko w każdej pisowni; <code>/watch skład ropy</code> – wyrażenie
watch-list = Co obserwujesz; naciśnij, aby wyłączyć lub włączyć, /unwatch usuwa:
watch-begun = 👁 Obserwuję „{ $words }”.
watch-unseen = Tym razem nie udało się spojrzeć wstecz; o nowych artykułach dam znać.
watch-found =
    { $days ->
        [one] Pasujące artykuły z ostatniego dnia: { $count }
        [few] Pasujące artykuły z ostatnich { $days } dni: { $count }
        [many] Pasujące artykuły z ostatnich { $days } dni: { $count }
       *[other] Pasujące artykuły z ostatnich { $days } dni: { $count }
    }
watch-found-none =
    { $days ->
        [one] W ostatnim dniu nic by nie pasowało.
        [few] W ostatnich { $days } dniach nic by nie pasowało.
        [many] W ostatnich { $days } dniach nic by nie pasowało.
       *[other] W ostatnich { $days } dniach nic by nie pasowało.
    }
watch-common = ⚠️ Tyle nikt nie przeczyta. Dodaj drugie słowo po znaku plus.
watch-warning = ⚠️ { $warning }
watch-error-empty = Nie ma tu żadnego słowa.
watch-error-long = Za długie: najwyżej { $most } znaków.
watch-error-forbids = To mówi tylko, czego ma nie być. Dodaj słowo, którego szukać.
watch-error-everything = „{ $term }” pasuje do każdego artykułu. Napisz słowa.
watch-error-pattern = „{ $term }” to wyrażenie regularne; działają one tylko w plikach reguł. Napisz słowa.
watch-error-list = „{ $term }” to nazwa listy słów; działają one tylko w plikach reguł. Napisz same słowa.
watch-error-quote = Cudzysłów przed „{ $term }” jest otwarty, ale nie zamknięty.
watch-error-term = Nie rozumiem „{ $term }”: { $problem }
unwatch-which = Naciśnij, czego już nie obserwować.
unwatch-none = Niczego nie obserwujesz. Zacznij od /watch.
unwatch-unknown = Nie obserwujesz „{ $typed }”.
unwatched = Już tego nie obserwuję.
watch-propose = Obserwować to?
watch-propose-how = Dotknij, aby skopiować, i zmień, jak chcesz.
watch-refused = Nie obserwuję.
watch-no-page = Nie mogę przeczytać tej strony. Przyślij tekst artykułu albo /watch i słowa.
watch-no-words = Nie znajduję tu znaczących słów. Napisz własne po /watch.
button-unwatch = Przestań obserwować
button-watch = Obserwuj
button-watch-not = Nie
answer-watch-full = Masz już { $count } własnych tematów, więcej nie można. /unwatch usuwa temat.
answer-watching = 👁 Obserwuję „{ $title }”.
answer-unwatched = Nie obserwuję już „{ $title }”.
answer-watch-gone = To już nie było obserwowane.
