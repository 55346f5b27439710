"""View data of the Connection page."""
