"""The forms in which tools write a log: each is recognised by its text and read row by row."""
