"""The stack brought up, taken down and checked."""
