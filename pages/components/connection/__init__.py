"""The Connection page."""
