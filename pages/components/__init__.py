"""Widgets of the pages; a live component has its script and style beside the module."""
