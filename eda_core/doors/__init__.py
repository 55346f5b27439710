"""HTTP beside the dashboard: what `curl` and other programs ask of the world it shows.

Imported before the server answers at all, so a module here imports at once only what is light;
worlds, with all they are made of, come with the first request (docs/DOORS.md).
"""
