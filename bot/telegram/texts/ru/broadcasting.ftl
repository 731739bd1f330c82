## /broadcast

command-broadcast = сообщить что-то всем читателям
broadcast-usage = Напишите после команды, что должны узнать все читатели: <code>/broadcast Сегодня вечером меня не будет час.</code>
broadcast-nobody = Никто ни на что не подписан, так что сообщать некому.
broadcast-ask =
    { $count ->
        [one] Отправить это в { $count } чат?
        [few] Отправить это в { $count } чата?
       *[other] Отправить это в { $count } чатов?
    }
broadcast-sent =
    { $count ->
        [one] Отправляю в { $count } чат.
        [few] Отправляю в { $count } чата.
       *[other] Отправляю в { $count } чатов.
    }
broadcast-dropped = Не отправлено.
button-broadcast = Отправить
button-broadcast-drop = Не отправлять
answer-broadcast-sent = Отправляю.
answer-broadcast-dropped = Не отправлено.
answer-broadcast-over = Это уже решено.
