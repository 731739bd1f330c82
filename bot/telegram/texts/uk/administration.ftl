## What administrators ask: commands

command-feeds = стрічки і як вони працюють
command-health = чи все живе
command-stats = що було останнім часом і хто що читає
command-reload = переглянути файли правил зараз
help-operating = /feeds, /health і /stats покажуть, як у мене справи, /reload одразу перегляне файли правил. /broadcast повідомляє щось усім читачам.
answer-operators = Ця кнопка лише для тих, хто веде цього бота.

## /feeds

feeds = Стрічки
feeds-ok = справні { $count }
feeds-failing = збоять { $count }
feeds-new = ще не читані { $count }
feeds-resting = відпочивають { $count }
feeds-none = Стрічок ще немає: додайте їх до <code>feeds.yaml</code>.
feed-ok =
    <b>{ $title }</b>: справна
    Востаннє прочитано { $good }, далі { $next }
feed-failing = <b>{ $title }</b>: збоїть від { $since } – { $error }
feed-unread = <b>{ $title }</b>: ще жодного разу не прочиталася – { $error }
feed-new = 🆕 <b>{ $title }</b>: ще не читана
feed-next = Наступна спроба { $time }
feed-resting = 💤 <b>{ $title }</b>: відпочиває, її вже немає в списку

## /health

health-alive = Я живий: останній удар серця { $beat }, працюю від { $started }
health-silent = Моє серце зупинилося: останній удар { $beat }
health-no-beat = Серце ще не билося
health-polling = Читання стрічок: востаннє { $time }
health-polling-first = Читання стрічок: ось-ось почнеться
health-polling-late = Читання стрічок зупинилося: одна чекає від { $due }
health-no-feeds = Читання стрічок: стрічок немає
health-worst-feed = Найгірша:
health-deciding = Зіставлення з правилами: нічого не чекає
health-undecided =
    { $count ->
        [one] Зіставлення з правилами: чекає { $count } стаття, перша від { $since }
        [few] Зіставлення з правилами: чекають { $count } статті, перша від { $since }
       *[other] Зіставлення з правилами: чекають { $count } статей, перша від { $since }
    }
health-sending = Надсилання: нічого не чекає
health-waiting = Надсилання: чекають { $pending }, у дорозі { $sending }, під сумнівом { $uncertain }
health-oldest = Найдавніше чекає від { $time }, для чату <code>{ $chat }</code>
health-soonest = Найближче буде надіслано { $time }, до чату <code>{ $chat }</code>
health-today =
    За останні 24 години: статей { $articles }, подій { $stories }
    Чатів із підпискою: { $chats }

## /stats

stats-day = Останні 24 години
stats-week = Останні 7 днів
stats-counts =
    Статті: { $articles }
    Події: { $stories }
    Сповіщення: { $alerts }
    Оновлення: { $updates }
stats-chats =
    Чатів, які я знаю: { $known }
    Чатів із підпискою: { $open }
stats-topics = Підписки
stats-topic = { $title }: { $count }

## /reload

reload-same =
    Діють ті самі правила, що й у файлах: { $topics ->
        [one] { $topics } тема
        [few] { $topics } теми
       *[other] { $topics } тем
    }.
reload-done =
    Змінені правила вже діють: { $topics ->
        [one] { $topics } тема
        [few] { $topics } теми
       *[other] { $topics } тем
    }.
reload-refused = Файли правил мають помилки; далі діють ті правила, що були.
reload-failed = Увести правила в дію не вдалося, спробую ще:
