"""Who is told what, how it looks, and how it gets out."""
