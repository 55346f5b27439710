"""What every component is made with: assets, columns, the JSON editor."""
