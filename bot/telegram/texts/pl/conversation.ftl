## The menu of commands

command-start = co to jest i jakie są tematy
command-topics = wybierz tematy
command-subscriptions = co subskrybujesz
command-settings = język, cisza nocna, dźwięk
command-mute = cisza na jakiś czas: /mute 2h
command-stop = wyłącz wszystkie alerty
command-forget = usuń wszystko o tym czacie
command-help = jak to działa
command-allow = wpuść czat: /allow ID
command-deny = odbierz czatowi dostęp: /deny ID

## Commands

intro =
    Śledzę wiadomości i daję znać, gdy coś się wydarzy: jedna wiadomość na wydarzenie, niezależnie od tego, ile redakcji o nim pisze.
    Naciśnij temat, aby dostawać o nim wiadomości.
choose-topics = Naciśnij temat, aby włączyć (🔔) lub wyłączyć jego alerty.
topics-thread = To, co tu włączysz, będzie przychodzić do tego wątku.
more-topics = Więcej tematów:
no-topics = Nie ma jeszcze żadnych tematów. Zajrzyj później.
welcome-to =
    Interesuje Cię { $topic }
    Naciśnij przycisk tematu, aby dostawać o nim wiadomości.
subscribed-none = Nie subskrybujesz żadnego tematu. /topics pokaże, co jest dostępne.
subscribed-to = Subskrybujesz
subscribed-many =
    Subskrybujesz { $count ->
        [one] { $count } temat
        [few] { $count } tematy
        [many] { $count } tematów
       *[other] { $count } tematu
    }.
press-to-change = Naciśnij temat, aby go wyłączyć lub włączyć.
stopped = Wszystkie alerty są wyłączone. Włączysz je znowu przez /topics.
nothing-to-stop = Żadne alerty nie były włączone. /topics pokaże, co jest dostępne.
help =
    /topics – wybierz tematy
    /subscriptions – co subskrybujesz
    /latest, /search i /trend – co było w temacie albo pod danymi słowami
    /why – dlaczego przyszedł alert albo dlaczego nie przyszedł link
    /settings – język, cisza nocna, dźwięk
    /mute 2h – cisza na jakiś czas
    /stop – wyłącz wszystkie alerty
    /forget – usuń wszystko o tym czacie
help-stories = O każdym wydarzeniu powiadamiam raz, gdy pojawi się pierwszy artykuł. Inne redakcje, które o nim piszą, dopisuję do tej samej wiadomości; jeśli podają coś nowego, wysyłam to jako odpowiedź na nią. Przyciski pod alertem: obserwuj wydarzenie, a aktualizacje będą z dźwiękiem; wycisz je, jego temat albo wszystko; powiedz, że nie na temat lub że się powtarza. W grupach wybierają administratorzy.
help-admin = Dla Ciebie: /allow ID i /deny ID wpuszczają czat lub odbierają mu dostęp.
unknown = Tego nie znam. /help pokaże, co umiem.

## Who may talk to the bot

closed = Ten bot nie jest otwarty dla wszystkich. Twój identyfikator tutaj: <code>{ $chat }</code>.
allowed = Czat <code>{ $chat }</code> może teraz korzystać z bota.
denied = Czat <code>{ $chat }</code> stracił dostęp, jego alerty są wyłączone.
denied-but-open = Czat <code>{ $chat }</code> stracił dostęp, jego alerty są wyłączone. Bot jest jednak otwarty dla wszystkich, więc czat może zasubskrybować tematy ponownie.
wrong-id = Dodaj identyfikator czatu, liczbę całkowitą: na przykład <code>/allow 123456</code>

## Over buttons; some are said as messages too

answer-administrators = Alerty tej grupy mogą zmieniać tylko jej administratorzy.
answer-stranger = Ten bot nie jest otwarty dla wszystkich.
answer-trouble = Przepraszam, coś poszło nie tak po mojej stronie. Spróbuj za chwilę.
answer-old-button = Ten przycisk jest nieaktualny. Nowe pokaże /topics.
answer-topic-gone = Tego tematu już nie ma.
answer-on = 🔔 { $title }: włączone
answer-off = { $title }: wyłączone
label-gone-topic = { $name } (już niedostępny)
