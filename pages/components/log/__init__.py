"""The Event log page."""
