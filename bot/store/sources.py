"""What readers see as the source of an article."""

from sqlalchemy import func

from bot.store.schema import feeds

# The operator's title, else the feed's own, else its host.
SOURCE = func.coalesce(
    func.nullif(feeds.c.title, ""), func.nullif(feeds.c.own_title, ""), feeds.c.host
)
