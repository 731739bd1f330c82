## Alerts and digests

label-update = Оновлення
label-breaking = Терміново
label-also = також: { $sources }
label-digest = 📰 { $count ->
        [one] { $count } подія
        [few] { $count } події
       *[other] { $count } подій
    }
label-more = ще { $count }: /latest
