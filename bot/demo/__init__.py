"""The bot at work without network or token."""
