"""Everything the bot says in a conversation. What comes from outside is escaped here.

Functions named `answer_` are shown in a small notice over a pressed button: plain text of at most
200 characters. Everything else is Telegram HTML.
"""

from collections.abc import Sequence
from html import escape

from bot.alerts.render import shorten
from bot.telegram.keyboard import BELL, Topic

DESCRIBED = 20  # a longer list of topics shows titles only, on its buttons
TEXT_LIMIT = 4096
TITLE_LIMIT = 60
DESCRIPTION_LIMIT = 100

COMMANDS = (
    ("start", "what this is, and the topics"),
    ("topics", "choose topics"),
    ("subscriptions", "what you are subscribed to"),
    ("stop", "end all alerts"),
    ("help", "how it works"),
)

INTRO = (
    "I watch the news and tell you when something happens: one message a story, however many "
    "outlets report it.\nPress a topic to hear about it."
)
NO_TOPICS = "There are no topics yet. Please come back later."
MORE_TOPICS = "More topics:"
CHOOSE = f"Press a topic to turn its alerts on ({BELL}) or off."
HELP = (
    "/topics – choose what to hear about\n"
    "/subscriptions – what you are subscribed to\n"
    "/stop – end all alerts\n\n"
    "A story rings once, when its first article appears; what other outlets add is written into "
    "the same message. In groups, administrators choose the topics."
)
HELP_ADMIN = "\n\nFor you: /allow ID and /deny ID let a chat in or shut it out."
STOPPED = "All alerts are off. /topics turns them on again."
NOTHING_TO_STOP = "No alerts were on. /topics shows what there is."
SUBSCRIBED = "You are subscribed to"
UNKNOWN = "I do not know that one. /help shows what I can do."
ADMINISTRATORS_ONLY = "Only administrators of this group can change its alerts."
WRONG_ID = "Please add a chat's id, a whole number: for example <code>/allow 123456</code>"
TROUBLE = "Sorry, that went wrong on my side. Please try again in a moment."

answer_administrators = ADMINISTRATORS_ONLY
answer_stranger = "This bot is not open to everyone."
answer_trouble = TROUBLE
answer_old_button = "This button is too old. /topics shows the current ones."
answer_topic_gone = "This topic is not offered any more."


def list_topics(topics: Sequence[Topic]) -> str:
    """Return the topics with their descriptions, or a line when they are too many for that."""
    text = "\n".join([CHOOSE, "", *(describe_topic(topic) for topic in topics)])
    # Telegram counts UTF-16 units, of which an emoji takes two.
    fits = len(topics) <= DESCRIBED and len(text.encode("utf-16-le")) // 2 <= TEXT_LIMIT
    return text if fits else CHOOSE


def describe_topic(topic: Topic) -> str:
    """Return a topic's title and description in a line."""
    title = f"<b>{escape(shorten(topic.title or topic.name, TITLE_LIMIT))}</b>"
    if not topic.description:
        return title
    return f"{title} – {escape(shorten(' '.join(topic.description.split()), DESCRIPTION_LIMIT))}"


def welcome_to(topic: Topic) -> str:
    """Return a word about the topic whose link somebody followed."""
    return f"You came for {describe_topic(topic)}\nPress its button to hear about it."


def explain_gone_topic() -> str:
    """Return a word about a link to a topic that is not there."""
    return f"{answer_topic_gone}\n{CHOOSE}"


def list_subscriptions(titles: Sequence[str]) -> str:
    """Return what a chat is subscribed to; it starts with SUBSCRIBED."""
    if not titles:
        return f"{SUBSCRIBED} nothing. /topics shows what there is."
    if len(titles) > DESCRIBED:
        return f"{SUBSCRIBED} {len(titles)} topics. Press one to turn it off or on."
    lines = (f"{BELL} {escape(shorten(title, TITLE_LIMIT))}" for title in titles)
    return "\n".join([SUBSCRIBED, *lines, "", "Press one to turn it off or on."])


def mark_gone(name: str) -> str:
    """Return the title of a topic that is subscribed but not in the rules any more (plain)."""
    return f"{name} (not offered any more)"


def answer_on(title: str) -> str:
    """Return the notice for a subscription."""
    return f"{BELL} {shorten(title, TITLE_LIMIT)}: on"


def answer_off(title: str) -> str:
    """Return the notice for the end of a subscription."""
    return f"{shorten(title, TITLE_LIMIT)}: off"


def explain_closed(chat: int) -> str:
    """Return the one line for strangers."""
    return f"This bot is not open to everyone. Your id here is <code>{chat}</code>."


def confirm_allowed(chat: int) -> str:
    """Return the answer to /allow."""
    return f"<code>{chat}</code> may use the bot now."


def confirm_denied(chat: int, *, open_to_all: bool) -> str:
    """Return the answer to /deny."""
    note = " But the bot is open to everyone, so it may subscribe again." if open_to_all else ""
    return f"<code>{chat}</code> is shut out, its alerts are off.{note}"
