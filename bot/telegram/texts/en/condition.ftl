### Health of feeds beside the usual, for /feeds and /health

feeds-gone = gone { $count }
feeds-blocked = blocked { $count }
feeds-silent = silent { $count }
feeds-slow = slow { $count }
feed-gone = <b>{ $title }</b>: gone: its server has it no longer ({ $error })
feed-blocked = <b>{ $title }</b>: blocked: its server turns me away ({ $error })
feed-silent =
    <b>{ $title }</b>: silent, no news since { $since }
    Its longest usual time without any: { $usual }
feed-slow = <b>{ $title }</b>: slow, it takes { $time } to answer
