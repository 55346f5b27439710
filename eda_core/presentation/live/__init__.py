"""View data of the Live page."""
