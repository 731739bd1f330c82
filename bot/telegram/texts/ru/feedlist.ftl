## Feeds that administrators add: /add and /remove

command-add = читать ещё одну ленту: /add news.example
command-remove = больше не читать добавленную ленту
help-feeds = /add АДРЕС найдёт ленту страницы и покажет, что в ней есть, /remove уберёт её.
add-usage = Напишите после команды адрес ленты или страницы, у которой она есть: <code>/add news.example</code>
add-failed = Ленты там не нашлось: { $reason }
add-known = Эту ленту я уже читаю.
add-empty = Сейчас в ней ничего нет.
label-items =
    { $count ->
        [one] { $count } запись
        [few] { $count } записи
       *[other] { $count } записей
    }
label-rate = примерно { $count } в день
label-rate-rare = меньше одной в день
label-rate-unknown = неизвестно, как часто
label-no-date = без даты
add-matches =
    { $count ->
        [one] { $count } из них подходит к темам:
        [few] { $count } из них подходят к темам:
       *[other] { $count } из них подходят к темам:
    }
add-matches-none = Ни одна из них не подходит к темам.
add-ask = Читать её с этого момента?
button-add-feed = Добавить
button-leave-feed = Нет
feed-added = ✅ Теперь читаю эту ленту. О том, что в ней уже есть, сообщать не буду; /remove уберёт её.
feed-listed = ✅ Эту ленту я читаю: она есть в <code>feeds.yaml</code>.
feed-left = Не добавлено.
feed-removed = <b>{ $title }</b>: больше не читаю.
feeds-added = добавлено в чате
remove-which = Нажмите ленту, которую больше не читать.
remove-none = Здесь лент не добавляли. Те, что в <code>feeds.yaml</code>, убирают там.
remove-unknown = Этой ленты я не читаю. /remove покажет добавленные здесь.
remove-listed = Эта лента есть в <code>feeds.yaml</code>: её убирают там.
answer-feed-added = Добавлено.
answer-feed-known = Эту ленту я уже читаю.
answer-feed-removed = Больше не читаю: { $title }
answer-feed-gone = Её уже убрали.
