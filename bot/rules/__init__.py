"""From files that people edit to a matcher.

files/   what is written, read into a book with every problem placed
words/   forms of words and spellings of names: dictionaries, while compiling only
engine/  a book compiled, and at work on articles
schema/  what editors complete and check rule files with

load.py reads a folder, book.py, terms.py and patterns.py are what it says, match.py what it does;
oneline.py reads a line that a reader typed, remember.py compiles by what it knows already.
"""
