## Alerts and digests

label-update = Update
label-breaking = Breaking
label-also = also reported by { $sources }
label-digest = 📰 { $count ->
        [one] { $count } story
       *[other] { $count } stories
    }
label-more = { $count } more: /latest
