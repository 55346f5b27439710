"""The deployed stack, asked and acted on. boto3 is imported in this package alone."""
