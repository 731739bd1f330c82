"""What the one message of /settings shows: a menu, and a screen for each of its lines.

A button says what it shows, "see:SCREEN:DETAIL", or what it changes, "set:SETTING:VALUE:DETAIL".
After a change its screen is shown again, so a button may be pressed twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from bot.models.wishes import Wishes
from bot.telegram.keyboard import tick
from bot.telegram.screen import Screen, back, button, in_rows
from bot.telegram.settings_values import HOURS, Setting, find_setting, write_hour
from bot.telegram.urgencies import Wanted, draw_urgencies, sum_up_urgencies
from bot.telegram.words import Words
from bot.telegram.zones import UTC, local_time, name_zone

# In the order of the menu.
LINES = (
    "language",
    "articles",
    "urgency",
    "digest",
    "quiet",
    "zone",
    "sound",
    "updates",
    "breaking",
    "wakes",
    "preview",
    "format",
)
# Of articles, by their own names.
ARTICLE_LANGUAGES = {
    "uk": "українська",
    "en": "English",
    "pl": "polski",
    "de": "Deutsch",
    "ru": "русский",
    "fr": "français",
    "es": "español",
    "it": "italiano",
    "pt": "português",
    "nl": "Nederlands",
    "cs": "čeština",
    "sk": "slovenčina",
    "ro": "română",
    "hu": "magyar",
    "lt": "lietuvių",
    "bg": "български",
    "be": "беларуская",
    "tr": "Türkçe",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the screens show: what a chat wants, of all and of its topics, and the time."""

    wishes: Wishes
    topics: Sequence[Wanted] = ()
    now: datetime


def draw_screen(name: str, detail: str, known: Known, words: Words) -> Screen:
    """Return the screen of that name; the menu for one that is not there (any more)."""
    setting = find_setting(name)
    if setting:
        screen = _draw_setting(setting, known.wishes, words)
    elif name == "articles":
        screen = _draw_articles(known.wishes, words)
    elif name == "urgency":
        return draw_urgencies(known.topics, detail, words)
    elif name == "quiet":
        screen = _draw_quiet(detail, known.wishes, words)
    elif name == "zone":
        screen = _draw_zone(known, words)
    elif (name, detail) == ("muted", "told"):  # under the answer to /mute
        return Screen(text=words.say("unmuted"), rows=[])
    else:
        return _draw_menu(known, words)
    return Screen(text=screen.text, rows=[*screen.rows, [back(words)]])


def sum_up(line: str, known: Known, words: Words) -> str:
    """Return what is chosen, in a few words (plain)."""
    wishes = known.wishes
    if setting := find_setting(line):
        return setting.label(setting.shown(wishes), words)
    match line:
        case "articles":
            names = [ARTICLE_LANGUAGES.get(one, one) for one in wishes.article_languages]
            return ", ".join(names) or words.say("label-articles-all")
        case "urgency":
            return sum_up_urgencies(known.topics, words)
        case "quiet":
            quiet = wishes.quiet
            if quiet is None:
                return words.say("label-quiet-off")
            return f"{write_hour(quiet.start)}–{write_hour(quiet.end)}"
        case _:
            local = local_time(wishes.zone, known.now)
            return f"{name_zone(wishes.zone)}, {local:%H:%M}"


def _draw_menu(known: Known, words: Words) -> Screen:
    lines = [
        f"{words.say(f'label-setting-{line}')}: <b>{escape(sum_up(line, known, words))}</b>"
        for line in LINES
    ]
    rows = in_rows(
        (button(words.say(f"label-setting-{line}"), f"see:{line}") for line in LINES), 2
    )
    until = known.wishes.muted_until
    if until and until > known.now:
        local = local_time(known.wishes.zone, until)
        lines += ["", words.say("menu-muted", until=f"{local:%d.%m. %H:%M}")]
        rows.append([button(words.say("button-unmute"), "set:muted:off")])
    return Screen(text="\n".join([words.say("settings-intro"), "", *lines]), rows=rows)


def _draw_setting(setting: Setting, wishes: Wishes, words: Words) -> Screen:
    shown, name = setting.shown(wishes), setting.name
    labels = {value: tick(setting.label(value, words), value == shown) for value in setting.values}
    lines = [f"<b>{words.say(f'about-{name}')}</b>"]
    if setting.explained:
        lines += [
            f"{label}: {words.say(f'about-{name}-{value}')}" for value, label in labels.items()
        ]
    buttons = (button(label, f"set:{name}:{value}") for value, label in labels.items())
    return Screen(text="\n".join(lines), rows=in_rows(buttons, setting.columns))


def _draw_articles(wishes: Wishes, words: Words) -> Screen:
    chosen = wishes.article_languages
    everything = tick(words.say("label-articles-all"), not chosen)
    buttons = (
        button(tick(label, one in chosen), f"set:articles:{'-' if one in chosen else '+'}{one}")
        for one, label in ARTICLE_LANGUAGES.items()
    )
    rows = [[button(everything, "set:articles:all")], *in_rows(buttons, 3)]
    return Screen(text=words.say("about-articles"), rows=rows)


def _draw_quiet(start: str, wishes: Wishes, words: Words) -> Screen:
    if start in HOURS:
        text = words.say("about-quiet-until", start=f"{int(start):02}:00")
        ends = (hour for hour in HOURS if hour != start)
        hours = (button(f"{int(end):02}:00", f"set:quiet:{start}-{end}") for end in ends)
        return Screen(text=text, rows=in_rows(hours, 6))
    quiet = wishes.quiet
    hours = (
        button(
            tick(f"{int(hour):02}:00", quiet is not None and quiet.start.hour == int(hour)),
            f"see:quiet:{hour}",
        )
        for hour in HOURS
    )
    never = tick(words.say("label-quiet-off"), quiet is None)
    rows = [*in_rows(hours, 6), [button(never, "set:quiet:off")]]
    return Screen(text=words.say("about-quiet"), rows=rows)


def _draw_zone(known: Known, words: Words) -> Screen:
    zone = known.wishes.zone
    local = local_time(zone, known.now)
    now = words.say("zone-now", zone=escape(name_zone(zone)), time=f"{local:%H:%M}")
    utc = button(tick(UTC, not zone or zone == UTC), f"set:zone:{UTC}")
    return Screen(text=f"{words.say('about-zone')}\n\n{now}", rows=[[utc]])
