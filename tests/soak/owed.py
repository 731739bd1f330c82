"""Which story the rules owe to which chat: matches beside subscriptions and languages."""

import json

from bot.alerts.timing import is_wanted
from bot.models.wishes import Wishes
from tests.fleet.kept import Connection

MATCHED = """
    SELECT DISTINCT articles.story_id, matches.topic, articles.language
    FROM articles JOIN matches ON matches.article_id = articles.id
    WHERE arrival = 'fresh' AND NOT undecided AND story_id IS NOT NULL"""
WANTED = """
    SELECT chat_id, topic, article_languages
    FROM subscriptions JOIN chats ON chats.id = chat_id"""


def find_owed(connection: Connection) -> set[tuple[str, int]]:
    """Return story and chat. Everybody has been subscribed since before the first article."""
    readers: dict[str, list[Wishes]] = {}
    for chat, topic, languages in connection.execute(WANTED):
        reads = tuple(json.loads(languages)) if languages else ()
        readers.setdefault(topic, []).append(Wishes(chat=chat, article_languages=reads))
    return {
        (str(story), wishes.chat)
        for story, topic, language in connection.execute(MATCHED)
        for wishes in readers.get(topic, ())
        if is_wanted(language, wishes)
    }
