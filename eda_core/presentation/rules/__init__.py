"""View data of the Rules page."""
