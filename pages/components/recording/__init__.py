"""Recordings: made of what is in view, walked act by act, and taken in from elsewhere."""
