"""The audience: phones of the people in the room, at an address of their own (docs/AUDIENCE.md).

Nothing of it is loaded before somebody is invited, but for what the command line asks.
"""
