"""How long a text is for Telegram, which counts UTF-16 units: most emoji are two. Pure."""

MESSAGE_LIMIT = 4_096  # units of a message's text, once its markup was read
ENTITY_LIMIT = 100  # marked places of a message; further ones lose their marks
SIZE_LIMIT = 32_768  # bytes of a message as sent, markup and all


def count_units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut_units(text: str, limit: int) -> str:
    """Return the longest beginning of a text that has at most `limit` units."""
    units = 0
    for place, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > limit:
            return text[:place]
    return text


def shorten(text: str, limit: int) -> str:
    """Return the text within `limit` units, cut between words where possible, with "…".

    `limit`: at least 1. Plain text only: a cut through markup breaks tags.
    """
    if len(text) <= limit and count_units(text) <= limit:
        return text
    cut = cut_units(text, limit - 1)
    at = cut.rfind(" ")
    whole = cut[:at] if at > len(cut) // 2 else cut
    return whole.rstrip(" ,.;:–—-\u200d") + "…"  # a joiner at the end would join the dots
