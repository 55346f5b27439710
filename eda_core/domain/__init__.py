"""Records of the domain: events, orders, deliveries, faults. They import nothing above them."""
