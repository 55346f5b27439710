#!/usr/bin/env bash
# A stream of Redis in a test: twelve orders are added with XADD and *, and a consumer reads three at a time, each time
# from the last id it has seen.
#
# Guess: it gets all twelve. XREAD hands out the entries whose ids are greater than the one given, and ids are two
# numbers, compared as numbers (Redis on streams); ioredis-mock counts XADD, XRANGE and XREAD among what it does.
# What happens: it numbers the entries 1-0, 2-0 and so on and compares these ids as texts: 10-0 to 12-0 come before 9-0,
# so the consumer stops at the ninth order, for ever, and XRANGE from 9-0 to 11-0 is empty. A test with fewer than ten
# entries sees nothing of it. Of an id that the caller gives, 1000-0, it makes 1000-0-0.
# Tools: npm ioredis-mock 8.13.1 with ioredis 5.11.1, Node 20.
# Output seen: ["1-0","2-0","3-0"] ["4-0","5-0","6-0"] ["7-0","8-0","9-0"], XLEN 12, XRANGE [], XADD 1000-0-0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  ioredis-mock@8.13.1 ioredis@5.11.1 >/dev/null 2>&1
cat >show.js <<'JS'
const Redis = require("ioredis-mock");
async function show() {
  const redis = new Redis();
  for (let order = 1; order <= 12; order += 1) await redis.xadd("orders", "*", "number", order);
  let last = "0";
  for (;;) {
    const answer = await redis.xread("COUNT", 3, "STREAMS", "orders", last);
    const ids = (answer?.[0]?.[1] ?? []).map(([id]) => id);
    if (ids.length === 0) break;
    console.log(JSON.stringify(ids));
    last = ids.at(-1);
  }
  const range = JSON.stringify(await redis.xrange("orders", "9-0", "11-0"));
  console.log(await redis.xlen("orders"), range, await redis.xadd("other", "1000-0", "number", 1));
  redis.disconnect();
}
show();
JS
seen=$(timeout 60 node show.js)
wanted=$'["1-0","2-0","3-0"]\n["4-0","5-0","6-0"]\n["7-0","8-0","9-0"]\n12 [] 1000-0-0'
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: a consumer of a stream of ioredis-mock stops at the ninth entry."
