"""View data of the Payment service page."""
