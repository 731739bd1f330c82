## /settings: the menu

settings-intro = <b>Настройки</b>. Нажмите то, что хотите изменить.
answer-set = { $setting }: { $value }
answer-setting-gone = Такого выбора больше нет. Нынешний покажет /settings.
button-back = ‹ Назад
label-setting-language = Язык
label-setting-articles = Языки статей
label-setting-urgency = Как быстро
label-setting-digest = Подборка за день
label-setting-quiet = Тихие часы
label-setting-zone = Часовой пояс
label-setting-sound = Звук
label-setting-updates = Обновления
label-setting-breaking = Громкие события
label-setting-wakes = Громкие в тихие часы
label-setting-preview = Изображение
label-setting-format = Вид

## What can be chosen

about-language = На каком языке я здесь говорю
label-language-client = Как в вашем Telegram

about-articles =
    <b>Языки статей</b>
    Вы будете получать только статьи на выбранных языках.
label-articles-all = Все языки

about-urgency = Как быстро вы узнаёте новости темы
about-urgency-of = Как быстро вы узнаёте новости: { $topic }
button-all-topics = Все темы
label-urgency-instant = Сразу
about-urgency-instant = как только что-то произойдёт
label-urgency-hourly = Раз в час
about-urgency-hourly = всё за час в одном сообщении
label-urgency-daily = Раз в день
about-urgency-daily = всё за день в одном сообщении, вместе с подборкой за день

about-digest = В котором часу по вашим часам присылать подборку за день

about-quiet =
    <b>Тихие часы</b>
    В это время всё приходит без звука. С которого часа?
about-quiet-until = <b>Тихие часы</b> с { $start }. До которого?
label-quiet-off = Нет

about-zone =
    <b>Часовой пояс</b>
    Пришлите в ответ название своего города или пояса, например Киев, Europe/Warsaw или UTC+2, либо поделитесь местом.
zone-now = Сейчас: <b>{ $zone }</b>, там { $time }.
zone-offer = <b>{ $zone }</b>: там сейчас { $time }. Если это ваше время, нажмите кнопку.
zone-choose = Какие из этих часов ваши?
zone-unknown = Такого места я не знаю. Попробуйте ближайший большой город или пояс, например Europe/Kyiv или UTC+2.

about-sound = Звук оповещений
label-sound-ring = Включён
about-sound-ring = оповещения приходят со звуком
label-sound-silent = Выключен
about-sound-silent = всё приходит без звука

about-updates = Когда становится известно больше о событии из вашего оповещения
label-updates-silent = Без звука
about-updates-silent = ответ под оповещением, без звука
label-updates-ring = Со звуком
about-updates-ring = ответ под оповещением, со звуком
label-updates-none = Нет
about-updates-none = без ответов, кроме событий, за которыми вы следите

about-breaking = Когда событие из вашего оповещения оказывается громким
label-breaking-show = Только показать
about-breaking-show = это видно в оповещении, без звука
label-breaking-ring = Ещё раз со звуком
about-breaking-ring = это видно в оповещении, а под ним ответ со звуком

about-wakes = Громкие события в тихие часы
label-wakes-no = Без звука
about-wakes-no = приходят без звука, как и всё остальное
label-wakes-yes = Со звуком
about-wakes-yes = приходят со звуком даже тогда

about-preview = Изображение из статьи
label-preview-small = Маленькое
about-preview-small = рядом с текстом
label-preview-large = Большое
about-preview-large = во всю ширину
label-preview-none = Нет
about-preview-none = только текст

about-format = Сколько показывает оповещение
label-format-normal = Обычное
about-format-normal = заголовок и краткое содержание
label-format-short = Короткое
about-format-short = только заголовок

## /mute

menu-muted = 🔕 Тишина до { $until }.
muted = 🔕 До { $until } я ничего не пришлю. /mute off – включить раньше.
unmuted = Оповещения снова включены.
answer-unmuted = Оповещения снова включены.
button-unmute = 🔔 Включить
wrong-mute = Скажите, на сколько: <code>/mute 2h</code> (часы), <code>/mute 30m</code> (минуты), <code>/mute 1d12h</code> или <code>/mute off</code>.

## /forget

forget-ask = Удалить всё, что я храню об этом чате: подписки, настройки и присланное? Отменить это нельзя.
button-forget = Да, удалить всё
button-keep = Нет, оставить
answer-forgotten = Удалено
answer-kept = Ничего не удалено
forgotten = Всё, что я хранил об этом чате, удалено. /start – начать заново.
kept = Ничего не удалено.
