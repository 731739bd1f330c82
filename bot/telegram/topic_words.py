"""What is said of topics and subscriptions, as Telegram HTML."""

from collections.abc import Sequence
from html import escape

from bot.telegram.keyboard import BELL, Topic
from bot.telegram.words import Words
from bot.textlength import MESSAGE_LIMIT, count_units, shorten

DESCRIBED = 20  # a longer list of topics shows titles only, on its buttons
TITLE_LIMIT = 60
DESCRIPTION_LIMIT = 100


def list_topics(topics: Sequence[Topic], words: Words) -> str:
    """Return the topics with their descriptions, or a line when they are too many for that."""
    choose = words.say("choose-topics")
    text = "\n".join([choose, "", *(describe_topic(topic) for topic in topics)])
    fits = len(topics) <= DESCRIBED and count_units(text) <= MESSAGE_LIMIT
    return text if fits else choose


def describe_topic(topic: Topic) -> str:
    """Return a topic's title and description in a line."""
    title = f"<b>{escape(shorten(topic.title or topic.name, TITLE_LIMIT))}</b>"
    if not topic.description:
        return title
    return f"{title} – {escape(shorten(' '.join(topic.description.split()), DESCRIPTION_LIMIT))}"


def list_subscriptions(titles: Sequence[str], words: Words) -> str:
    """Return what a chat is subscribed to; only a count when that is long."""
    if not titles:
        return words.say("subscribed-none")
    change = words.say("press-to-change")
    if len(titles) > DESCRIBED:
        return f"{words.say('subscribed-many', count=len(titles))} {change}"
    lines = (f"{BELL} {escape(shorten(title, TITLE_LIMIT))}" for title in titles)
    return "\n".join([words.say("subscribed-to"), *lines, "", change])


def answer_topic(topic: Topic, wanted: bool, words: Words) -> str:
    """Return the notice for the beginning or the end of a subscription (plain).

    At the beginning it says what the topic covers.
    """
    title = shorten(topic.title, TITLE_LIMIT)
    if not wanted:
        return words.say("answer-off", title=title)
    covers = shorten(" ".join(topic.description.split()), DESCRIPTION_LIMIT)
    return f"{words.say('answer-on', title=title)}\n{covers}".rstrip()
