"""A book compiled, and at work on articles."""
