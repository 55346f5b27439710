#!/usr/bin/env bash
# A GPS receiver that sends five places a second, in the sentences of NMEA 0183, GGA with the height and RMC with the
# date, and @signalk/nmea0183-signalk, which makes events with a timestamp of them.
#
# Guess: the place of 12:00:00.20 has the time 12:00:00.200, in whichever sentence it comes. The library that it takes
# times apart with has the fractions of receivers with ten places a second in mind, and its comment says so.
# What happens: RMC keeps the fraction; GGA and GLL cut it off before they ask for the time. The five places of a
# second have one and the same time, up to 0.8 seconds too early, and a speed made of them divides by zero. No error.
# nmea-simple, by another author, keeps it in each of them.
# Tools: npm @signalk/nmea0183-signalk 3.20.1 and nmea-simple 3.3.0, Node 20.
# Output seen, the seconds of each: GGA 10.000 10.000, GLL 10.000 10.000, RMC 10.200 10.400 of signalk; of nmea-simple
# 10.200 10.400 three times.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  @signalk/nmea0183-signalk@3.20.1 nmea-simple@3.3.0 >/dev/null 2>&1
cat >show.cjs <<'JS'
const Parser = require("@signalk/nmea0183-signalk");
const { parseNmeaSentence } = require("nmea-simple");
const parser = new Parser();
const signed = (text) => {
  const sum = [...text].reduce((made, letter) => made ^ letter.charCodeAt(0), 0);
  return `$${text}*${sum.toString(16).toUpperCase().padStart(2, "0")}`;
};
const kinds = {
  GGA: (time) => `GPGGA,${time},5430.1200,N,01015.3400,E,1,9,0.9,3.5,M,44.2,M,,`,
  GLL: (time) => `GPGLL,5430.1200,N,01015.3400,E,${time},A,A`,
  RMC: (time) => `GPRMC,${time},A,5430.1200,N,01015.3400,E,6.5,45.0,050126,,`,
};
const seconds = (date) => new Date(date).toISOString().slice(17, 23);
for (const [kind, sentence] of Object.entries(kinds)) {
  const sent = ["120010.20", "120010.40"].map((time) => signed(sentence(time)));
  console.log("signalk", kind, ...sent.map((text) => seconds(parser.parse(text).updates[0].timestamp)));
  const read = sent.map((text) => parseNmeaSentence(text));
  console.log("nmea-simple", kind, ...read.map(({ datetime, time }) => seconds(datetime ?? time)));
}
JS
seen=$(timeout 60 node show.cjs)
wanted=$(cat <<'LINES'
signalk GGA 10.000 10.000
nmea-simple GGA 10.200 10.400
signalk GLL 10.000 10.000
nmea-simple GLL 10.200 10.400
signalk RMC 10.200 10.400
nmea-simple RMC 10.200 10.400
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: @signalk/nmea0183-signalk gives the places of one second one time, from GGA and GLL but not from RMC."
