## Alerts and digests

label-update = Neues
label-breaking = Eilmeldung
label-also = auch bei { $sources }
label-digest = 📰 { $count ->
        [one] { $count } Meldung
       *[other] { $count } Meldungen
    }
label-more = { $count } weitere: /latest
