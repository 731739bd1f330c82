## /broadcast

command-broadcast = tell all readers something
broadcast-usage = Write after the command what all readers are to be told: <code>/broadcast Tonight I am away for an hour.</code>
broadcast-nobody = Nobody is subscribed to anything, so there is nobody to tell.
broadcast-ask =
    { $count ->
        [one] Send this to { $count } chat?
       *[other] Send this to { $count } chats?
    }
broadcast-sent =
    { $count ->
        [one] On its way to { $count } chat.
       *[other] On its way to { $count } chats.
    }
broadcast-dropped = It was not sent.
button-broadcast = Send it
button-broadcast-drop = Do not send it
answer-broadcast-sent = On its way.
answer-broadcast-dropped = Not sent.
answer-broadcast-over = That was decided before.
