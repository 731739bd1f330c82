## /broadcast

command-broadcast = повідомити щось усім читачам
broadcast-usage = Напишіть після команди, що мають дізнатися всі читачі: <code>/broadcast Сьогодні ввечері мене не буде годину.</code>
broadcast-nobody = Ніхто ні на що не підписаний, тож повідомляти нікому.
broadcast-ask =
    { $count ->
        [one] Надіслати це до { $count } чату?
        [few] Надіслати це до { $count } чатів?
       *[other] Надіслати це до { $count } чатів?
    }
broadcast-sent =
    { $count ->
        [one] Надсилаю до { $count } чату.
        [few] Надсилаю до { $count } чатів.
       *[other] Надсилаю до { $count } чатів.
    }
broadcast-dropped = Не надіслано.
button-broadcast = Надіслати
button-broadcast-drop = Не надсилати
answer-broadcast-sent = Надсилаю.
answer-broadcast-dropped = Не надіслано.
answer-broadcast-over = Це вже вирішено.
