#!/usr/bin/env bash
# An event in Protobuf with an enum that has a negative value, as a scale has it: RATING_BAD = -1, RATING_NONE = 0,
# RATING_GOOD = 1. It is written and read by betterproto.
#
# Guess: -1 is read. Protobuf's guide to the language has negative values for enums, which take ten bytes on the wire as
# they are sign-extended (it advises against them for that reason alone), and betterproto writes these ten.
# What happens: it reads them without the sign: 18446744073709551615, which equals no value of the enum. So the branch
# for bad ratings is never taken, and to_json raises as there is no such value. A field of int32 or int64 with -1 is
# read rightly, and so is RATING_GOOD.
# Tools: PyPI betterproto 1.2.5, Python 3.11.
# Output seen: of -1 the bytes 08ffffffffffffffffff01, rating 18446744073709551615, is BAD False, JSON IndexError; of 1
# 0801, 1, False, {"rating": "GOOD"}; an int32 of -1 with the same bytes -1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
timeout 180 venv/bin/pip install --quiet --disable-pip-version-check betterproto==1.2.5 2>/dev/null
cat >show.py <<'PYTHON'
import dataclasses

import betterproto


class Rating(betterproto.Enum):
    NONE = 0
    GOOD = 1
    BAD = -1


@dataclasses.dataclass
class Rated(betterproto.Message):
    rating: Rating = betterproto.enum_field(1)


@dataclasses.dataclass
class Counted(betterproto.Message):
    number: int = betterproto.int32_field(1)


def text(event):
    try:
        return event.to_json()
    except Exception as error:
        return type(error).__name__


for rating in (Rating.BAD, Rating.GOOD):
    binary = bytes(Rated(rating=rating))
    read = Rated().parse(binary)
    print(binary.hex(), int(read.rating), read.rating == Rating.BAD, text(read))
print(Counted().parse(bytes(Rated(rating=Rating.BAD))).number)
PYTHON
seen=$(timeout 60 venv/bin/python show.py 2>/dev/null)
wanted=$'08ffffffffffffffffff01 18446744073709551615 False IndexError\n0801 1 False {"rating": "GOOD"}\n-1'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: betterproto reads an enum of -1 as 18446744073709551615."
