## Alerts and digests

label-update = Обновление
label-breaking = Срочно
label-also = также: { $sources }
label-digest = 📰 { $count ->
        [one] { $count } событие
        [few] { $count } события
       *[other] { $count } событий
    }
label-more = ещё { $count }: /latest
