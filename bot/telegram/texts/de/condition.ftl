### Besonderes über Feeds, für /feeds und /health

feeds-gone = verschwunden { $count }
feeds-blocked = gesperrt { $count }
feeds-silent = verstummt { $count }
feeds-slow = langsam { $count }
feed-gone = <b>{ $title }</b>: verschwunden: Der Server hat ihn nicht mehr ({ $error })
feed-blocked = <b>{ $title }</b>: gesperrt: Der Server weist mich ab ({ $error })
feed-silent =
    <b>{ $title }</b>: verstummt, nichts Neues seit { $since }
    Sonst längste Zeit ohne Neues: { $usual }
feed-slow = <b>{ $title }</b>: langsam, Antwortzeit: { $time }
