"""The large parts of the bot, each put together from smaller ones; app.py joins them."""
