#!/usr/bin/env bash
# An event in Protobuf that says one thing of two, a oneof: how many pieces are left, or the name of who knows. None is
# left, so pieces is 0. betterproto passes the event on in JSON, and reads it again.
#
# Guess: {"pieces": 0}. Protobuf's JSON mapping leaves out a default only of a field without presence, and each field of
# a oneof has presence; in binary, too, a 0 that was set is on the wire.
# What happens: in binary betterproto writes and reads it so, which_one_of says pieces. Its JSON is {}: whoever reads it
# sees an event that says neither, and cannot tell "none left" from "not said". An empty name is lost already in binary.
# With any other value it is right. Protobuf for Python writes {"pieces":0} of the same bytes.
# Tools: PyPI betterproto 1.2.5 and protobuf 7.36.2, Python 3.11.
# Output seen: of 0 binary 0800, pieces, JSON {}, read again -, protobuf {"pieces": 0}; of 5 binary 0805, pieces,
# {"pieces": 5}, pieces, {"pieces": 5}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check betterproto==1.2.5 protobuf==7.36.2 2>/dev/null
cat >show.py <<'PYTHON'
import dataclasses
import json

import betterproto
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory


@dataclasses.dataclass
class Event(betterproto.Message):
    pieces: int = betterproto.int32_field(1, group="stock")
    known_by: str = betterproto.string_field(2, group="stock")


file = descriptor_pb2.FileDescriptorProto(name="event.proto", syntax="proto3")
described = file.message_type.add(name="Event")
described.oneof_decl.add(name="stock")
described.field.add(name="pieces", number=1, type=5, label=1, oneof_index=0)
described.field.add(name="known_by", number=2, type=9, label=1, oneof_index=0)
pool = descriptor_pool.DescriptorPool()
pool.Add(file)
Other = message_factory.GetMessageClass(pool.FindMessageTypeByName("Event"))
for pieces in (0, 5):
    binary = bytes(Event(pieces=pieces))
    event = Event().parse(binary)
    text = event.to_json()
    names = [betterproto.which_one_of(read, "stock")[0] or "-" for read in (event, Event().from_json(text))]
    print(binary.hex(), names[0], text, names[1], json.dumps(json_format.MessageToDict(Other.FromString(binary))))
PYTHON
seen=$(timeout 60 venv/bin/python show.py 2>/dev/null)
wanted=$'0800 pieces {} - {"pieces": 0}\n0805 pieces {"pieces": 5} pieces {"pieces": 5}'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: betterproto leaves a 0 that was chosen in a oneof out of its JSON."
