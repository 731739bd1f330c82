## The buttons under an alert

button-follow = 🔔 Follow
button-following = Following
button-mute = 🔕 Mute
button-muted = Muted
answer-follow = Updates of this story will ring
answer-mute = No more updates of this story
answer-usual = Back to usual
answer-story-gone = This story is too old: there will be no more about it.
