#!/usr/bin/env bash
# A charge of 0.125 and its refund of -0.125 in currency.js, and a discount of 0.125 taken off 19.99 in two ways: by
# subtract(0.125) and by add(-0.125).
#
# Guess: the refund is the charge with a minus, so that both make 0, and the two ways of taking off are the same.
# What happens: currency.js rounds each amount to the cent by Math.round, which takes a half towards plus infinity: the
# charge is 0.13 and the refund -0.12, so that a cent stays, and the two discounts leave 19.86 and 19.87. The halves
# are exact in binary, so it is no matter of floats. decimal of Python, by ROUND_HALF_UP, and big.js, by roundHalfUp,
# round a half away from zero on both sides.
# Tools: npm currency.js 2.0.4 and big.js 7.0.1, Node 20; decimal of Python 3.11.
# Output seen, of the charge, the refund, their sum, 19.99 less 0.125 by subtract and by add, 2.5 and -2.5 to a whole:
# currency.js 0.13 -0.12 0.01 19.86 19.87 3 -2; of the charge, the refund, 2.5 and -2.5: big.js 0.13 -0.13 3 -3, decimal
# 0.13 -0.13 3 -3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund \
  currency.js@2.0.4 big.js@7.0.1 >/dev/null 2>&1
cat >show.js <<'JS'
const currency = require("currency.js");
const Big = require("big.js");
const whole = (amount) => currency(amount, { precision: 0 }).value;
const [charge, refund, price] = [currency(0.125), currency(-0.125), currency(19.99)];
const sums = [charge.add(refund), price.subtract(0.125), price.add(-0.125)].map((sum) => sum.value);
console.log("currency.js", charge.value, refund.value, ...sums, whole(2.5), whole(-2.5));
const big = (amount, places) => new Big(amount).round(places, Big.roundHalfUp).toNumber();
console.log("big.js", big(0.125, 2), big(-0.125, 2), big(2.5, 0), big(-2.5, 0));
JS
cat >show.py <<'PYTHON'
from decimal import ROUND_HALF_UP, Decimal

amounts = ("0.125", "0.01"), ("-0.125", "0.01"), ("2.5", "1"), ("-2.5", "1")
print("decimal", *(Decimal(amount).quantize(Decimal(unit), ROUND_HALF_UP) for amount, unit in amounts))
PYTHON
seen=$(timeout 60 node show.js && timeout 60 python3 show.py)
wanted=$(cat <<'LINES'
currency.js 0.13 -0.12 0.01 19.86 19.87 3 -2
big.js 0.13 -0.13 3 -3
decimal 0.13 -0.13 3 -3
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: currency.js leaves a cent of a charge of 0.125 and its refund."
