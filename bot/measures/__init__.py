"""What the bot counts and measures of itself, and whether it is well: for those who watch it."""
