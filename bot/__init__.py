"""Tocsin: feeds in, one alert per story out.

What travels, in order, and the room where it happens:

    feeds.fetch     one conditional HTTP request        -> FetchedFeed
    feeds.parse     bytes                               -> ParsedFeed with Articles
    store           the unseen ones are kept, undecided
    alerts.decide   rules.match, stories, alerts.route  -> Decision
    alerts.render   Alert                               -> Telegram HTML
    alerts.deliver  drains the outbox through a Sender  -> telegram, or the terminal

polling.py joins the hops up to the store, pipeline.py those after it, loops.py repeats both;
app.py opens everything and running.py runs it. Beside that road:

    reload, loading, inforce    saved rules are noticed, compiled elsewhere, held in force
    watching, lines, proposing  personal topics, the same for them
    feedwatch, notices          what operators are told: feeds that die, rules that do not hold
    pushing, fulltext           news that hubs bring; pages of articles
    discovering, firstlook      feeds that are added in a chat or on the command line
    models, polls, watches      the values that travel between rooms, with wishes, findings,
                                feedback and health
"""

__version__ = "0.1.0"
