## Feeds that administrators add: /add and /remove

command-add = читати ще одну стрічку: /add news.example
command-remove = більше не читати додану стрічку
help-feeds = /add АДРЕСА знайде стрічку сторінки й покаже, що в ній є, /remove прибере її.
add-usage = Напишіть після команди адресу стрічки або сторінки, яка її має: <code>/add news.example</code>
add-failed = Стрічки там не знайшлося: { $reason }
add-known = Цю стрічку я вже читаю.
add-empty = Зараз у ній нічого немає.
label-items =
    { $count ->
        [one] { $count } допис
        [few] { $count } дописи
       *[other] { $count } дописів
    }
label-rate = приблизно { $count } на день
label-rate-rare = менше одного на день
label-rate-unknown = невідомо, як часто
label-no-date = без дати
add-matches =
    { $count ->
        [one] { $count } з них підходить до тем:
        [few] { $count } з них підходять до тем:
       *[other] { $count } з них підходять до тем:
    }
add-matches-none = Жоден із них не підходить до тем.
add-ask = Читати її відтепер?
button-add-feed = Додати
button-leave-feed = Ні
feed-added = ✅ Відтепер читаю цю стрічку. Про те, що в ній уже є, не сповіщатиму; /remove прибере її.
feed-listed = ✅ Цю стрічку я читаю: вона є у <code>feeds.yaml</code>.
feed-left = Не додано.
feed-removed = <b>{ $title }</b>: більше не читаю.
feeds-added = додано в чаті
remove-which = Натисніть стрічку, яку більше не читати.
remove-none = Тут стрічок не додавали. Ті, що у <code>feeds.yaml</code>, прибирають там.
remove-unknown = Цієї стрічки я не читаю. /remove покаже додані тут.
remove-listed = Ця стрічка є у <code>feeds.yaml</code>: її прибирають там.
answer-feed-added = Додано.
answer-feed-known = Цю стрічку я вже читаю.
answer-feed-removed = Більше не читаю: { $title }
answer-feed-gone = Її вже прибрано.
