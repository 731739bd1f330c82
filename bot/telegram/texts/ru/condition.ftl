### Особое о лентах, для /feeds и /health

feeds-gone = исчезли { $count }
feeds-blocked = закрыты { $count }
feeds-silent = замолчали { $count }
feeds-slow = медленные { $count }
feed-gone = <b>{ $title }</b>: исчезла: на сервере её больше нет ({ $error })
feed-blocked = <b>{ $title }</b>: закрыта: сервер меня не пускает ({ $error })
feed-silent =
    <b>{ $title }</b>: замолчала, ничего нового с { $since }
    Самый долгий обычный перерыв: { $usual }
feed-slow = <b>{ $title }</b>: медленная, время ответа: { $time }
