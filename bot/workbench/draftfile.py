"""A draft as a topic file, with comments that say what to prune."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from bot.workbench.candidate import Candidate

_KINDS = {"person": "people", "place": "places", "name": "other names", "word": "what happens"}
_CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъё"
_LATIN = "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch . iu ia y e . e"
_PLAIN = {ord("ł"): "l", ord("ß"): "ss"} | {
    ord(letter): latin for letter, latin in zip(_CYRILLIC, _LATIN.split(), strict=True)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What becomes a rule."""

    names: tuple[Candidate, ...]
    words: tuple[Candidate, ...]
    example: str  # a headline or sentence that the rule matches


def write_topic(name: str, headline: str, themes: Sequence[Theme], link: str) -> str:
    """Return a topic file with a rule for each theme. `link`: the article's address, if any."""
    lines = [
        "# A draft, made from one article by statistics. Before it may ring:",
        "# delete names that are in every article (a capital, the outlet), and words that say",
        "# little by themselves; add the words other outlets use; add headlines to skip.",
        *([f"# The article: {' '.join(link.split())}"] if link else []),
        f"topic: {name}",
        f"title: {quote(_shorten(headline))}",
        "rules:",
    ]
    used: set[str] = set()
    for number, theme in enumerate(themes, start=1):
        rule = make_slug(name_parts(theme)) or f"theme-{number}"
        rule = rule if rule not in used else f"{rule[:37]}-{number}"
        used.add(rule)
        lines += [f"  - name: {rule}", "    all:"]
        for clause in (theme.names, theme.words):
            if clause:
                lines += ["      - any:", *_write_clause(clause)]
        example = quote(theme.example, always=True)
        lines += ["    examples:", "      match:", f"        - {example}"]
    return "\n".join(lines) + "\n"


def _write_clause(clause: Sequence[Candidate]) -> list[str]:
    lines: list[str] = []
    for kind, heading in _KINDS.items():
        some = [one for one in clause if one.kind == kind]
        if some:
            lines.append(f"          # {heading}")
        for one in some:
            times = f"  # {one.count} times" if one.count > 1 else ""
            lines.append(f"          - {quote(one.term)}{times}")
    return lines


def quote(text: str, *, always: bool = False) -> str:
    """Write a text as YAML; in quotes where YAML could take it for something else."""
    if not always and re.fullmatch(r"[^\W_][\w -]*(?<! )\*?", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shorten(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;:–- ") + "…"


def name_parts(theme: Theme) -> str:
    """Return the few terms of a theme that a name can be made of."""
    widest = max((len(one.paragraphs) for one in theme.names), default=0)
    named = [one for one in theme.names if "." not in one.term]
    telling = [one for one in named if 2 * len(one.paragraphs) <= widest] or named
    return " ".join(one.term for one in (*telling[:2], *theme.words[:1]))


def make_slug(text: str) -> str:
    """Return a text as a name: small Latin letters, digits and "-", at most 40."""
    latin = re.sub(r"[*=~]", "", text).casefold().translate(_PLAIN).replace(".", "")
    plain = normalize("NFKD", latin).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug if len(slug) <= 40 else slug[:40].rsplit("-", 1)[0]
