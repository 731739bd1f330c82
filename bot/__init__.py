"""Tocsin: feeds in, one alert per story out.

What travels, in order, and the room where it happens:

    feeds.fetch     one conditional HTTP request        -> FetchedFeed
    feeds.parse     bytes                               -> ParsedFeed with Articles
    store           the unseen ones are kept, undecided
    alerts.decide   rules.match, stories, alerts.route  -> Decision
    alerts.render   Alert                               -> Telegram HTML
    alerts.deliver  drains the outbox through a Sender  -> telegram, or the terminal

pipeline.py joins the hops, loops.py repeats them, app.py opens everything and starts the loops.
reload.py notices saved rules, loading.py compiles them elsewhere, inforce.py holds those in force.
"""

__version__ = "0.1.0"
