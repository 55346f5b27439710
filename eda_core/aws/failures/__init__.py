"""What AWS refused, as sentences with a remedy."""
