"""What is read of a deployed stack: its log, its executions, its items."""
