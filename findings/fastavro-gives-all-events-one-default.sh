#!/usr/bin/env bash
# A schema of events gets a new field, "notes", an array with the default []. A consumer reads old events with it, and
# puts a note of its own into each before it hands them on.
#
# Guess: each event is a dict of its own, and so is what is in it: a list that was decoded is new every time, and so is
# one that came from the default, which is what the schema says of one event.
# What happens: fastavro puts the very list of the schema into every event. The note for the first is in all that are
# read later, a later note in those read before, and the schema itself has changed. Events that were written with the
# field do not do this, so it comes with the change of the schema, and not in a test that reads one event.
# Apache's package for Python makes a new list each time.
# Tools: PyPI fastavro 1.13.1 and avro 1.12.2, Python 3.11.
# Output seen: fastavro ["for 1","for 2"] ["for 1","for 2"], schema default ["for 1","for 2"]; with the field written
# ["for 1"] ["for 2"]; avro ["for 1"] ["for 2"].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 240 venv/bin/pip install --quiet --disable-pip-version-check fastavro==1.13.1 avro==1.12.2 2>/dev/null
cat >show.py <<'PYTHON'
import io
import json

import avro.datafile
import avro.io
import avro.schema
import fastavro

ID = {"name": "id", "type": "string"}
NOTES = {"name": "notes", "type": {"type": "array", "items": "string"}, "default": []}


def schema(*fields):
    return json.loads(json.dumps({"type": "record", "name": "Placed", "fields": fields}))


def noted(events):
    kept = []
    for event in events:
        event["notes"].append(f"for {event['id']}")
        kept.append(event)
    return " ".join(json.dumps(event["notes"], separators=(",", ":")) for event in kept)


def written(events, *fields):
    file = io.BytesIO()
    fastavro.writer(file, schema(*fields), events)
    return io.BytesIO(file.getvalue())


def by_avro(file, reader):
    datums = avro.io.DatumReader(readers_schema=avro.schema.parse(json.dumps(reader)))
    return avro.datafile.DataFileReader(file, datums)


OLD = [{"id": "1"}, {"id": "2"}]
new = schema(ID, NOTES)
print("fastavro", noted(fastavro.reader(written(OLD, ID), new)))
print("schema", json.dumps(new["fields"][1]["default"], separators=(",", ":")))
full = written([{**event, "notes": []} for event in OLD], ID, NOTES)
print("written", noted(fastavro.reader(full, schema(ID, NOTES))))
print("avro", noted(by_avro(written(OLD, ID), schema(ID, NOTES))))
PYTHON
seen=$(timeout 60 venv/bin/python show.py)
wanted=$(cat <<'END'
fastavro ["for 1","for 2"] ["for 1","for 2"]
schema ["for 1","for 2"]
written ["for 1"] ["for 2"]
avro ["for 1"] ["for 2"]
END
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: fastavro gives all events that lack a field the same list, the default in the schema itself."
