"""View data of one order, as every page shows it."""
