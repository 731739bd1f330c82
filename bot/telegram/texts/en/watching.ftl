## Personal topics: /watch and /unwatch

command-watch = a topic of your own: /watch hurricane, typhoon
command-unwatch = end a topic of your own
help-watching = /watch WORDS – a topic of your own; a forwarded article or a link gets one proposed, /unwatch ends one
watch-how =
    <code>/watch hurricane, typhoon</code> – one of these is enough, in any form of the word
    <code>/watch bridge + closed</code> – each of these is needed; <code>/watch storm -film</code> – and no “film”
    <code>/watch ~Zelenskyy</code> – a name in all its spellings; <code>/watch oil depot</code> – a phrase
watch-list = What you watch for; press one to turn it off or on, /unwatch ends one:
watch-begun = 👁 Watching for “{ $words }”.
watch-unseen = I could not look back this time; what comes in from now on rings.
watch-found =
    { $days ->
        [one] Articles of the last day that it would have found: { $count }
       *[other] Articles of the last { $days } days that it would have found: { $count }
    }
watch-found-none =
    { $days ->
        [one] In the last day it would have found nothing.
       *[other] In the last { $days } days it would have found nothing.
    }
watch-common = ⚠️ That is more than anyone reads. Ask for a second word with a plus sign.
watch-warning = ⚠️ { $warning }
watch-error-empty = There is no word in it.
watch-error-long = That is too long: { $most } characters at most.
watch-error-forbids = It only says what must not be there. Add a word to look for.
watch-error-everything = “{ $term }” is true of every article. Write words.
watch-error-pattern = “{ $term }” is a regular expression; these work in rule files only. Write words.
watch-error-list = “{ $term }” names a word list; these work in rule files only. Write the words themselves.
watch-error-quote = The quotation mark before “{ $term }” is opened and never closed.
watch-error-term = I do not understand “{ $term }”: { $problem }
unwatch-which = Press what to watch for no longer.
unwatch-none = You watch for nothing. /watch begins.
unwatch-unknown = You do not watch for “{ $typed }”.
unwatched = I do not watch for this any more.
watch-propose = Watch for this?
watch-propose-how = A tap copies it, and you can change it.
watch-refused = Not watched for.
watch-no-page = I cannot read that page. Send me the text of the article, or /watch and words.
watch-no-words = I find no telling words in that. /watch takes words of your own.
button-unwatch = Stop watching
button-watch = Watch
button-watch-not = No
answer-watch-full = You watch for { $count } topics, and that is the limit. /unwatch ends one.
answer-watching = 👁 Watching for “{ $title }”.
answer-unwatched = Not watching for “{ $title }” any more.
answer-watch-gone = You did not watch for this any more.
