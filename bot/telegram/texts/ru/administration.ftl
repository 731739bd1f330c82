## What administrators ask: commands

command-feeds = ленты и как они работают
command-health = всё ли живо
command-stats = что было в последнее время и кто что читает
command-reload = посмотреть файлы правил сейчас
help-operating = /feeds, /health и /stats покажут, как у меня дела, /reload сразу посмотрит файлы правил. /broadcast сообщает что-то всем читателям.
answer-operators = Эта кнопка только для тех, кто ведёт этого бота.

## /feeds

feeds = Ленты
feeds-ok = исправны { $count }
feeds-failing = сбоят { $count }
feeds-new = ещё не читаны { $count }
feeds-resting = отдыхают { $count }
feeds-none = Лент ещё нет: впишите их в <code>feeds.yaml</code>.
feed-ok =
    <b>{ $title }</b>: исправна
    Последний раз прочитана { $good }, дальше { $next }
feed-failing = <b>{ $title }</b>: сбоит с { $since } – { $error }
feed-unread = <b>{ $title }</b>: ещё ни разу не прочиталась – { $error }
feed-new = 🆕 <b>{ $title }</b>: ещё не читана
feed-next = Следующая попытка { $time }
feed-resting = 💤 <b>{ $title }</b>: отдыхает, её больше нет в списке

## /health

health-alive = Я жив: последний удар сердца { $beat }, работаю с { $started }
health-silent = Моё сердце остановилось: последний удар { $beat }
health-no-beat = Сердце ещё не билось
health-polling = Чтение лент: последний раз { $time }
health-polling-first = Чтение лент: вот-вот начнётся
health-polling-late = Чтение лент остановилось: одна ждёт с { $due }
health-no-feeds = Чтение лент: лент нет
health-worst-feed = Хуже всех:
health-deciding = Сопоставление с правилами: ничего не ждёт
health-undecided =
    { $count ->
        [one] Сопоставление с правилами: ждёт { $count } статья, первая с { $since }
        [few] Сопоставление с правилами: ждут { $count } статьи, первая с { $since }
       *[other] Сопоставление с правилами: ждут { $count } статей, первая с { $since }
    }
health-sending = Отправка: ничего не ждёт
health-waiting = Отправка: ждут { $pending }, в пути { $sending }, под сомнением { $uncertain }
health-oldest = Дольше всего ждёт, с { $time }, сообщение для чата <code>{ $chat }</code>
health-soonest = Ближайшее уйдёт { $time }, в чат <code>{ $chat }</code>
health-today =
    За последние 24 часа: статей { $articles }, событий { $stories }
    Чатов с подпиской: { $chats }

## /stats

stats-day = Последние 24 часа
stats-week = Последние 7 дней
stats-counts =
    Статьи: { $articles }
    События: { $stories }
    Оповещения: { $alerts }
    Обновления: { $updates }
stats-chats =
    Чатов, которые я знаю: { $known }
    Чатов с подпиской: { $open }
stats-topics = Подписки
stats-topic = { $title }: { $count }

## /reload

reload-same =
    Действуют те же правила, что и в файлах: { $topics ->
        [one] { $topics } тема
        [few] { $topics } темы
       *[other] { $topics } тем
    }.
reload-done =
    Изменённые правила уже действуют: { $topics ->
        [one] { $topics } тема
        [few] { $topics } темы
       *[other] { $topics } тем
    }.
reload-refused = В файлах правил есть ошибки; дальше действуют прежние правила.
reload-failed = Ввести правила в действие не удалось, попробую ещё:
