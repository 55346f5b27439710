"""Lessons: texts with steps that the log closes, in the expectation language of the scenarios."""
