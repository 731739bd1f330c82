## Personal topics: /watch and /unwatch

command-watch = власна тема: /watch ураган, тайфун
command-unwatch = прибрати власну тему
help-watching = /watch СЛОВА – власна тема; до пересланої статті чи посилання я запропоную тему, /unwatch прибирає її
watch-how =
    <code>/watch ураган, тайфун</code> – досить одного слова, у будь-якій формі
    <code>/watch міст + закрити</code> – потрібні обидва; <code>/watch шторм -фільм</code> – і без слова «фільм»
    <code>/watch ~Зеленський</code> – ім'я в усіх написаннях; <code>/watch нафтова база</code> – словосполучення
watch-list = За чим ви стежите; натисніть, щоб вимкнути або ввімкнути, /unwatch прибирає:
watch-begun = 👁 Стежу за «{ $words }».
watch-unseen = Цього разу не вдалося глянути назад; про нове повідомлятиму.
watch-found =
    { $days ->
        [one] Статті за останній { $days } день, які підійшли б: { $count }
        [few] Статті за останні { $days } дні, які підійшли б: { $count }
       *[other] Статті за останні { $days } днів, які підійшли б: { $count }
    }
watch-found-none =
    { $days ->
        [one] За останній { $days } день нічого не підійшло б.
        [few] За останні { $days } дні нічого не підійшло б.
       *[other] За останні { $days } днів нічого не підійшло б.
    }
watch-common = ⚠️ Це більше, ніж можна прочитати. Додайте друге слово через плюс.
watch-warning = ⚠️ { $warning }
watch-error-empty = Тут немає жодного слова.
watch-error-long = Задовго: щонайбільше { $most } символів.
watch-error-forbids = Тут сказано лише, чого не має бути. Додайте слово, яке шукати.
watch-error-everything = «{ $term }» підходить до кожної статті. Напишіть слова.
watch-error-pattern = «{ $term }» – регулярний вираз; вони працюють лише у файлах правил. Напишіть слова.
watch-error-list = «{ $term }» – назва списку слів; вони працюють лише у файлах правил. Напишіть самі слова.
watch-error-quote = Лапки перед «{ $term }» відкрито, але не закрито.
watch-error-term = Не розумію «{ $term }»: { $problem }
unwatch-which = Натисніть, за чим більше не стежити.
unwatch-none = Ви ні за чим не стежите. Почати можна з /watch.
unwatch-unknown = Ви не стежите за «{ $typed }».
unwatched = Більше за цим не стежу.
watch-propose = Стежити за цим?
watch-propose-how = Торкніться, щоб скопіювати, і змініть, як хочете.
watch-refused = Не стежу.
watch-no-page = Не можу прочитати цю сторінку. Надішліть текст статті або /watch і слова.
watch-no-words = Не знаходжу тут промовистих слів. Напишіть свої після /watch.
button-unwatch = Більше не стежити
button-watch = Стежити
button-watch-not = Ні
answer-watch-full = Ваших тем уже { $count }, більше не можна. /unwatch прибирає тему.
answer-watching = 👁 Стежу за «{ $title }».
answer-unwatched = Більше не стежу за «{ $title }».
answer-watch-gone = Ви вже за цим не стежили.
