## What administrators ask: commands

command-feeds = the feeds, and how they are
command-health = whether everything is alive
command-stats = what happened lately, and who reads what
command-reload = look at the rule files now
help-operating = /feeds, /health and /stats show how I am doing, /reload looks at the rule files at once. /broadcast tells all readers something.
answer-operators = Only those who run this bot can use this button.

## /feeds

feeds = Feeds
feeds-ok = ok { $count }
feeds-failing = failing { $count }
feeds-new = not read yet { $count }
feeds-resting = resting { $count }
feeds-none = There are no feeds yet: list some in <code>feeds.yaml</code>.
feed-ok =
    <b>{ $title }</b>: ok
    Last good poll { $good }, next { $next }
feed-failing = <b>{ $title }</b>: failing since { $since } – { $error }
feed-unread = <b>{ $title }</b>: could never be read – { $error }
feed-new = 🆕 <b>{ $title }</b>: not read yet
feed-next = Next poll { $time }
feed-resting = 💤 <b>{ $title }</b>: resting, it is not in the list any more

## /health

health-alive = I am alive: last heartbeat { $beat }, running since { $started }
health-silent = My heart stopped: last heartbeat { $beat }
health-no-beat = There was no heartbeat yet
health-polling = Polling: last poll { $time }
health-polling-first = Polling: the first poll is about to come
health-polling-late = Polling stopped: a feed is due since { $due }
health-no-feeds = Polling: there are no feeds
health-worst-feed = The worst:
health-deciding = Deciding: nothing waits
health-undecided =
    { $count ->
        [one] Deciding: { $count } article waits, since { $since }
       *[other] Deciding: { $count } articles wait, the first since { $since }
    }
health-sending = Sending: nothing waits
health-waiting = Sending: waiting { $pending }, under way { $sending }, in doubt { $uncertain }
health-oldest = The oldest waits since { $time }, for the chat <code>{ $chat }</code>
health-soonest = The first is to go out { $time }, to the chat <code>{ $chat }</code>
health-today =
    In the last 24 hours: articles { $articles }, stories { $stories }
    Chats with a subscription: { $chats }

## /stats

stats-day = The last 24 hours
stats-week = The last 7 days
stats-counts =
    Articles: { $articles }
    Stories: { $stories }
    Alerts: { $alerts }
    Updates: { $updates }
stats-chats =
    Chats that I know: { $known }
    Chats with a subscription: { $open }
stats-topics = Subscriptions
stats-topic = { $title }: { $count }

## /reload

reload-same =
    The rules in force are those of the files: { $topics ->
        [one] { $topics } topic
       *[other] { $topics } topics
    }.
reload-done =
    The edited rules are in force: { $topics ->
        [one] { $topics } topic
       *[other] { $topics } topics
    }.
reload-refused = The rule files do not hold; I go on with the rules that I have.
reload-failed = The rules could not be put in force, I shall try again:
