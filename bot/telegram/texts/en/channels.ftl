## /channels

command-channels = channels and groups that you manage
help-channels = /channels – the channels and groups that you manage: make me an administrator, with the right to post
channels-list = Channels and groups that you manage and where I may post. Press one to choose what it is told.
channels-none =
    I know no channel that you manage.
    Make me an administrator of yours, with the right to post: then it is listed here.
channels-private = Channels are managed from our private chat: send me /channels there.
channel-mine = I can post to “{ $title }” now. You choose what it is told: here, or with /channels.
channel-told =
    { $count ->
        [one] { $count } topic is told here.
       *[other] { $count } topics are told here.
    }
channel-silent = Nothing is told here yet.
channel-topics = Press a topic to have it told here (🔔), or not any more.
channel-listed = This is told here. Press a topic to end that.
label-channel-topics = Topics of “{ $title }”
button-channel-topics = Topics
button-channel-listed = What is told
button-channel-settings = Settings
answer-channel-lost = You do not manage it any more, or I may not post there.
