#!/usr/bin/env bash
# A bus that runs every ten minutes from 7:00 to 7:30, in GTFS: one trip with its stop times and a line of
# frequencies.txt with a headway of 600 seconds and exact_times=1. gtfs-utils is asked for the stopovers.
#
# Guess: it leaves at 7:00, 7:10 and 7:20. By GTFS the stop times of such a trip give no more than the minutes between
# its stops, and exact_times=1 says that the trips between start and end are as good as ones written out each.
# What happens: it leaves at 6:00, which is the first of the stop times and no departure at all, and at 7:20. gtfs-utils
# works each of the trips out, into the same place, and adds what stands there after the last one. No error. The same
# line with exact_times=0 gives all of them, though beside the one of 6:00 as well.
# Tool: npm gtfs-utils 5.1.0, Node 20.
# Output seen: exact_times=0 06:00 07:00 07:10 07:20, exact_times=1 06:00 07:20.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund gtfs-utils@5.1.0 >/dev/null 2>&1
cat >agency.txt <<'CSV'
agency_id,agency_name,agency_url,agency_timezone
A,City Bus,https://bus.example,Etc/UTC
CSV
cat >stops.txt <<'CSV'
stop_id,stop_name,stop_lat,stop_lon
centre,Centre,52.50,13.40
harbour,Harbour,52.51,13.41
CSV
cat >routes.txt <<'CSV'
route_id,agency_id,route_short_name,route_type
9,A,9,3
CSV
cat >trips.txt <<'CSV'
route_id,service_id,trip_id
9,monday,outward
CSV
cat >calendar.txt <<'CSV'
service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
monday,1,0,0,0,0,0,0,20260105,20260105
CSV
echo service_id,date,exception_type >calendar_dates.txt
cat >stop_times.txt <<'CSV'
trip_id,arrival_time,departure_time,stop_id,stop_sequence
outward,06:00:00,06:00:00,centre,1
outward,06:15:00,06:15:00,harbour,2
CSV
cat >show.cjs <<'JS'
const { writeFileSync } = require("node:fs");
const readCsv = require("gtfs-utils/read-csv");
const computeStopovers = require("gtfs-utils/compute-stopovers");
async function show(exact) {
  const line = `outward,07:00:00,07:30:00,600,${exact}`;
  writeFileSync("frequencies.txt", `trip_id,start_time,end_time,headway_secs,exact_times\n${line}\n`);
  const departures = [];
  for await (const stop of await computeStopovers((name) => readCsv(`${name}.txt`), "Etc/UTC")) {
    if (stop.stop_id === "centre") departures.push(new Date(stop.departure * 1000).toISOString().slice(11, 16));
  }
  console.log(`exact_times=${exact} ${departures.sort().join(" ")}`);
}
show(0).then(() => show(1));
JS
seen=$(timeout 60 node show.cjs)
wanted=$(cat <<'LINES'
exact_times=0 06:00 07:00 07:10 07:20
exact_times=1 06:00 07:20
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: of a bus every ten minutes gtfs-utils keeps the last one, and one that does not run."
