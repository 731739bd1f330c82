## Co jest nie tak z alertem

button-irrelevant = 👎 Nie na temat
button-irrelevant-said = Nie na temat
button-duplicate = 🔁 Powtórka
button-duplicate-said = Powtórka
answer-irrelevant = Zapisane, dziękuję. O tym wydarzeniu nic więcej nie przyjdzie. Naciśnij jeszcze raz, aby cofnąć.
answer-duplicate = Zapisane, dziękuję: o tym już było. Naciśnij jeszcze raz, aby cofnąć.
answer-taken-back = Cofnięte

## Co wyciszyć

button-mute-story = 🔕 To wydarzenie
button-mute-topic = 🔕 { $topic }: 8 godz.
button-mute-all = 🔕 Wszystko: 8 godz.
answer-topic-muted = Nic z tematu „{ $title }” przez 8 godzin
answer-topic-heard = „{ $title }”: alerty znów przychodzą
answer-all-muted = Zupełnie nic przez 8 godzin. Wcześniej kończy to /mute off.
answer-not-subscribed = Nie subskrybujesz już „{ $title }”.
