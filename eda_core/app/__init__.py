"""The composition root, and the worlds a server has open."""
