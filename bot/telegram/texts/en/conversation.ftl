## The menu of commands

command-start = what this is, and the topics
command-topics = choose topics
command-subscriptions = what you are subscribed to
command-settings = language, quiet hours, what rings
command-mute = silence for a while: /mute 2h
command-stop = end all alerts
command-forget = delete all that I keep of this chat
command-help = how it works
command-allow = let a chat in: /allow ID
command-deny = shut a chat out: /deny ID

## Commands

intro =
    I watch the news and tell you when something happens: one message a story, however many outlets report it.
    Press a topic to hear about it.
choose-topics = Press a topic to turn its alerts on (🔔) or off.
topics-thread = What you turn on here is told in this thread.
more-topics = More topics:
no-topics = There are no topics yet. Please come back later.
welcome-to =
    You came for { $topic }
    Press its button to hear about it.
subscribed-none = You are subscribed to nothing. /topics shows what there is.
subscribed-to = You are subscribed to
subscribed-many =
    You are subscribed to { $count ->
        [one] { $count } topic
       *[other] { $count } topics
    }.
press-to-change = Press one to turn it off or on.
stopped = All alerts are off. /topics turns them on again.
nothing-to-stop = No alerts were on. /topics shows what there is.
help =
    /topics – choose what to hear about
    /subscriptions – what you are subscribed to
    /latest, /search and /trend – what there was of a topic, or of any words
    /why – why an alert came, or why a link did not
    /settings – language, quiet hours, what rings
    /mute 2h – silence for a while
    /stop – end all alerts
    /forget – delete all that I keep of this chat
help-stories = A story rings once, when its first article appears. Other outlets that report it are added to the same message; what they tell that is new comes as a reply to it. The buttons under an alert: follow its story and its updates ring; mute it, its topic or everything; say that it is not relevant or repeats another. In groups, administrators choose.
help-admin = For you: /allow ID and /deny ID let a chat in or shut it out.
unknown = I do not know that one. /help shows what I can do.

## Who may talk to the bot

closed = This bot is not open to everyone. Your id here is <code>{ $chat }</code>.
allowed = <code>{ $chat }</code> may use the bot now.
denied = <code>{ $chat }</code> is shut out, its alerts are off.
denied-but-open = <code>{ $chat }</code> is shut out, its alerts are off. But the bot is open to everyone, so it may subscribe again.
wrong-id = Please add a chat’s id, a whole number: for example <code>/allow 123456</code>

## Over buttons; some are said as messages too

answer-administrators = Only administrators of this group can change its alerts.
answer-stranger = This bot is not open to everyone.
answer-trouble = Sorry, that went wrong on my side. Please try again in a moment.
answer-old-button = This button is too old. /topics shows the current ones.
answer-topic-gone = This topic is not offered any more.
answer-on = 🔔 { $title }: on
answer-off = { $title }: off
label-gone-topic = { $name } (not offered any more)
