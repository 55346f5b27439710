"""What is said of a recording: its bar, the acts it is shown by, and a presenter's notes."""
