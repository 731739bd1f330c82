"""What the bot says, in the languages it speaks: the Fluent files in texts/.

Messages whose id begins with `answer-`, `button-`, `command-` or `label-` are plain text. All
others are Telegram HTML: texts from outside are escaped before they are given as facts.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from fluent.runtime import FluentBundle, FluentResource

FALLBACK = "en"
# By their own names, in the order of the menu.
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "en": "English",
        "uk": "Українська",
        "pl": "Polski",
        "de": "Deutsch",
        "ru": "Русский",
    }
)


class Words:
    """Everything the bot says, in one language."""

    def __init__(self, language: str, bundles: tuple[FluentBundle, ...]) -> None:
        """`bundles`: where to look for a message, in this order."""
        self.language = language
        self._bundles = bundles

    def say(self, id: str, /, **facts: str | int) -> str:
        """Return a message with the facts in it; English where the language lacks it.

        Whole numbers are written as the language does, "12 345": an id is given as a str.
        Raises KeyError when there is no such message, or a fact of it is missing.
        """
        for bundle in self._bundles:
            if bundle.has_message(id):
                pattern = bundle.get_message(id).value
                if pattern is not None:
                    said, errors = bundle.format_pattern(pattern, facts)
                    if not errors:
                        return str(said)
        raise KeyError(f"nothing to say for {id!r} with {sorted(facts)}")


@lru_cache(maxsize=100)
def open_words(language: str = "") -> Words:
    """Return the words of a language by its tag, such as "uk" or "uk-UA"; English if unknown."""
    short = language.replace("_", "-").partition("-")[0].lower()
    if short not in LANGUAGES:
        short = FALLBACK
    return Words(short, tuple(open_bundle(name) for name in dict.fromkeys([short, FALLBACK])))


@lru_cache(maxsize=len(LANGUAGES))
def open_bundle(language: str) -> FluentBundle:
    """Return all messages of a language of ours."""
    # Marks around facts are for mixed directions of writing, which no language of ours has; they
    # would stand in the middle of markup.
    bundle = FluentBundle([language], use_isolating=False)
    for text in read_texts(language):
        bundle.add_resource(FluentResource(text))
    return bundle


def read_texts(language: str) -> Iterator[str]:
    """Yield the Fluent files of a language of ours, by name."""
    folder = files("bot.telegram.texts") / language
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".ftl"):
            yield file.read_text(encoding="utf-8")
