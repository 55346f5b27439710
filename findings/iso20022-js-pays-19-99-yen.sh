#!/usr/bin/env bash
# A payment of 1999 yen and one of 1.999 Kuwaiti dinars in iso20022.js, which takes amounts as whole numbers of the
# smallest unit: 1999 for USD is 19.99 in the file for the bank.
#
# Guess: the file has 1999 for JPY, and 1.999 for KWD. ISO 4217 gives the yen no decimal places and the dinar three, and
# an amount of ISO 20022 has the decimal places of its currency there.
# What happens: the file has 19.99 for both: two places for every currency. That is a hundredth of the yen, with places
# that the yen does not have, and ten times the dinars. Babel of Python knows the places of each currency.
# Tools: npm iso20022.js 0.0.15, Node 20, and PyPI Babel 2.19.0, Python 3.11.
# Output seen, of 1999 in USD, JPY and KWD: iso20022.js 19.99 19.99 19.99, babel 19.99 1999 1.999.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund iso20022.js@0.0.15 >/dev/null 2>&1
python3 -m venv venv
timeout 120 venv/bin/pip install --quiet --disable-pip-version-check Babel==2.19.0 2>/dev/null
cat >show.mjs <<'JS'
import { ISO20022 } from "iso20022.js";
const party = { name: "Shop", account: { iban: "DE89370400440532013000" }, agent: { bic: "DEUTDEFF" } };
const library = new ISO20022({ initiatingParty: { ...party, id: "SHOP" } });
const written = (currency) => {
  const creditor = { ...party, name: "Supplier", address: { country: "DE" } };
  const payment = { type: "swift", direction: "credit", amount: 1999, currency, creditor };
  const file = library.createSWIFTCreditPaymentInitiation([payment]).serialize();
  return file.match(/<InstdAmt Ccy="(\w+)">([^<]*)/)[2];
};
console.log("iso20022.js", ...["USD", "JPY", "KWD"].map(written));
JS
cat >show.py <<'PYTHON'
from decimal import Decimal

from babel.numbers import get_currency_precision

print("babel", *(Decimal(1999).scaleb(-get_currency_precision(currency)) for currency in ("USD", "JPY", "KWD")))
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 venv/bin/python show.py)
wanted=$(cat <<'LINES'
iso20022.js 19.99 19.99 19.99
babel 19.99 1999 1.999
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: iso20022.js writes 1999 yen as 19.99."
