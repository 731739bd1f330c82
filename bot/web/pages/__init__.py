"""What each page shows, read from where it is known."""
