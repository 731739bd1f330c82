## Що не так зі сповіщенням

button-irrelevant = 👎 Не за темою
button-irrelevant-said = Не за темою
button-duplicate = 🔁 Повтор
button-duplicate-said = Повтор
answer-irrelevant = Записано, дякую. Про цю подію більше не буде. Натисніть ще раз, щоб скасувати.
answer-duplicate = Записано, дякую: про це вже було. Натисніть ще раз, щоб скасувати.
answer-taken-back = Скасовано

## Що заглушити

button-mute-story = 🔕 Цю подію
button-mute-topic = 🔕 { $topic }: 8 год
button-mute-all = 🔕 Усе: 8 год
answer-topic-muted = Нічого за темою «{ $title }» 8 годин
answer-topic-heard = «{ $title }»: сповіщення знову надходять
answer-all-muted = Зовсім нічого 8 годин. Раніше завершить /mute off.
answer-not-subscribed = Ви вже не підписані на «{ $title }».
