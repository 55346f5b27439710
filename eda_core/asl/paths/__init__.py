"""JSONPath as Step Functions takes it: parse once, read often."""
