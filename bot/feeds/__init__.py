"""From an address to articles: fetching, reading, and when to poll again."""
