"""One order, as every page shows it."""
