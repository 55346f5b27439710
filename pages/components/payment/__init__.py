"""The Payment service page."""
