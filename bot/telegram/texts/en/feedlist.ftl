## Feeds that administrators add: /add and /remove

command-add = poll another feed: /add news.example
command-remove = poll an added feed no longer
help-feeds = /add ADDRESS finds the feed of a page and shows what it would bring, /remove takes it away again.
add-usage = Write the address of a feed, or of a page that has one, behind the command: <code>/add news.example</code>
add-failed = I found no feed there: { $reason }
add-known = I read this feed already.
add-empty = There is nothing in it right now.
label-items =
    { $count ->
        [one] { $count } item
       *[other] { $count } items
    }
label-rate = about { $count } a day
label-rate-rare = less than one a day
label-rate-unknown = how often is not known
label-no-date = no date
add-matches =
    { $count ->
        [one] { $count } of them matches a topic:
       *[other] { $count } of them match topics:
    }
add-matches-none = None of them matches a topic.
add-ask = Shall I read it from now on?
button-add-feed = Add
button-leave-feed = No
feed-added = ✅ I read this feed from now on. What stands in it now does not ring; /remove takes it away again.
feed-listed = ✅ I read this feed: it stands in <code>feeds.yaml</code>.
feed-left = Not added.
feed-removed = <b>{ $title }</b> is not read any more.
feeds-added = added in chat
remove-which = Press the feed that I shall read no longer.
remove-none = No feeds were added here. What stands in <code>feeds.yaml</code> is removed there.
remove-unknown = I do not read this feed. /remove shows those that were added here.
remove-listed = This feed stands in <code>feeds.yaml</code>: it is removed there.
answer-feed-added = Added.
answer-feed-known = I read this feed already.
answer-feed-removed = Not read any more: { $title }
answer-feed-gone = It was removed before.
