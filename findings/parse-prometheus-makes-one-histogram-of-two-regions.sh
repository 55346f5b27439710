#!/usr/bin/env bash
# A histogram with a label, the seconds that orders take in the regions EU and US, as a service lays it out for
# Prometheus, read in Node with parse-prometheus-text-format.
#
# Guess: two sets of labels are two series, as the counters with labels of the same page are: the text format says
# that the lines of a histogram carry its labels beside "le".
# What happens: both regions become one histogram without any label, with the buckets of the region that stands last:
# 5 and 6, where the EU had 1 and 2. The sums and the counts of both are gone. A summary loses its regions in the same
# way. Without labels, as in the package's README, all is right. prometheus_client, for Python, keeps them apart.
# Tools: npm parse-prometheus-text-format 1.1.1, Node 20; PyPI's prometheus_client 0.26.0, Python 3.11.
# Output seen: parse-prometheus-text-format [{"buckets":{"0.1":"5","+Inf":"6"}}], and of the counter's two lines
# [{"value":"2","labels":{"region":"EU"}},{"value":"6","labels":{"region":"US"}}]; prometheus_client EU 1, EU 2, US 5,
# US 6.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  parse-prometheus-text-format@1.1.1 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check prometheus_client==0.26.0 2>/dev/null
cat >metrics.txt <<'TEXT'
# HELP orders_total Orders taken.
# TYPE orders_total counter
orders_total{region="EU"} 2
orders_total{region="US"} 6
# HELP order_seconds Seconds that an order takes.
# TYPE order_seconds histogram
order_seconds_bucket{region="EU",le="0.1"} 1
order_seconds_bucket{region="EU",le="+Inf"} 2
order_seconds_sum{region="EU"} 1.5
order_seconds_count{region="EU"} 2
order_seconds_bucket{region="US",le="0.1"} 5
order_seconds_bucket{region="US",le="+Inf"} 6
order_seconds_sum{region="US"} 4.5
order_seconds_count{region="US"} 6
TEXT
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import parse from "parse-prometheus-text-format";
const families = parse(readFileSync("metrics.txt", "utf8"));
for (const { name, metrics } of families) console.log(name, JSON.stringify(metrics));
JS
cat >show.py <<'PYTHON'
from prometheus_client.parser import text_string_to_metric_families

with open("metrics.txt") as text:
    families = list(text_string_to_metric_families(text.read()))
print(*(f"{s.labels['region']} {s.value:g}" for s in families[1].samples if s.name.endswith("_bucket")), sep=", ")
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
orders_total [{"value":"2","labels":{"region":"EU"}},{"value":"6","labels":{"region":"US"}}]
order_seconds [{"buckets":{"0.1":"5","+Inf":"6"}}]
EU 1, EU 2, US 5, US 6
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: parse-prometheus-text-format makes one histogram of two regions, with the buckets of the last one."
