"""Imported logs that are larger than memory: kept as Parquet, asked by SQL.

`taking_in` makes three tables of an import: ``log`` (every record), ``orders`` (every order, judged
by the table in memory) and ``copies``. `statements` holds the questions, each once, in SQL that all
engines take; `engines` says which there are. `asked_tables` answers the questions of the read model
with them, so that pages need not know.
"""
