"""What the bot says, a folder of Fluent files a language; words.py reads them."""
