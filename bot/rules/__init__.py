"""From files that people edit to a matcher."""
