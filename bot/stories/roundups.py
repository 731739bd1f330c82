"""Headlines that tell of many things at once: briefings, live pages, timelines.

They share words with every story of the day, and would swallow some and be swallowed by others;
so only a copy of one is the same story.
"""

import re

# Words that make a round-up only where a heading stands: "Markets latest: ...", "... – live".
_HEADINGS = (
    "live|latest|briefing|newsletter|recap|round-?up|timeline|explainer|overview"  # English
    "|live-?ticker|live-?blog|newsblog|chronologie"  # German
    "|na żywo|podsumowanie|kalendarium|relacja"  # Polish
    "|онлайн|хроніка|хроника|головне|главное|дайджест"  # Ukrainian, Russian
)
_PHRASES = (
    r"live (?:updates?|blog|coverage|ticker|news)|at a glance|what (?:we|to) know|takeaways"
    r"|(?:key|main) (?:events|moments|takeaways|developments)|day \d[\d,. ]*\d\d|week in review"
    r"|im überblick|was wir wissen|was bisher bekannt|das wichtigste|tag \d{3,}"
    r"|relacja na żywo|co wiemy|przegląd (?:prasy|dnia|tygodnia)|dzień \d{3,}|\d{3,}\. dzień"
    r"|що відомо|головне за|підсумки (?:дня|тижня)|\d{3,}-?й? день|день \d{3,}"
    r"|что известно|главное (?:за|к)|итоги (?:дня|недели)"
)
_ROUNDUP = re.compile(rf"\b(?:{_PHRASES})\b|\b(?:{_HEADINGS})(?=\s*(?:[:|–—•]|-\s|$))")


def is_roundup(title: str) -> bool:
    """Say whether a title, as published, announces a round-up or a live page."""
    return _ROUNDUP.search(title.lower()) is not None  # twice as fast as to ignore case
