"""Inflection, one module a language: the forms of a word as people write them, not yet folded.

Every module offers two functions: `read_word`, what the dictionary knows of a word (None when it
does not know it), and `guess_forms`, how a word unknown to the dictionary would inflect. The
dictionaries are heavy and load at their first word: rules are compiled in a process of its own.
"""
