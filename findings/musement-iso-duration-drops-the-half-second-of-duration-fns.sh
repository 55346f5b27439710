#!/usr/bin/env bash
# Durations that one service writes with duration-fns, half a second with a comma, one of the two decimal signs of
# ISO 8601, and that another one reads with @musement/iso-duration.
#
# Guess: PT1,5S is read as PT1.5S is: both signs are ISO 8601's, and whoever reads the one reads the other.
# What happens: @musement/iso-duration stops at the comma and takes what stands before it: 1 second for 1.5, and none
# at all for 0.5. No error, though it does refuse texts that are no duration, and 1.5 with a point is right.
# iso8601-duration, by which it says it was inspired, reads both.
# Tools: npm duration-fns 3.0.2, @musement/iso-duration 1.0.0, iso8601-duration 2.1.4, Node 20.
# Output seen: PT0,5S 0 against 0.5, PT1,5S 1 against 1.5, PT1.5S 1.5 by both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  duration-fns@3.0.2 @musement/iso-duration@1.0.0 iso8601-duration@2.1.4 >/dev/null 2>&1
cat >show.mjs <<'JS'
import musement from "@musement/iso-duration";
import { toString } from "duration-fns";
import { parse } from "iso8601-duration";
const written = [toString({ milliseconds: 500 }), toString({ seconds: 1, milliseconds: 500 }), "PT1.5S"];
for (const text of written) console.log(text, musement.isoDuration(text).parse().seconds, parse(text).seconds);
JS
seen=$(timeout 60 node show.mjs)
wanted=$(cat <<'LINES'
PT0,5S 0 0.5
PT1,5S 1 1.5
PT1.5S 1.5 1.5
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: @musement/iso-duration reads the PT1,5S that duration-fns writes as one second."
