"""View data of the Orders page."""
