"""Scenarios: orders, faults and changes with their times, and what is expected of them, as files.

A file is read into frozen records (`scenario`, `instructions`, `expectations`), run against any
backend (`runner`), and judged by what the read model says (`judging`). Lessons share the
expectations.
"""
