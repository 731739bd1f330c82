## Looking things up: commands

command-latest = найновіші події теми: /latest ТЕМА
command-search = шукати слова в архіві: /search СЛОВА
command-trend = скільки всього діється в темі: /trend ТЕМА
command-why = чому прийшло сповіщення або чому не прийшло посилання

## Which topic is meant

which-topic = Яка тема?
which-near = Теми «{ $typed }» я не знаю. Може, одна з цих?
which-known = Теми «{ $typed }» я не знаю. Ось які є:
label-quoted = «{ $text }»

## /latest and /search

latest-of = Найновіше в темі <b>{ $topic }</b>
latest-none = У темі <b>{ $topic }</b> ще нічого не було.
label-sources =
    { $count ->
        [one] { $count } джерело
        [few] { $count } джерела
       *[other] { $count } джерел
    }
search-how =
    Що шукати? Наприклад: <code>/search страйк у порту</code>
    Мають траплятися всі слова; "слова в лапках" мають стояти поруч.
search-none = Нічого не знайдено. Що менше слів, то більше знайдеться; закінчення слова можна змінити або відкинути.
button-more = Старіші ›
button-newer = ‹ Новіші

## /trend

label-trend-hours = Подій за годину, 48 годин
label-trend-days = Подій за день, 14 днів
label-trend-breaking = гучні
label-trend-date = %d.%m
button-trend-hours = 48 годин
button-trend-days = 14 днів
trend-hours =
    <b>{ $topic }</b>: { $count ->
        [0] жодної події
        [one] { $count } подія
        [few] { $count } події
       *[other] { $count } подій
    } за 48 годин{ $breaking ->
        [0] {""}
        [one] , з них { $breaking } гучна
        [few] , з них { $breaking } гучні
       *[other] , з них { $breaking } гучних
    }
trend-days =
    <b>{ $topic }</b>: { $count ->
        [0] жодної події
        [one] { $count } подія
        [few] { $count } події
       *[other] { $count } подій
    } за 14 днів{ $breaking ->
        [0] {""}
        [one] , з них { $breaking } гучна
        [few] , з них { $breaking } гучні
       *[other] , з них { $breaking } гучних
    }
trend-clock = За годинником { $zone }

## /why

button-why = ❔ Чому
why-how =
    Дайте відповідь /why на сповіщення, і я розкажу, чому воно прийшло.
    /why ПОСИЛАННЯ розкаже, чому стаття не прийшла: <code>/why https://example.org/article</code>
why-no-alert = Це не сповіщення, або я його вже не пам’ятаю. Відповідайте на саме сповіщення або натисніть його кнопку.
why-swept = Ця подія така давня, що я її вже не зберігаю.
why-told = Чому ви про це дізналися
why-found = Подія
why-match = 🔔 <b>{ $topic }</b>: правило <i>{ $rule }</i> знайшло { $found }
why-match-all = 🔔 <b>{ $topic }</b>: правило <i>{ $rule }</i> бере всі статті
why-published = Опубліковано { $time }
why-undated = Опубліковано: стрічка не каже коли
why-fetched = Отримано { $time }
why-matched = Зіставлено { $time }
why-sent = Надіслано { $time }
why-state-pending = Ще не надіслано: чекає своєї черги.
why-state-sending = Саме надсилається.
why-state-uncertain = Telegram не сказав, чи дійшло, тож буде надіслано ще раз.
why-state-failed = Telegram відхилив повідомлення.
why-state-gone = Не надіслано: тим часом сповіщення вимкнули.
why-story =
    Подія: { $articles ->
        [one] { $articles } стаття
        [few] { $articles } статті
       *[other] { $articles } статей
    }, { $sources ->
        [one] { $sources } джерело
        [few] { $sources } джерела
       *[other] { $sources } джерел
    }
why-more =
    { $count ->
        [one] і ще { $count }
        [few] і ще { $count }
       *[other] і ще { $count }
    }
label-joined-new = почала подію
label-joined-link = та сама сторінка, що й раніше
label-joined-guid = та сама стаття, що й раніше
label-joined-title = заголовок каже те саме ({ $score } зі 100)
label-joined-words = ті самі рідкісні слова ({ $score } зі 100)
label-joined-unknown = розповідає про те саме

## /why LINK

why-link-unknown = Жодна моя стрічка за останні 90 днів цієї сторінки не показувала: її сайту немає серед моїх, стрічка її пропустила або вона була там під іншою адресою. Пошукайте її слова через /search.
label-fate-waiting = щойно отримано, зараз буде зіставлено
label-fate-matched = підійшла
label-fate-unmatched = не підійшла під жодне правило жодної теми
label-fate-history = уже була в стрічці, коли я читав її вперше, тож новиною не стала
label-fate-old = з’явилася в стрічці набагато пізніше, ніж була опублікована, тож новиною не стала
label-fate-storm = прийшла разом із дуже багатьма іншими, як після перерви, тож без сповіщення
label-fate-swept = була; що з нею сталося, вже не зберігається
why-not-subscribed =
    { $count ->
        [one] Сповіщення не було, бо ви не підписані на { $topics }. Змінити: /topics.
        [few] Сповіщення не було, бо ви не підписані на жодну з тем { $topics }. Змінити: /topics.
       *[other] Сповіщення не було, бо ви не підписані на жодну з тем { $topics }. Змінити: /topics.
    }
why-later = Сповіщення не було, бо на { $topics } ви підписалися вже потім. Що було раніше, покаже /latest.
why-language = Сповіщення не було, бо статей цією мовою ви не хочете: { $language }. Змінити: /settings.
why-muted = Можливо, сповіщення не було, бо все заглушено до { $time }.
why-topic-muted = Можливо, сповіщення не було, бо тему <b>{ $topic }</b> заглушено до { $time }.
why-unknown = Сповіщення не було, а причини я не записав. Можливо, тоді сповіщення були заглушені або вимкнені.
