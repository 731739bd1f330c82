## Looking things up: commands

command-latest = самые новые события темы: /latest ТЕМА
command-search = искать слова в архиве: /search СЛОВА
command-trend = сколько всего происходит в теме: /trend ТЕМА
command-why = почему пришло оповещение или почему не пришла ссылка

## Which topic is meant

which-topic = Какая тема?
which-near = Темы «{ $typed }» я не знаю. Может быть, одна из этих?
which-known = Темы «{ $typed }» я не знаю. Вот какие есть:
label-quoted = «{ $text }»

## /latest and /search

latest-of = Самое новое в теме <b>{ $topic }</b>
latest-none = В теме <b>{ $topic }</b> ещё ничего не было.
label-sources =
    { $count ->
        [one] { $count } источник
        [few] { $count } источника
       *[other] { $count } источников
    }
search-how =
    Что искать? Например: <code>/search забастовка в порту</code>
    Должны встречаться все слова; "слова в кавычках" должны стоять рядом.
search-none = Ничего не найдено. Чем меньше слов, тем больше найдётся; окончание слова можно изменить или отбросить.
button-more = Старше ›
button-newer = ‹ Новее

## /trend

label-trend-hours = Событий в час, 48 часов
label-trend-days = Событий в день, 14 дней
label-trend-breaking = громкие
label-trend-date = %d.%m
button-trend-hours = 48 часов
button-trend-days = 14 дней
trend-hours =
    <b>{ $topic }</b>: { $count ->
        [0] ни одного события
        [one] { $count } событие
        [few] { $count } события
       *[other] { $count } событий
    } за 48 часов{ $breaking ->
        [0] {""}
        [one] , из них { $breaking } громкое
        [few] , из них { $breaking } громких
       *[other] , из них { $breaking } громких
    }
trend-days =
    <b>{ $topic }</b>: { $count ->
        [0] ни одного события
        [one] { $count } событие
        [few] { $count } события
       *[other] { $count } событий
    } за 14 дней{ $breaking ->
        [0] {""}
        [one] , из них { $breaking } громкое
        [few] , из них { $breaking } громких
       *[other] , из них { $breaking } громких
    }
trend-clock = По часам { $zone }

## /why

button-why = ❔ Почему
why-how =
    Ответьте /why на оповещение, и я расскажу, почему оно пришло.
    /why ССЫЛКА расскажет, почему статья не пришла: <code>/why https://example.org/article</code>
why-no-alert = Это не оповещение, или я его уже не помню. Ответьте на само оповещение или нажмите его кнопку.
why-swept = Это событие такое давнее, что я его уже не храню.
why-told = Почему вы об этом узнали
why-found = Событие
why-match = 🔔 <b>{ $topic }</b>: правило <i>{ $rule }</i> нашло { $found }
why-match-all = 🔔 <b>{ $topic }</b>: правило <i>{ $rule }</i> берёт все статьи
why-published = Опубликовано { $time }
why-undated = Опубликовано: лента не говорит когда
why-fetched = Получено { $time }
why-matched = Сопоставлено { $time }
why-sent = Отправлено { $time }
why-state-pending = Ещё не отправлено: ждёт своей очереди.
why-state-sending = Как раз отправляется.
why-state-uncertain = Telegram не сказал, дошло ли, поэтому будет отправлено ещё раз.
why-state-failed = Telegram отклонил сообщение.
why-state-gone = Не отправлено: тем временем оповещения выключили.
why-story =
    Событие: { $articles ->
        [one] { $articles } статья
        [few] { $articles } статьи
       *[other] { $articles } статей
    }, { $sources ->
        [one] { $sources } источник
        [few] { $sources } источника
       *[other] { $sources } источников
    }
why-more =
    { $count ->
        [one] и ещё { $count }
        [few] и ещё { $count }
       *[other] и ещё { $count }
    }
label-joined-new = начала событие
label-joined-link = та же страница, что и раньше
label-joined-guid = та же статья, что и раньше
label-joined-title = заголовок говорит то же самое ({ $score } из 100)
label-joined-words = те же редкие слова ({ $score } из 100)
label-joined-unknown = рассказывает о том же

## /why LINK

why-link-unknown = Ни одна моя лента за последние 90 дней этой страницы не показывала: её сайта нет среди моих, лента её пропустила или она была там под другим адресом. Поищите её слова через /search.
label-fate-waiting = только что получена, сейчас будет сопоставлена
label-fate-matched = подошла
label-fate-unmatched = не подошла ни под одно правило ни одной темы
label-fate-history = уже была в ленте, когда я читал её впервые, поэтому новостью не стала
label-fate-old = появилась в ленте намного позже, чем была опубликована, поэтому новостью не стала
label-fate-storm = пришла вместе с очень многими другими, как после перерыва, поэтому без оповещения
label-fate-swept = была; что с ней стало, уже не хранится
why-not-subscribed =
    { $count ->
        [one] Оповещения не было, потому что вы не подписаны на { $topics }. Изменить: /topics.
        [few] Оповещения не было, потому что вы не подписаны ни на одну из тем { $topics }. Изменить: /topics.
       *[other] Оповещения не было, потому что вы не подписаны ни на одну из тем { $topics }. Изменить: /topics.
    }
why-later = Оповещения не было, потому что на { $topics } вы подписались уже потом. Что было раньше, покажет /latest.
why-language = Оповещения не было, потому что статей на этом языке вы не хотите: { $language }. Изменить: /settings.
why-muted = Возможно, оповещения не было, потому что всё заглушено до { $time }.
why-topic-muted = Возможно, оповещения не было, потому что тема <b>{ $topic }</b> заглушена до { $time }.
why-unknown = Оповещения не было, а причины я не записал. Возможно, тогда оповещения были заглушены или выключены.
