"""What sets two sets of orders apart: questions, their counts, and how the answers are ranked.

`questions` is what gathering and ranking agree on: counts by question, whoever counted them.
`ranking` turns counts into a `SetComparison`; `luck` says how easily chance would bring them.
`order_columns` gathers the answers from the tables of a log, and `members` says which orders are
in which set. Nothing in `questions`, `luck` and `ranking` knows where the counts come from, so that
another engine can count.
"""
