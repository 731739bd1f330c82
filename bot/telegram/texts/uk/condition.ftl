### Особливе про стрічки, для /feeds і /health

feeds-gone = зникли { $count }
feeds-blocked = закриті { $count }
feeds-silent = замовкли { $count }
feeds-slow = повільні { $count }
feed-gone = <b>{ $title }</b>: зникла: сервер її більше не має ({ $error })
feed-blocked = <b>{ $title }</b>: закрита: сервер мене не пускає ({ $error })
feed-silent =
    <b>{ $title }</b>: замовкла, нічого нового від { $since }
    Найдовша звична перерва: { $usual }
feed-slow = <b>{ $title }</b>: повільна, час відповіді: { $time }
