"""The edge to Telegram: requests, sending, conversation."""
