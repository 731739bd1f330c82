### Szczególne wieści o kanałach, dla /feeds i /health

feeds-gone = zniknęły { $count }
feeds-blocked = zablokowane { $count }
feeds-silent = zamilkły { $count }
feeds-slow = powolne { $count }
feed-gone = <b>{ $title }</b>: zniknął: serwer już go nie ma ({ $error })
feed-blocked = <b>{ $title }</b>: zablokowany: serwer mnie nie wpuszcza ({ $error })
feed-silent =
    <b>{ $title }</b>: zamilkł, nic nowego od { $since }
    Najdłuższa zwykła przerwa: { $usual }
feed-slow = <b>{ $title }</b>: powolny, czas odpowiedzi: { $time }
