## What is wrong with an alert

button-irrelevant = 👎 Not relevant
button-irrelevant-said = Not relevant
button-duplicate = 🔁 Duplicate
button-duplicate-said = Duplicate
answer-irrelevant = Noted, thank you. You hear no more of this story. Press again to take it back.
answer-duplicate = Noted, thank you: you were told this before. Press again to take it back.
answer-taken-back = Taken back

## What to mute

button-mute-story = 🔕 This story
button-mute-topic = 🔕 { $topic }: 8 h
button-mute-all = 🔕 Everything: 8 h
answer-topic-muted = Nothing of { $title } for 8 hours
answer-topic-heard = { $title } is told again
answer-all-muted = Nothing at all for 8 hours. /mute off ends that sooner.
answer-not-subscribed = You are not subscribed to { $title } any more.
