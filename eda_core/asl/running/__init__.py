"""Executions: what each state type does, on a clock that is handed in."""
