"""Orders in the forms of other tools, masked."""
