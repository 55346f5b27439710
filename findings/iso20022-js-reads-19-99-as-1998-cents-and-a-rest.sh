#!/usr/bin/env bash
# A bank statement, camt.053, with entries of 19.99, 4.35, 0.29 and 20.00 euros, read by a service in Node.
#
# Guess: the amounts are 1999, 435, 29 and 2000 cents: the library's function is called parseAmountToMinorUnits, and
# what it writes of 1999 is 19.99.
# What happens: iso20022.js multiplies the float by 100 and does not round: 19.99 is 1998.9999999999998, and 4.35 is
# 434.99999999999994. Where a whole number is wanted, Math.trunc, |0, BigInt or a column of integers, a cent is gone or
# the entry is refused, and no amount is equal to the one of the order. 20.00, as tests have it, is right.
# decimal of Python has the cents.
# Tools: npm iso20022.js 0.0.15, Node 20; xml.etree and decimal of Python 3.11.
# Output seen: iso20022.js 1998.9999999999998 434.99999999999994 28.999999999999996 2000, cut to whole cents 1998 434 28
# 2000; decimal 1999 435 29 2000.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
timeout 180 npm install --ignore-scripts --silent --no-audit --no-fund iso20022.js@0.0.15 >/dev/null 2>&1
cat >statement.py <<'PYTHON'
import sys

entry = """<Ntry><Amt Ccy="{0}">{1}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>{2}</RvslInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-28</Dt></BookgDt><BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd></Ntry>"""
print("""<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-28T10:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>1</Id><CreDtTm>2026-11-28T10:00:00Z</CreDtTm>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Svcr><FinInstnId><BIC>DEUTDEFF</BIC></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-28</Dt></Dt></Bal>""")
print(*(entry.format(*words.split(",")) for words in sys.argv[1:]), sep="\n")
print("</Stmt></BkToCstmrStmt></Document>")
PYTHON
python3 statement.py EUR,19.99,false EUR,4.35,false EUR,0.29,false EUR,20.00,false >statement.xml
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { CashManagementEndOfDayReport } from "iso20022.js";
const report = CashManagementEndOfDayReport.fromXML(readFileSync("statement.xml", "utf8"));
const amounts = report.entries.map((entry) => entry.amount);
console.log("iso20022.js", ...amounts);
console.log("cut", ...amounts.map(Math.trunc));
JS
cat >show.py <<'PYTHON'
import xml.etree.ElementTree as ElementTree
from decimal import Decimal

entries = ElementTree.parse("statement.xml").findall(".//{*}Ntry/{*}Amt")
print("decimal", *(int(Decimal(amount.text) * 100) for amount in entries))
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 python3 show.py)
wanted=$(cat <<'LINES'
iso20022.js 1998.9999999999998 434.99999999999994 28.999999999999996 2000
cut 1998 434 28 2000
decimal 1999 435 29 2000
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: iso20022.js reads 19.99 of a statement as 1998.9999999999998 cents."
