"""Feeds of a list as people may write them, for properties."""

from datetime import timedelta

from hypothesis import strategies as st

from bot.models.polls import FeedOptions, FeedSpec

_SIGNS = st.characters(
    codec="utf-8",
    categories=("L", "N", "P", "S", "Zs"),
    exclude_characters="\xa0\u1680\u202f\u205f\u3000\ufffe\uffff",
)
_TEXTS = st.text(_SIGNS, min_size=1, max_size=12).map(lambda text: " ".join(text.split()))
_WORDS = _TEXTS.filter(bool)
_NAMES = st.from_regex(r"[A-Za-z][A-Za-z-]{0,8}", fullmatch=True)
_PAIRS = st.lists(
    st.tuples(_NAMES.map(lambda name: f"X-{name}"), st.just("${VALUE}")),
    max_size=2,
    unique_by=lambda pair: pair[0].lower(),
).map(tuple)


def feed_specs(prefix: str = "https://new.example") -> st.SearchStrategy[FeedSpec]:
    """Return feeds that hold in a list."""
    no_user = st.just(("", ""))
    return st.builds(
        lambda path, login, headers, cookies, agent, proxy, **given: FeedSpec(
            url=f"{prefix}/{path}",
            options=FeedOptions(
                headers=headers,
                cookies=cookies,
                user=login[0],
                password=login[1],
                user_agent=agent,
                proxy=proxy,
            ),
            **given,
        ),
        path=st.from_regex(r"[a-z0-9?&=#\"'\[\]{}%~,;:!*-]{0,12}[a-z0-9]", fullmatch=True),
        login=no_user | st.just(("me", "${PASSWORD}")) | st.just(("${KEY}", "")),
        headers=_PAIRS,
        cookies=_PAIRS,
        agent=st.just("") | st.sampled_from(["Reader/1 (+https://me.example)", "${AGENT}"]),
        proxy=st.sampled_from(["", "http://proxy.example:3128", "${PROXY}"]),
        title=st.just("") | _WORDS.filter(lambda text: "${" not in text),
        language=st.sampled_from(["", "uk", "no", "pt-BR"]),
        interval=st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=9)),
        fast=st.booleans(),
        fulltext=st.booleans(),
        tags=st.lists(_WORDS, max_size=3).map(tuple),
    )
