"""Rule files as written, read into a book: every problem with its place, all at once."""
