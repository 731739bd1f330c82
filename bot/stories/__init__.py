"""Which articles are the same news."""
