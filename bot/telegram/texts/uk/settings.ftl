## /settings: the menu

settings-intro = <b>Налаштування</b>. Натисніть те, що хочете змінити.
answer-set = { $setting }: { $value }
answer-setting-gone = Такого вибору більше немає. Нинішній покаже /settings.
button-back = ‹ Назад
label-setting-language = Мова
label-setting-articles = Мови статей
label-setting-urgency = Як швидко
label-setting-digest = Добірка за день
label-setting-quiet = Тихі години
label-setting-zone = Часовий пояс
label-setting-sound = Звук
label-setting-updates = Оновлення
label-setting-breaking = Гучні події
label-setting-wakes = Гучні в тихі години
label-setting-preview = Зображення
label-setting-format = Вигляд

## What can be chosen

about-language = Якою мовою я тут говорю
label-language-client = Як у вашому Telegram

about-articles =
    <b>Мови статей</b>
    Ви отримуватимете лише статті вибраними мовами.
label-articles-all = Усі мови

about-urgency = Як швидко ви дізнаєтеся про новини теми
about-urgency-of = Як швидко ви дізнаєтеся про новини: { $topic }
button-all-topics = Усі теми
label-urgency-instant = Одразу
about-urgency-instant = щойно щось станеться
label-urgency-hourly = Щогодини
about-urgency-hourly = усе за годину в одному повідомленні
label-urgency-daily = Щодня
about-urgency-daily = усе за день в одному повідомленні, разом із добіркою за день

about-digest = О котрій за вашим годинником надсилати добірку за день

about-quiet =
    <b>Тихі години</b>
    У цей час усе надходить без звуку. З котрої години?
about-quiet-until = <b>Тихі години</b> з { $start }. До котрої?
label-quiet-off = Немає

about-zone =
    <b>Часовий пояс</b>
    Надішліть у відповідь назву свого міста чи пояса, наприклад Київ, Europe/Warsaw або UTC+2, чи поділіться місцем.
zone-now = Зараз: <b>{ $zone }</b>, там { $time }.
zone-offer = <b>{ $zone }</b>: там зараз { $time }. Якщо це ваш час, натисніть кнопку.
zone-choose = Який із цих годинників ваш?
zone-unknown = Такого місця я не знаю. Спробуйте найближче велике місто або пояс, як-от Europe/Kyiv чи UTC+2.

about-sound = Звук сповіщень
label-sound-ring = Увімкнено
about-sound-ring = сповіщення надходять зі звуком
label-sound-silent = Вимкнено
about-sound-silent = усе надходить без звуку

about-updates = Коли стає відомо більше про подію з вашого сповіщення
label-updates-silent = Без звуку
about-updates-silent = відповідь під сповіщенням, без звуку
label-updates-ring = Зі звуком
about-updates-ring = відповідь під сповіщенням, зі звуком
label-updates-none = Немає
about-updates-none = без відповідей, крім подій, за якими ви стежите

about-breaking = Коли подія з вашого сповіщення виявляється гучною
label-breaking-show = Лише показати
about-breaking-show = це видно у сповіщенні, без звуку
label-breaking-ring = Ще раз зі звуком
about-breaking-ring = це видно у сповіщенні, а під ним відповідь зі звуком

about-wakes = Гучні події в тихі години
label-wakes-no = Без звуку
about-wakes-no = надходять без звуку, як і все інше
label-wakes-yes = Зі звуком
about-wakes-yes = надходять зі звуком навіть тоді

about-preview = Зображення зі статті
label-preview-small = Мале
about-preview-small = поруч із текстом
label-preview-large = Велике
about-preview-large = на всю ширину
label-preview-none = Немає
about-preview-none = лише текст

about-format = Скільки показує сповіщення
label-format-normal = Звичайне
about-format-normal = заголовок і короткий зміст
label-format-short = Коротке
about-format-short = лише заголовок

## /mute

menu-muted = 🔕 Тиша до { $until }.
muted = 🔕 До { $until } я нічого не надсилатиму. /mute off – увімкнути раніше.
unmuted = Сповіщення знову ввімкнено.
answer-unmuted = Сповіщення знову ввімкнено.
button-unmute = 🔔 Увімкнути
wrong-mute = Скажіть, на скільки: <code>/mute 2h</code> (години), <code>/mute 30m</code> (хвилини), <code>/mute 1d12h</code> або <code>/mute off</code>.

## /forget

forget-ask = Видалити все, що я зберігаю про цей чат: підписки, налаштування й надіслане? Скасувати це не можна.
button-forget = Так, видалити все
button-keep = Ні, залишити
answer-forgotten = Видалено
answer-kept = Нічого не видалено
forgotten = Усе, що я зберігав про цей чат, видалено. /start – почати знову.
kept = Нічого не видалено.
