## Что не так с сообщением

button-irrelevant = 👎 Не по теме
button-irrelevant-said = Не по теме
button-duplicate = 🔁 Повтор
button-duplicate-said = Повтор
answer-irrelevant = Записано, спасибо. Об этом событии больше не будет. Нажмите ещё раз, чтобы отменить.
answer-duplicate = Записано, спасибо: об этом уже было. Нажмите ещё раз, чтобы отменить.
answer-taken-back = Отменено

## Что заглушить

button-mute-story = 🔕 Это событие
button-mute-topic = 🔕 { $topic }: 8 ч
button-mute-all = 🔕 Всё: 8 ч
answer-topic-muted = Ничего по теме «{ $title }» 8 часов
answer-topic-heard = «{ $title }»: сообщения снова приходят
answer-all-muted = Совсем ничего 8 часов. Раньше закончит /mute off.
answer-not-subscribed = Вы больше не подписаны на «{ $title }».
