#!/usr/bin/env bash
# A log of events in Parquet, appended to day by day by fastparquet, its event types kept as categories.
#
# Guess: the file holds a dictionary for each row group, so a day with other types is appended as it is; or it
# is refused, because the categories differ.
# What happens: it is written without a word, and fastparquet then reads all days by the dictionary of the
# last one: the OrderCreated of the first day is an OrderCancelled. The file itself is right: pyarrow reads it.
# Tools: fastparquet 2026.9.0, pandas 3.1.1, pyarrow 26.0.1, Python 3.11.
# Output seen: "fastparquet: OrderCancelled PaymentFailed OrderCancelled PaymentFailed" and
# "pyarrow: OrderCreated PaymentFailed OrderCancelled PaymentFailed".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
timeout 300 "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  fastparquet==2026.9.0 pandas==3.1.1 pyarrow==26.0.1 2>/dev/null
cat >"$folder/show.py" <<'PYTHON'
import sys

import fastparquet
import pandas
import pyarrow.parquet

log = sys.argv[1]
days = [["OrderCreated", "PaymentFailed"], ["OrderCancelled", "PaymentFailed"]]
for number, types in enumerate(days):
    day = pandas.DataFrame({"type": pandas.Categorical(types)})
    fastparquet.write(log, day, append=number > 0)
by_itself = fastparquet.ParquetFile(log).to_pandas()["type"]
by_pyarrow = pyarrow.parquet.read_table(log)["type"].to_pylist()
print("fastparquet:", *by_itself)
print("pyarrow:", *by_pyarrow)
PYTHON
seen=$(timeout 120 "$folder/venv/bin/python" "$folder/show.py" "$folder/log.parquet")
wanted="fastparquet: OrderCancelled PaymentFailed OrderCancelled PaymentFailed
pyarrow: OrderCreated PaymentFailed OrderCancelled PaymentFailed"
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: after an append with other categories fastparquet reads the old rows by the new names."
