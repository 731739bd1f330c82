## The buttons under an alert

button-follow = 🔔 Следить
button-following = Слежу
button-mute = 🔕 Заглушить
button-muted = Заглушено
answer-follow = Обновления этого события будут со звуком
answer-mute = Обновлений этого события больше не будет
answer-usual = Снова как обычно
answer-story-gone = Это событие уже давнее: новостей о нём больше не будет.
