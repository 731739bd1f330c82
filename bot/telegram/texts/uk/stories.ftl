## The buttons under an alert

button-follow = 🔔 Стежити
button-following = Стежу
button-mute = 🔕 Заглушити
button-muted = Заглушено
answer-follow = Оновлення цієї події будуть зі звуком
answer-mute = Оновлень цієї події більше не буде
answer-usual = Знову як зазвичай
answer-story-gone = Ця подія вже давня: новин про неї більше не буде.
