"""What the bot serves over HTTP, all on one address."""
