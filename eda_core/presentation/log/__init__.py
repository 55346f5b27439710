"""View data of the Event log page."""
