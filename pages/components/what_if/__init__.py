"""The What if? page."""
