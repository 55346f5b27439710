#!/usr/bin/env bash
# A log of events in Parquet, written in the flavour of Spark, which keeps a time as INT96: eight bytes of nanoseconds
# in the day and four of the Julian day. Three events: ten o'clock on two days, and one millisecond before midnight.
#
# Guess: a library for JavaScript whose table of types has INT96 reads a time, or the twelve bytes; or it refuses the
# column.
# What happens: @dsnp/parquetjs reads the first eight bytes and drops the day. What comes out is a number, nanoseconds
# since midnight, so ten o'clock of any day is the same, the events of two days sort as one day's, and no error says so.
# hyparquet reads the same file as it was written. A time that was not written as INT96 is a Date in both.
# Tools: PyPI pyarrow 26.0.1 (Python 3.11), npm @dsnp/parquetjs 1.8.8 and hyparquet 1.33.0 (Node 20).
# Output seen: parquetjs 36000000000000 36000000000000 86399999000000, hyparquet 2026-11-28T10:00:00.000Z
# 2026-11-29T10:00:00.000Z 2026-11-29T23:59:59.999Z; of the plain file these three from both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check pyarrow==26.0.1 2>/dev/null
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund @dsnp/parquetjs@1.8.8 hyparquet@1.33.0 >/dev/null
cat >write.py <<'PYTHON'
from datetime import datetime

import pyarrow
from pyarrow import parquet

DAYS = ((28, 10, 0, 0, 0), (29, 10, 0, 0, 0), (29, 23, 59, 59, 999000))
times = pyarrow.array([datetime(2026, 11, *rest) for rest in DAYS], pyarrow.timestamp("ms", "UTC"))
table = pyarrow.table({"at": times})
parquet.write_table(table, "spark.parquet", compression="none", flavor="spark")
parquet.write_table(table, "plain.parquet", compression="none")
PYTHON
cat >show.mjs <<'JS'
import parquet from "@dsnp/parquetjs";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
const shown = (rows) => rows.map(({ at }) => (at instanceof Date ? at.toISOString() : at)).join(" ");
for (const name of ["spark", "plain"]) {
  const reader = await parquet.ParquetReader.openFile(`${name}.parquet`);
  const rows = [];
  for await (const row of reader) rows.push(row);
  await reader.close();
  console.log(name, "parquetjs", shown(rows));
  const file = await asyncBufferFromFile(`${name}.parquet`);
  console.log(name, "hyparquet", shown(await parquetReadObjects({ file })));
}
JS
timeout 60 venv/bin/python write.py
seen=$(timeout 60 node show.mjs)
times="2026-11-28T10:00:00.000Z 2026-11-29T10:00:00.000Z 2026-11-29T23:59:59.999Z"
wanted="spark parquetjs 36000000000000 36000000000000 86399999000000
spark hyparquet $times
plain parquetjs $times
plain hyparquet $times"
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: @dsnp/parquetjs reads a time in INT96 as the time of day alone."
