## Personal topics: /watch and /unwatch

command-watch = своя тема: /watch ураган, тайфун
command-unwatch = убрать свою тему
help-watching = /watch СЛОВА – своя тема; для пересланной статьи или ссылки я предложу тему, /unwatch убирает её
watch-how =
    <code>/watch ураган, тайфун</code> – достаточно одного слова, в любой форме
    <code>/watch мост + закрыть</code> – нужны оба; <code>/watch шторм -фильм</code> – и без слова «фильм»
    <code>/watch ~Зеленский</code> – имя во всех написаниях; <code>/watch нефтяная база</code> – словосочетание
watch-list = За чем вы следите; нажмите, чтобы выключить или включить, /unwatch убирает:
watch-begun = 👁 Слежу за «{ $words }».
watch-unseen = В этот раз не удалось посмотреть назад; о новом сообщу.
watch-found =
    { $days ->
        [one] Статьи за последний { $days } день, которые подошли бы: { $count }
        [few] Статьи за последние { $days } дня, которые подошли бы: { $count }
       *[other] Статьи за последние { $days } дней, которые подошли бы: { $count }
    }
watch-found-none =
    { $days ->
        [one] За последний { $days } день ничего не подошло бы.
        [few] За последние { $days } дня ничего не подошло бы.
       *[other] За последние { $days } дней ничего не подошло бы.
    }
watch-common = ⚠️ Это больше, чем можно прочитать. Добавьте второе слово через плюс.
watch-warning = ⚠️ { $warning }
watch-error-empty = Здесь нет ни одного слова.
watch-error-long = Слишком длинно: не больше { $most } символов.
watch-error-forbids = Здесь сказано только, чего не должно быть. Добавьте слово, которое искать.
watch-error-everything = «{ $term }» подходит к любой статье. Напишите слова.
watch-error-pattern = «{ $term }» – регулярное выражение; они работают только в файлах правил. Напишите слова.
watch-error-list = «{ $term }» – имя списка слов; они работают только в файлах правил. Напишите сами слова.
watch-error-quote = Кавычки перед «{ $term }» открыты, но не закрыты.
watch-error-term = Не понимаю «{ $term }»: { $problem }
unwatch-which = Нажмите, за чем больше не следить.
unwatch-none = Вы ни за чем не следите. Начать можно с /watch.
unwatch-unknown = Вы не следите за «{ $typed }».
unwatched = Больше за этим не слежу.
watch-propose = Следить за этим?
watch-propose-how = Нажмите, чтобы скопировать, и измените, как хотите.
watch-refused = Не слежу.
watch-no-page = Не могу прочитать эту страницу. Пришлите текст статьи или /watch и слова.
watch-no-words = Не нахожу здесь говорящих слов. Напишите свои после /watch.
button-unwatch = Больше не следить
button-watch = Следить
button-watch-not = Нет
answer-watch-full = Ваших тем уже { $count }, больше нельзя. /unwatch убирает тему.
answer-watching = 👁 Слежу за «{ $title }».
answer-unwatched = Больше не слежу за «{ $title }».
answer-watch-gone = Вы за этим уже не следили.
