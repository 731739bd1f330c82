"""The rules in force: read and compiled in child processes, put in force at once or not at all."""
