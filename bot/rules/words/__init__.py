"""The forms of words and the spellings of names: dictionaries, for compiling only."""
