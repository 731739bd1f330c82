"""Tocsin: feeds in, one alert per story out.

What travels, in order, and the room where it happens:

    feeds.fetch     one conditional HTTP request        -> FetchedFeed
    feeds.parse     bytes                               -> ParsedFeed with Articles
    store           the unseen ones are kept, undecided
    alerts.decide   rules.match, stories, alerts.route  -> Decision
    alerts.render   Alert                               -> Telegram HTML
    alerts.deliver  drains the outbox through a Sender  -> telegram, or the terminal

polling/poll.py joins the hops up to the store, pipeline.py those after it, loops.py repeats both;
parts puts the pieces together, app.py opens them and running.py runs them. Beside that road:

    models      the values that travel between rooms; models/polls.py those of polling
    inforce     rules and personal topics: noticed, compiled elsewhere, held in force
    polling     also what hubs push, pages of articles, feeds that are added, feeds' health
    workers     who does what, until when, where several processes share a database
    engine      how they are told that there may be something to do
    measures    what is counted for Prometheus, and whether the bot is ready
    web         the status page
    workbench   what editors and operators run by hand
"""

__version__ = "0.1.0"
