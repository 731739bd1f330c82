## Looking things up: commands

command-latest = the newest stories of a topic: /latest TOPIC
command-search = look for words in the archive: /search WORDS
command-trend = how much happens in a topic: /trend TOPIC
command-why = why an alert came, or why a link did not

## Which topic is meant

which-topic = Which topic?
which-near = I know no topic “{ $typed }”. Did you mean one of these?
which-known = I know no topic “{ $typed }”. These are there:
label-quoted = “{ $text }”

## /latest and /search

latest-of = The newest of <b>{ $topic }</b>
latest-none = Nothing has come to <b>{ $topic }</b> yet.
label-sources =
    { $count ->
        [one] { $count } source
       *[other] { $count } sources
    }
search-how =
    What shall I look for? For example: <code>/search harbour strike</code>
    All words have to occur; "words in quotes" have to stand side by side.
search-none = Nothing found. Fewer words find more; a word counts in any of its forms, so its beginning may help.
button-more = Older ›
button-newer = ‹ Newer

## /trend

label-trend-hours = Stories per hour, 48 hours
label-trend-days = Stories per day, 14 days
label-trend-breaking = breaking
label-trend-date = %d %b
button-trend-hours = 48 hours
button-trend-days = 14 days
trend-hours =
    <b>{ $topic }</b>: { $count ->
        [0] no stories
        [one] { $count } story
       *[other] { $count } stories
    } in 48 hours{ $breaking ->
        [0] {""}
        [one] , { $breaking } of them breaking
       *[other] , { $breaking } of them breaking
    }
trend-days =
    <b>{ $topic }</b>: { $count ->
        [0] no stories
        [one] { $count } story
       *[other] { $count } stories
    } in 14 days{ $breaking ->
        [0] {""}
        [one] , { $breaking } of them breaking
       *[other] , { $breaking } of them breaking
    }
trend-clock = By the clock of { $zone }

## /why

button-why = ❔ Why
why-how =
    Reply with /why to an alert, and I tell why it came.
    /why LINK tells why an article did not come: <code>/why https://example.org/article</code>
why-no-alert = That message is no alert that I know of. Reply to an alert itself, or press its button.
why-swept = This story is so old that I no longer keep it.
why-told = Why you were told
why-found = The story
why-match = 🔔 <b>{ $topic }</b>: the rule <i>{ $rule }</i> found { $found }
why-match-all = 🔔 <b>{ $topic }</b>: the rule <i>{ $rule }</i> takes every article
why-published = Published { $time }
why-undated = Published: the feed does not say when
why-fetched = Fetched { $time }
why-matched = Matched { $time }
why-sent = Sent { $time }
why-state-pending = Not sent yet: it waits for its turn.
why-state-sending = It is being sent right now.
why-state-uncertain = Telegram did not say whether it arrived, so it is sent once more.
why-state-failed = Telegram refused the message.
why-state-gone = It was not sent: alerts were turned off meanwhile.
why-story =
    The story: { $articles ->
        [one] { $articles } article
       *[other] { $articles } articles
    }, { $sources ->
        [one] { $sources } source
       *[other] { $sources } sources
    }
why-more =
    { $count ->
        [one] and { $count } more
       *[other] and { $count } more
    }
label-joined-new = began the story
label-joined-link = the very same page as before
label-joined-guid = the very same article as before
label-joined-title = its headline says the same ({ $score } of 100)
label-joined-words = it has the same rare words ({ $score } of 100)
label-joined-unknown = it tells of the same

## /why LINK

why-link-unknown = No feed of mine showed this page in the last 90 days: its site is not among my feeds, its feed left it out, or it stood there under another address. Look for its words with /search.
label-fate-waiting = just fetched, about to be matched
label-fate-matched = matched
label-fate-unmatched = matched no rule of any topic
label-fate-history = was in the feed already when I read it for the first time, so it was no news
label-fate-old = came to the feed long after it was published, so it was no news
label-fate-storm = came with very many others at once, as after an outage, so it did not ring
label-fate-swept = was seen; what became of it is no longer kept
why-not-subscribed =
    { $count ->
        [one] You were not told, because you are not subscribed to { $topics }. /topics changes that.
       *[other] You were not told, because you are subscribed to none of { $topics }. /topics changes that.
    }
why-later = You were not told, because you subscribed to { $topics } only afterwards. /latest shows what came before.
why-language = You were not told, because you chose not to get articles in this language: { $language }. /settings changes that.
why-muted = You may not have been told because everything is muted until { $time }.
why-topic-muted = You may not have been told because <b>{ $topic }</b> is muted until { $time }.
why-unknown = You were not told, and I kept no note of the reason. Perhaps alerts were muted or off at that time.
