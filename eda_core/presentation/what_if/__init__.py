"""View data of the What if? page."""
