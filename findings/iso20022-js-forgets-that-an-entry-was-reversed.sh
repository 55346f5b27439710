#!/usr/bin/env bash
# A bank statement, camt.053, with a direct debit that was given back: an entry whose reversal indicator is set,
# <RvslInd>true</RvslInd>.
#
# Guess: the entry has reversal true. The message has RvslInd as an indicator of true or false, an xs:boolean, and
# the library has a field for it.
# What happens: in iso20022.js reversal is false for every entry: the library compares with the text 'true', and its XML
# reader has made the boolean true of it before. The other spelling of an xs:boolean, 1, makes false, too. Money that
# came back is booked as an income like any other. ElementTree of Python has the texts that stand there.
# Tools: npm iso20022.js 0.0.15, Node 20; xml.etree of Python 3.11.
# Output seen, of the entries true, 1 and false: iso20022.js false false false, ElementTree true 1 false.
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
python3 statement.py EUR,20.00,true EUR,20.00,1 EUR,20.00,false >statement.xml
cat >show.mjs <<'JS'
import { readFileSync } from "node:fs";
import { CashManagementEndOfDayReport } from "iso20022.js";
const report = CashManagementEndOfDayReport.fromXML(readFileSync("statement.xml", "utf8"));
console.log("iso20022.js", ...report.entries.map((entry) => entry.reversal));
JS
cat >show.py <<'PYTHON'
import xml.etree.ElementTree as ElementTree

print("ElementTree", *(sign.text for sign in ElementTree.parse("statement.xml").findall(".//{*}RvslInd")))
PYTHON
seen=$(timeout 60 node show.mjs && timeout 60 python3 show.py)
wanted=$(cat <<'LINES'
iso20022.js false false false
ElementTree true 1 false
LINES
)
[ "$seen" = "$wanted" ] || { echo "It is not so any more: $seen"; exit 1; }
echo "As found: iso20022.js forgets that an entry was reversed."
