## Alerts and digests

label-update = Aktualizacja
label-breaking = Pilne
label-also = także: { $sources }
label-digest = 📰 { $count ->
        [one] { $count } wydarzenie
        [few] { $count } wydarzenia
        [many] { $count } wydarzeń
       *[other] { $count } wydarzenia
    }
label-more = jeszcze { $count }: /latest
