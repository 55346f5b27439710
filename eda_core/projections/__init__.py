"""Pure folds of the catch-all log into what the screens show.

Records may come late, twice or out of order: a fold gives the same picture for any arrival. It
costs time for the new records only. Nothing here knows a clock, a backend or a screen.
"""
