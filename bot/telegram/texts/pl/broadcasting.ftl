## /broadcast

command-broadcast = powiadom wszystkich czytelników
broadcast-usage = Napisz po poleceniu, co mają usłyszeć wszyscy czytelnicy: <code>/broadcast Dziś wieczorem nie będzie mnie przez godzinę.</code>
broadcast-nobody = Nikt niczego nie subskrybuje, więc nie ma komu tego powiedzieć.
broadcast-ask =
    { $count ->
        [one] Wysłać to do { $count } czatu?
        [few] Wysłać to do { $count } czatów?
        [many] Wysłać to do { $count } czatów?
       *[other] Wysłać to do { $count } czatów?
    }
broadcast-sent =
    { $count ->
        [one] W drodze do { $count } czatu.
        [few] W drodze do { $count } czatów.
        [many] W drodze do { $count } czatów.
       *[other] W drodze do { $count } czatów.
    }
broadcast-dropped = Nie wysłano.
button-broadcast = Wyślij
button-broadcast-drop = Nie wysyłaj
answer-broadcast-sent = W drodze.
answer-broadcast-dropped = Nie wysłano.
answer-broadcast-over = O tym już zdecydowano.
