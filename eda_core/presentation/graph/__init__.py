"""Drawings of state machines: layers, columns, routes, and the path of an order on them."""
