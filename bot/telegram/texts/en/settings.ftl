## /settings: the menu

settings-intro = <b>Settings</b>. Press what you want to change.
answer-set = { $setting }: { $value }
answer-setting-gone = This choice is not offered any more. /settings shows the current ones.
button-back = ‹ Back
label-setting-language = Language
label-setting-articles = Articles in
label-setting-urgency = How soon
label-setting-digest = Daily digest
label-setting-quiet = Quiet hours
label-setting-zone = Time zone
label-setting-sound = Sound
label-setting-updates = Updates
label-setting-breaking = Big stories
label-setting-wakes = Big in quiet hours
label-setting-preview = Preview
label-setting-format = Format

## What can be chosen

about-language = The language I speak here
label-language-client = Like your Telegram

about-articles =
    <b>Languages of articles</b>
    You hear only of articles in the languages you choose.
label-articles-all = All languages

about-urgency = How soon you hear of a topic
about-urgency-of = How soon you hear of { $topic }
button-all-topics = All topics
label-urgency-instant = At once
about-urgency-instant = as soon as something happens
label-urgency-hourly = Hourly
about-urgency-hourly = all of an hour in one message
label-urgency-daily = Daily
about-urgency-daily = all of a day in one message, with the daily digest

about-digest = When the daily digest comes, by your own clock

about-quiet =
    <b>Quiet hours</b>
    Nothing rings in them; it comes without a sound. From when?
about-quiet-until = <b>Quiet hours</b> from { $start }. Until when?
label-quiet-off = None

about-zone =
    <b>Time zone</b>
    Reply with the name of your city or zone, such as Kyiv, Europe/Warsaw or UTC+2, or share your location.
zone-now = Now: <b>{ $zone }</b>, where it is { $time }.
zone-offer = <b>{ $zone }</b>: it is { $time } there now. If that is your time, press the button.
zone-choose = Which of these is your time?
zone-unknown = I do not know that place. Try the nearest big city, or a zone such as Europe/Kyiv or UTC+2.

about-sound = The sound of alerts
label-sound-ring = On
about-sound-ring = alerts ring
label-sound-silent = Off
about-sound-silent = everything comes without a sound

about-updates = When more is known of a story you were told
label-updates-silent = Silent
about-updates-silent = a reply under its alert, without a sound
label-updates-ring = Ring
about-updates-ring = a reply under its alert that rings
label-updates-none = None
about-updates-none = no reply, except for stories you follow

about-breaking = When a story you were told turns out big
label-breaking-show = Show only
about-breaking-show = its alert says so, without a sound
label-breaking-ring = Ring again
about-breaking-ring = its alert says so, and a reply under it rings

about-wakes = Big stories in quiet hours
label-wakes-no = Silent
about-wakes-no = they come without a sound, like everything else
label-wakes-yes = Ring
about-wakes-yes = they ring all the same

about-preview = The picture of an article
label-preview-small = Small
about-preview-small = beside the text
label-preview-large = Large
about-preview-large = over the whole width
label-preview-none = None
about-preview-none = text only

about-format = How much an alert shows
label-format-normal = Normal
about-format-normal = headline and summary
label-format-short = Short
about-format-short = the headline only

## /mute

menu-muted = 🔕 Muted until { $until }.
muted = 🔕 Nothing is told until { $until }. /mute off ends that sooner.
unmuted = Alerts are on again.
answer-unmuted = Alerts are on again.
button-unmute = 🔔 Unmute
wrong-mute = Say for how long: <code>/mute 2h</code>, <code>/mute 30m</code>, <code>/mute 1d12h</code>, or <code>/mute off</code>.

## /forget

forget-ask = Delete all that I keep of this chat: its subscriptions, its settings and what it was told? That cannot be undone.
button-forget = Yes, delete it all
button-keep = No, keep it
answer-forgotten = Deleted
answer-kept = Nothing was deleted
forgotten = All that I kept of this chat is deleted. /start begins anew.
kept = Nothing was deleted.
